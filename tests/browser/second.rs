//! The script's verifier and the program's, over the same vectors: where both have a verdict it is the same.

use std::fs;
use std::path::PathBuf;

use mingbai::base::key::{PublicKey, SecretKey};
use serde_json::{Value, json};

use crate::driver::Browser;
use crate::folders::folders;
use crate::{alone, root};

/// Checks that both make. The script's own check of a few rules is a part of the program's `rules`.
const BOTH: [&str; 5] = ["checkpoint", "tree", "chain", "signatures", "naive-totals"];
/// Rules that the script checks, too.
const RULES: [&str; 3] = ["id-used", "other-ledger", "period-closed"];

/// Forged payloads that only a program that knows each kind's data can tell.
const DATA: [&str; 9] = [
    "a field nobody knows",
    "a field is missing",
    "an amount as text",
    "a code in capitals",
    "a day that does not exist",
    "a text that turns its direction",
    "a text with a space at its end",
    "a kind nobody knows",
    "a subject that is not that of the data",
];

fn vectors() -> PathBuf {
    root().join("tests/vectors/v1")
}

fn read(path: &str) -> Value {
    serde_json::from_slice(&fs::read(vectors().join(path)).unwrap()).unwrap()
}

/// A browser on an empty page beside the scripts and the vectors.
fn beside() -> Browser {
    let address = folders(&[("js", root().join("assets/js")), ("vectors", vectors())]);
    let browser = Browser::start();
    browser.go(&format!("{address}/"));
    browser
}

/// What the script finds in a log of the vectors: verdict, cause and findings.
fn audited(browser: &Browser, log: &str, options: &Value) -> Value {
    let body = "const { Audit } = await import(location.origin + '/js/ledger.js');
        const { Source } = await import(location.origin + '/js/source.js');
        const report = await new Audit(new Source(location.origin + '/vectors/' + arguments[0]), arguments[1]).run();
        const findings = report.findings.map(({ check, index, code }) => ({ check, index, code }));
        return { verdict: report.verdict, cause: report.cause?.code ?? null, findings, size: report.size ?? null };";
    browser.run(&asynchronous(body), &json!([log, options]))
}

/// A function body that may wait.
fn asynchronous(body: &str) -> String {
    format!("return (async function () {{ {body} }}).apply(null, arguments);")
}

#[test]
fn both_verifiers_agree_on_every_forged_log() {
    let _turn = alone();
    let browser = beside();
    let told = read("tampered/cases.json");
    let now = told["now"].as_str().unwrap().parse::<mingbai::base::time::Instant>().unwrap().millis();
    let cases = told["cases"].as_array().unwrap();
    let mut caught = 0;
    for case in cases {
        let name = case["name"].as_str().unwrap();
        let found = audited(&browser, &format!("tampered/{name}"), &json!({ "log": told["vkey"], "now": now }));
        let of = |list: &Value, kept: &dyn Fn(&Value) -> bool| -> Vec<Value> {
            list.as_array().unwrap().iter().filter(|finding| kept(finding)).cloned().collect()
        };
        let both = |finding: &Value| BOTH.contains(&finding["check"].as_str().unwrap());
        assert_eq!(of(&found["findings"], &both), of(&case["findings"], &both), "{name}");
        let place = |finding: &Value| json!([finding["index"], finding["code"]]);
        let rule = |finding: &Value| RULES.contains(&finding["code"].as_str().unwrap());
        let rules = |list: &Value| of(list, &rule).iter().map(place).collect::<Vec<_>>();
        assert_eq!(rules(&found["findings"]), rules(&case["findings"]), "{name}");
        let expected = case["findings"].as_array().unwrap().iter().any(|finding| both(finding) || rule(finding));
        match case["verdict"].as_str().unwrap() {
            "wrong" if expected => assert_eq!(found["verdict"], "wrong", "{name}"),
            "unchecked" if case["cause"] != "kind-unknown" => {
                assert_eq!((&found["verdict"], &found["cause"]), (&json!("unchecked"), &case["cause"]));
            }
            // What only the rules tell is said on the page to be unchecked.
            _ => assert_eq!(found["verdict"], "holds", "{name}: {found}"),
        }
        caught += usize::from(expected);
    }
    assert_eq!((caught, cases.len()), (21, 27), "the script catches all but what takes rules to tell");
}

#[test]
fn both_verifiers_take_what_is_honest() {
    let _turn = alone();
    let browser = beside();
    for (log, size) in [("log", 62), ("noticed", 70), ("short", 5)] {
        let found = audited(&browser, log, &json!({}));
        assert_eq!(found, json!({ "verdict": "holds", "cause": null, "findings": [], "size": size }), "{log}");
    }
}

