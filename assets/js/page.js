// The page "verify": takes what a reader asks, runs the checks, and says in plain words what they gave.

import { make, money, wordsOf } from "./dom.js";
import { isAvailable } from "./ed25519.js";
import { checkItem, checkReceipt, readKept } from "./item.js";
import { Audit, Report, reported } from "./ledger.js";
import { readWitness } from "./note.js";
import { Source } from "./source.js";

const KEPT_BYTES = 2_000_000;
const CHECKS = ["checkpoint", "cosignatures", "inclusion", "tree", "chain", "signatures", "basics", "documents", "totals", "paper"];

const root = document.getElementById("verify");
const say = wordsOf(root);
const field = (name) => root.querySelector(`[name=${name}]`);
const output = document.getElementById("outcome");
const bar = root.querySelector("progress");
let running = false;

function progress(done, all) {
  bar.max = all;
  bar.value = done;
}

async function options() {
  const log = field("log").value.trim();
  const lines = field("witnesses").value.split("\n").map((line) => line.trim()).filter(Boolean);
  return { log: log || undefined, witnesses: await Promise.all(lines.map(readWitness)), progress };
}

function source() {
  const base = field("base")?.value.trim() || root.dataset.base;
  return new Source(new URL(base, document.baseURI).href);
}

// What is asked: `all`, `finance/2026-03`, `events/317`, with `&size=…&root=…&digest=…` from paper.
function asked() {
  const [what, ...rest] = decodeURIComponent(location.hash.slice(1)).split("&");
  const found = Object.fromEntries(rest.map((part) => part.split("=")));
  const hex = (text) => (/^[0-9a-f]{8,64}$/.test(text ?? "") ? text : undefined);
  const paper = /^[0-9]{1,15}$/.test(found.size ?? "") && hex(found.root)
    ? { size: Number(found.size), root: hex(found.root), digest: hex(found.digest) }
    : undefined;
  return { month: /^finance\/([0-9]{4}-[0-9]{2})$/.exec(what)?.[1], item: /^events\/([0-9]{1,15})$/.exec(what)?.[1], paper };
}

async function readFile(input) {
  const file = input.files[0];
  if (file === undefined) return null;
  if (file.size > KEPT_BYTES) throw new RangeError(file.name);
  return new Uint8Array(await file.arrayBuffer());
}

const RUNS = {
  all: async () => new Audit(source(), { ...(await options()), paper: asked().paper }).run(),
  month: async () => {
    const month = field("month").value.trim();
    return new Audit(source(), { ...(await options()), month, paper: asked().paper }).run();
  },
  item: async () => checkItem(source(), Number(field("item").value), await options()),
  kept: async () => {
    const kept = readKept(await readFile(field("kept")), await readFile(field("entry")));
    return checkReceipt(kept, await options());
  },
};

// A receipt or a key that cannot be read is an answer, too.
async function attempt(what) {
  let report = new Report();
  await reported(report, async () => {
    report = await RUNS[what]();
  });
  return report;
}

async function run(what) {
  if (running) return;
  running = true;
  bar.hidden = false;
  bar.removeAttribute("value");
  output.replaceChildren(make("p", {}, say("verify-running")));
  const began = performance.now();
  try {
    const report = await attempt(what);
    const own = root.dataset.log;
    if (own && report.vkey === own && report.keyGiven) {
      report.keyGiven = false;
      report.note("audit-key-not-given");
    }
    show(report, what, (performance.now() - began) / 1000);
  } catch (problem) {
    output.replaceChildren(make("p", { class: "verdict bad" }, say("verify-failed", { cause: String(problem.message ?? problem) })));
  }
  bar.hidden = true;
  running = false;
}

function show(report, what, seconds) {
  const tone = { holds: "good", wrong: "bad", unchecked: "plain" }[report.verdict];
  const verdict = make("h2", { class: `verdict ${tone}`, tabindex: "-1", "data-verdict": report.verdict }, conclusion(report));
  const took = make("p", { class: "quiet" }, say("verify-took", { seconds: seconds.toFixed(1) }));
  const parts = [verdict, ...facts(report), ...checks(report), ...findings(report), statement(report), item(report),
    ...untested(report, what), took];
  output.replaceChildren(...parts.filter(Boolean));
  verdict.focus();
}

function conclusion(report) {
  if (report.verdict === "holds") return say("verify-holds");
  if (report.verdict === "wrong") return say("verify-wrong", { count: report.wrong });
  return say("report-unchecked", { cause: `${say(report.cause.code, report.cause.values)} [${report.cause.code}]` });
}