#[test]
fn both_verifiers_agree_on_envelopes_receipts_and_payloads() {
    let _turn = alone();
    let browser = beside();
    let body = "const load = (name) => import(location.origin + '/js/' + name);
        const { parseEnvelope, wrongSignature, readEvent, envelopeText } = await load('dsse.js');
        const { readKept, receiptHolds } = await load('item.js');
        const { readVkey } = await load('note.js');
        const { utf8 } = await load('bytes.js');
        const [kind, text, vkey] = arguments;
        try {
            if (kind === 'envelope') {
                const envelope = parseEnvelope(utf8(text));
                if ((await wrongSignature(envelope)) !== null) return 'signature-wrong';
                return envelopeText(envelope) === text ? 'taken' : 'written otherwise';
            }
            if (kind === 'payload') readEvent(utf8(text));
            else await receiptHolds(readKept(utf8(text)), await readVkey(vkey));
            return 'taken';
        } catch (problem) {
            return problem.code ?? String(problem);
        }";
    let vkey = fs::read_to_string(vectors().join("noticed/vkey")).unwrap();
    let judged = |kind: &str, text: &str| browser.run(&asynchronous(body), &json!([kind, text, vkey.trim()]));
    for (kind, file) in [("envelope", "envelope.json"), ("receipt", "receipt.json")] {
        assert_eq!(judged(kind, &fs::read_to_string(vectors().join(file)).unwrap()), "taken", "{file}");
        for case in read(&format!("tampered/{kind}s.json")).as_array().unwrap() {
            assert_eq!(judged(kind, case["text"].as_str().unwrap()), case["code"], "{}", case["what"]);
        }
    }
    for case in read("tampered/payloads.json").as_array().unwrap() {
        let code = judged("payload", case["text"].as_str().unwrap());
        let needs_kinds = DATA.contains(&case["what"].as_str().unwrap());
        let expected = if needs_kinds { &json!("taken") } else { &case["code"] };
        assert_eq!(&code, expected, "{}", case["what"]);
    }
    for file in fs::read_dir(vectors().join("payloads")).unwrap().map(|item| item.unwrap().path()) {
        assert_eq!(judged("payload", &fs::read_to_string(&file).unwrap()), "taken", "{}", file.display());
    }
}

/// Signatures at the edge of what is valid: the sample of C2SP's vectors kept with the tests, and forgeries made here.
fn edges() -> Vec<Value> {
    let sample = fs::read(root().join("tests/data/vectors/ed25519.json")).unwrap();
    let mut cases: Vec<Value> = serde_json::from_slice(&sample).unwrap();
    let key = SecretKey::from_seed(&[7; 32]);
    let good = key.sign(b"message");
    let mut above = good;
    // S + L: the same scalar, written a second time.
    let order = hex::decode("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010").unwrap();
    let mut carry = 0_u16;
    for (byte, add) in above[32..].iter_mut().zip(order) {
        let sum = u16::from(*byte) + u16::from(add) + carry;
        *byte = u8::try_from(sum & 0xff).unwrap();
        carry = sum >> 8;
    }
    for signature in [good, above, [0; 64]] {
        let case = json!({ "key": hex::encode(key.public().0), "sig": hex::encode(signature), "msg": "message" });
        cases.push(case);
    }
    // Under the key of order 1 anything whose R is the identity and S is 0 holds, unless small orders are refused.
    let one = format!("01{}", "00".repeat(31));
    cases.push(json!({ "key": one, "sig": format!("{one}{}", "00".repeat(32)), "msg": "anything" }));
    cases
}

#[test]
fn both_verifiers_agree_on_signatures_at_the_edge() {
    let _turn = alone();
    let browser = beside();
    let cases = edges();
    let body = "const { verifies } = await import(location.origin + '/js/ed25519.js');
        const { fromHex, utf8 } = await import(location.origin + '/js/bytes.js');
        const verdicts = [];
        for (const { key, sig, msg } of arguments[0]) verdicts.push(await verifies(fromHex(key), utf8(msg), fromHex(sig)));
        const last = arguments[0][arguments[0].length - 1];
        const weak = await crypto.subtle.importKey('raw', fromHex(last.key), { name: 'Ed25519' }, false, ['verify']);
        const loose = await crypto.subtle.verify({ name: 'Ed25519' }, weak, fromHex(last.sig), utf8(last.msg));
        return { verdicts, loose };";
    let found = browser.run(&asynchronous(body), &json!([cases]));
    let mut accepted = 0;
    for (case, verdict) in cases.iter().zip(found["verdicts"].as_array().unwrap()) {
        let (mut key, mut signature) = ([0; 32], [0; 64]);
        hex::decode_to_slice(case["key"].as_str().unwrap(), &mut key).unwrap();
        hex::decode_to_slice(case["sig"].as_str().unwrap(), &mut signature).unwrap();
        let expected = PublicKey(key).verifies(case["msg"].as_str().unwrap().as_bytes(), &signature);
        assert_eq!(verdict, expected, "{case}");
        accepted += usize::from(expected);
    }
    assert_eq!(accepted, 4);
    // Why the script looks at keys itself: the browser alone takes the forgery under the key of order 1.
    assert_eq!(found["loose"], true);
}