function facts(report) {
  const lines = [
    ["report-ledger", report.title?.[document.documentElement.lang === "en" ? "en" : "zh"] ?? report.origin],
    ["report-key", report.vkey],
    ["report-size", report.size],
    ["report-root", report.root],
    ["report-last", report.last],
  ].filter(([, value]) => value !== undefined && value !== "");
  if (lines.length === 0) return [];
  const pairs = lines.flatMap(([key, value]) => [make("dt", {}, say(key)), make("dd", {}, make("code", {}, String(value)))]);
  return [make("dl", { class: "proof" }, ...pairs)];
}

function checks(report) {
  const made = CHECKS.filter((check) => report.counts[check] !== undefined);
  if (made.length === 0) return [];
  const line = (check) => {
    const wrong = report.findings.some((finding) => finding.check === check || (check === "totals" && finding.check === "naive-totals"));
    const words = say(`verify-check-${check}`, { count: report.counts[check] });
    return make("li", { class: wrong ? "bad" : "good" }, `${wrong ? "✗" : "✓"} ${words}`);
  };
  return [make("h3", {}, say("verify-checked")), make("ul", { class: "checks" }, ...made.map(line))];
}

function findings(report) {
  if (report.findings.length === 0) return [];
  const line = (finding) => {
    const place = finding.index === null ? say("report-in-all") : say("report-at-entry", { index: finding.index });
    return make("li", { "data-code": finding.code }, `${place} ${say(finding.code, finding.values)} [${finding.code}]`);
  };
  const more = report.wrong - report.findings.length;
  return [
    make("h3", {}, say("verify-found")),
    make("ul", { class: "findings" }, ...report.findings.map(line)),
    more > 0 ? make("p", {}, say("report-more", { count: more })) : null,
  ].filter(Boolean);
}

function statement(report) {
  if (!report.statement || report.verdict !== "holds") return null;
  const row = (name) => make("tr", {}, make("th", { scope: "row" }, say(`fact-${name.replace("_", "-")}`)),
    make("td", { class: "figure" }, money(report.statement[name], report.currency)));
  const names = ["opening", "income", "expense", "closing"];
  if (report.statement.taken_over !== 0n) names.push("taken_over");
  const caption = make("caption", {}, say("verify-statement", { month: report.document?.path.slice(8) ?? "" }));
  return make("table", { class: "narrow" }, caption, make("tbody", {}, ...names.map(row)));
}

function item(report) {
  if (!report.item) return null;
  const { event, signers, index } = report.item;
  return make("section", {},
    make("h3", {}, say("verify-item", { index, kind: event.type, day: event.time.slice(0, 10) })),
    make("p", {}, say("verify-signers", { count: signers.length })),
    root.dataset.served
      ? make("p", {}, make("a", { href: `${root.dataset.base}/receipts/${index}.tlog-proof`, download: "" }, say("receipt-link")))
      : "",
    make("ul", {}, ...signers.map((key) => make("li", {}, make("code", {}, key)))),
    make("pre", {}, JSON.stringify(event.data, null, 2)));
}

// What a reader must not take for checked.
function untested(report, what) {
  const whole = what === "all" || what === "month";
  const lines = [
    ...report.notes.map((note) => say(note.code === "audit-key-not-given" ? "verify-own-key" : note.code, note.values)),
    whole ? null : say("verify-not-whole"),
    say("verify-not-rules"),
    say("verify-not-vouchers"),
    report.cosigned?.length ? say("verify-cosigned", { names: report.cosigned.map((one) => one.name).join(", ") }) : say("verify-not-cosigned"),
    root.dataset.served ? say("verify-not-page") : null,
  ].filter(Boolean);
  return [make("h3", {}, say("verify-unchecked")), make("ul", {}, ...lines.map((line) => make("li", {}, line)))];
}

async function begin() {
  if (!(await isAvailable())) {
    output.replaceChildren(make("p", { class: "verdict bad" }, say("verify-too-old")));
    return;
  }
  for (const form of root.querySelectorAll("form[data-run]")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      run(form.dataset.run);
    });
  }
  const { month, item: index, paper } = asked();
  if (month) field("month").value = month;
  if (index) field("item").value = index;
  if (month) await run("month");
  else if (index) await run("item");
  else if (paper) await run("all");
  root.dataset.ready = "yes";
}

begin();
