"""Every kind of event: its data and its subject, after docs/format/kinds.md; the policy after docs/format/rules.md.

The families of docs/format/families.md are read from the tables of that page.
"""

import re
from pathlib import Path

from values import (
    base64_bytes, bi, boolean, choice, code, day, demand, digest, event_id, i16, i32, i64, integer, key, line,
    listed, mapped, members, money, month, one_of, path, plain, proportion, string, text, threshold, u32, u64,
    written,
)

# Shared types

media = one_of(
    "application/pdf", "image/jpeg", "image/png", "text/plain", "text/csv",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
)
file = members({"sha256": digest, "media": media, "bytes": u64})
files = listed(file)
seat = members({"body": code, "office": code})
party = choice(person=code, body=code)
body_sort = one_of("party-committee", "committee", "supervision", "assembly", "staff", "other")
body = members({"body": code, "name": bi, "sort": body_sort, "seats": u32})
person = members({"person": code, "name": line}, {"key": key})
term = members({"person": code, "seat": seat, "from": day, "until": day})
vote = one_of("for", "against", "abstain", "recused", "unrecorded", "absent", "excused")
roll = listed(members({"person": code, "vote": vote}))
meeting = members({"body": code, "on": day, "roll": roll}, {"minutes": file})
shown = members({"path": path, "digest": digest, "size": u64}, {"edition": u32})
notice = members({"shown": shown, "until": day, "place": line}, {"photo": file, "answer": text})
subject = choice(person=members({"person": code, "seat": seat}), body=code, label=line)
currency = members({"code": plain, "exponent": integer(0, 6), "symbol": plain})
posting_lines = listed(members({"account": code, "amount": money}))

# The policy

pattern = members({}, {"sort": body_sort, "office": code})
patterns = listed(pattern)
need = members({"seats": patterns, "at_least": u32})
role = one_of("handler", "witness", "approver", "bookkeeper", "cashier", "chair", "teller", "importer")
steps = listed(members({"step": one_of("studied", "agreed", "voted"), "sort": body_sort}))
matter_sort = one_of("expense", "budget", "activity", "policy", "personnel", "takeover", "other")
period = members({"days": i32, "source": code})
categories = mapped(code, bi)
evaluation_rule = members({
    "chaired_by": body_sort, "source": code, "apart": period, "late_opening": period,
    "turnout": members({"returned": threshold, "source": code}),
    "excellent": members({"band": code, "cap": proportion, "source": code}, {"of_tallied": boolean}),
    "failing": members({"band": code, "share": threshold, "source": code}),
    "vacancy": members({"failing_in_a_row": u32, "source": code}),
    "remarks": members({"by": patterns, "source": code, "categories": categories}),
})
clocks = ("display", "statement", "late_entry", "rectification", "takeover", "result", "vacancy")
quorum = members({
    "sort": body_sort, "present": threshold, "carried": threshold, "carried_of": one_of("present", "due"), "source": code,
})
tier = members({"steps": steps, "countersign": listed(need), "source": code}, {"below": money})
needs = listed(need)
figure = choice(count=u64, money=money, share=threshold, choices=categories)
further = {
    "signers": mapped(code, members({"needs": needs, "source": code}, {"kinds": listed(string)})),
    "periods": mapped(code, members({"days": i32, "source": code}, {"working": boolean})),
    "figures": mapped(code, members({"value": figure, "source": code})),
    "calendar": members({"rest": listed(day), "work": listed(day), "source": code}),
    "safeguards": members({}, dict.fromkeys(("decides_once", "signers_present", "single_bodies", "own_keys", "cosigned_only"), code)),
}
policy = members({
    "profile": code, "edition": code, "title": bi,
    "sources": mapped(code, members({"rank": one_of("law", "local", "community"), "text": bi})),
    "signatures": mapped(string, members({"needs": needs, "source": code})),
    "roles": listed(members({"role": role, "seats": patterns, "source": code})),
    "apart": listed(members({"one": pattern, "other": pattern, "relatives": boolean, "source": code})),
    "quorums": listed(quorum), "tiers": listed(tier),
    "matters": listed(members({"sort": matter_sort, "steps": steps, "source": code})),
    "evaluation": evaluation_rule, "clocks": members({name: period for name in clocks}),
    "income": categories, "expense": categories,
}, further)

# Resolutions

grant = members({"purpose": code, "cap": money, "from": day, "until": day}, {"payee": line})
taken_file = members({"sha256": digest, "name": line, "rows": u32, "unreadable": u32, "total": money})


personnel = choice(forms=body, gives=term, ends=members({"person": code, "seat": seat}))
matter = members(
    {"matter": code, "title": line, "sort": matter_sort},
    {"text": file, "grant": grant, "files": listed(taken_file), "policy": digest, "personnel": listed(personnel)},
)
step = members({"matter": code, "meeting": meeting, "carried": boolean}, {"opinion": text})
concluded = members({"matter": code, "on": day})

# Evaluation

form = members({
    "dimensions": listed(members({
        "dimension": code, "label": line, "aspect": one_of("style", "work", "overall"), "weight": u32,
    })),
    "bands": listed(members({"band": code, "label": line, "score": u32})),
})
electorate = members({"rolled_on": day, "groups": listed(members({"group": code, "label": line, "size": u32}))})
evaluation = members({
    "evaluation": code, "title": line, "subject": subject, "from": day, "until": day,
    "round": members({"round": code, "subjects": u32}), "chair": code, "form": form, "electorate": electorate,
    "balloting": members({"opens": written, "closes": written}),
})
count = members({
    "issued": u32, "returned": u32, "invalid": u32,
    "dimensions": listed(members({"dimension": code, "bands": mapped(code, u32), "blank": u32})),
})
tally = members({
    "electorate": u64, "issued": u64, "returned": u64, "invalid": u64,
    "dimensions": listed(members({"dimension": code, "bands": mapped(code, u64), "blank": u64}, {"score": u64})),
}, {"score": u64})
remark = choice(
    ordinary=members({"subject": subject, "category": code}),
    central=members({"evaluation": code, "category": code}),
    reply=members({"to": event_id}),
)
decision = members({"band": code, "ordinary": text, "central": text}, {"vacates": members({"person": code, "seat": seat})})
rectification = members({"rectification": code, "evaluation": code, "issue": text, "owner": party}, {"due": day})

# Finance

totals = members({"opening": money, "income": money, "expense": money, "closing": money}, {"taken_over": money})
budget_line = members({"line": code, "flow": one_of("income", "expense"), "category": code, "amount": money})
keeping = {"bookkeeper": code, "cashier": code}
vouched = {"voucher_no": code, "vouchers": files}


def of_subject(value):
    """The text of a subject."""
    ((sort, content),) = value.items()
    return content["person"] if sort == "person" else content


def of_remark(data):
    ((sort, content),) = data["remark"].items()
    return {"ordinary": lambda: of_subject(content["subject"]), "central": lambda: content["evaluation"],
            "reply": lambda: content["to"]}[sort]()


def at(*names):
    """The subject that stands in the data under these names."""

    def find(data):
        for name in names:
            data = data[name]
        return data

    return find


KINDS = {
    "ledger.genesis.v1": (
        members({
            "title": bi, "currency": currency, "utc_offset_minutes": i32, "log": string, "bodies": listed(body),
            "people": listed(person), "terms": listed(term),
        }),
        lambda data: "ledger",
    ),
    "ledger.policy.v1": (
        members({"policy": policy}, {"matter": code}),
        lambda data: f"{data['policy']['profile']}-{data['policy']['edition']}",
    ),
    "charter.body.v1": (members({"details": body, "matter": code}), at("details", "body")),
    "charter.person.v1": (members({"details": person}), at("details", "person")),
    "charter.mandate.v1": (members({"term": term, "matter": code}), at("term", "person")),
    "charter.key-rotated.v1": (members({"person": code, "old": key, "new": key}), at("person")),
    "charter.key-revoked.v1": (
        members({"person": code, "key": key, "why": one_of("rotated", "lost", "compromised")}), at("person"),
    ),
    "charter.key-issued.v1": (members({"person": code, "key": key}), at("person")),
    "charter.mandate-ended.v1": (
        members(
            {"person": code, "seat": seat, "on": day, "why": one_of("recalled", "resigned", "evaluation", "vacated")},
            {"matter": code, "reason": text},
        ),
        at("person"),
    ),
    "charter.relation.v1": (
        members({
            "person": code, "other": code,
            "relation": one_of("spouse", "parent-child", "sibling", "in-law", "other"),
        }),
        at("person"),
    ),
    "charter.interest.v1": (members({"person": code, "payee": line}), at("person")),
    "resolution.proposed.v1": (members({"details": matter}), at("details", "matter")),
    "resolution.studied.v1": (step, at("matter")),
    "resolution.agreed.v1": (step, at("matter")),
    "resolution.voted.v1": (step, at("matter")),
    "resolution.adopted.v1": (concluded, at("matter")),
    "resolution.rejected.v1": (concluded, at("matter")),
    "resolution.result.v1": (
        members({"matter": code, "on": day, "result": text, "complete": boolean}), at("matter"),
    ),
    "meeting.held.v1": (
        members({"meeting": meeting, "topic": line}),
        lambda data: f"{data['meeting']['body']}/{data['meeting']['on']}",
    ),
    "evaluation.opened.v1": (members({"details": evaluation}), at("details", "evaluation")),
    "evaluation.counted.v1": (
        members({"evaluation": code, "group": code, "count": count, "tellers": listed(code, 2)}), at("evaluation"),
    ),
    "evaluation.remarked.v1": (members({"remark": remark, "by": party, "text": text}), of_remark),
    "evaluation.tallied.v1": (members({"evaluation": code, "tally": tally}), at("evaluation")),
    "evaluation.decided.v1": (members({"evaluation": code, "decision": decision}), at("evaluation")),
    "evaluation.rectification.v1": (members({"details": rectification}), at("details", "rectification")),
    "evaluation.rectified.v1": (
        members({"rectification": code, "done": text, "evidence": files}), at("rectification"),
    ),
    "finance.account.v1": (
        members({"account": code, "name": line, "first": day, "opening": money, "statement": file, **keeping}),
        at("account"),
    ),
    "finance.budget.v1": (
        members({"year": i16, "lines": listed(budget_line), "matter": code}), lambda data: str(data["year"]),
    ),
    "finance.expenditure.v1": (
        members(
            {"amount": money, "from": code, "category": code, "purpose": line, "payee": line, "on": day, "matter": code,
             **vouched, "handler": code, "witness": code, "approver": code, **keeping},
            {"budget_line": code, "bill_no": line, "remark": text},
        ),
        at("voucher_no"),
    ),
    "finance.income.v1": (
        members(
            {"amount": money, "into": code, "category": code, "purpose": line, "payer": line, "on": day,
             "receipt_no": code, "receipts": files, "handler": code, **keeping},
            {"matter": code, "budget_line": code, "remark": text},
        ),
        at("receipt_no"),
    ),
    "finance.transfer.v1": (
        members({
            "amount": money, "from": code, "into": code, "purpose": line, "on": day, **vouched, "approver": code,
            **keeping,
        }),
        at("voucher_no"),
    ),
    "finance.reversal.v1": (
        members(
            {"event": event_id, "lines": posting_lines, "reason": line, "on": day, **vouched, "approver": code,
             "bookkeeper": code},
            {"matter": code, "remark": text},
        ),
        at("event"),
    ),
    "finance.bank-statement.v1": (
        members({"account": code, "as_of": day, "balance": money, "statement": file}), at("account"),
    ),
    "finance.period-close.v1": (members({"month": month, "totals": totals}), at("month")),
    "finance.taken-over.v1": (
        members(
            {"matter": code, "file": digest, "row": u32, "on": day, "amount": money, "purpose": line, "importer": code},
            {"category": line, "payee": line, "reference": line},
        ),
        lambda data: f"{data['file'][:8]}/{data['row']}",
    ),
    "notice.reviewed.v1": (
        members({"shown": shown, "finding": one_of("agreed", "objected")}, {"reason": text}), at("shown", "path"),
    ),
    "notice.posted.v1": (members({"notice": notice}), at("notice", "shown", "path")),
    "notice.corrected.v1": (
        members({"correction": members({"notice": event_id, "wrong": text, "changed": text, "replacement": notice})}),
        at("correction", "replacement", "shown", "path"),
    ),
}


# Secret votes

def up_to_1024_bytes(value):
    demand(len(base64_bytes(value, "bytes")) <= 1024, "more than 1,024 bytes")


ballots_by_choice = mapped(code, u64)
votes = {
    "Choice": members({"choice": code, "label": line}),
    "Issue": members({"elector": code, "blinded": up_to_1024_bytes, "signed": up_to_1024_bytes}),
    "Cast": members({
        "token": key, "prefix": up_to_1024_bytes, "issued": up_to_1024_bytes, "choice": code, "signature": up_to_1024_bytes,
    }),
    "Paper": members({"issued": u32, "returned": u32, "invalid": u32, "choices": ballots_by_choice}),
    "VoteTally": members({
        "issued": u64, "returned": u64, "unreturned": u64, "lost": u64, "invalid": u64, "choices": ballots_by_choice,
    }),
}


# The catalogue

SCALARS = {
    "Code": code, "Line": line, "Text": text, "Day": day, "Month": month, "Written": written, "Party": party, "FileRef": file,
    "EventId": event_id, "bool": boolean, "u32": u32, "u64": u64, "i64": i64, "NonZeroU32": integer(1, 2**32 - 1),
    "Sealed": members({"sealed": digest}), "Meeting": meeting, "Seat": seat, "Hash": digest, "Bytes": up_to_1024_bytes, **votes,
    "Relation": one_of("spouse", "parent-child", "sibling", "in-law", "other"),
}


def catalogue(page):
    """The kinds of a page that tells each in a table of its members."""
    shapes = dict(SCALARS)

    def type_of(name):
        inner = re.fullmatch(r"(Vec|BTreeMap)<(.*)>", name)
        if not inner:
            return shapes[name]
        if inner[1] == "Vec":
            return listed(type_of(inner[2]))
        name_of, content = inner[2].split(", ")
        return mapped(type_of(name_of), type_of(content))

    def members_of(lines):
        required, optional = {}, {}
        for row in lines:
            told = re.match(r"\| `(\w+)`( \?)? \| `([^`]+)` \|", row)
            if told:
                (optional if told[2] else required)[told[1]] = type_of(re.sub(r"^Option<(.*)>$", r"\1", told[3]))
        return members(required, optional)

    found = {}
    for part in re.split(r"\n(?=### |## |\*\*\w+\*\*:\n)", page):
        lines = part.split("\n")
        shape, kind = re.fullmatch(r"\*\*(\w+)\*\*:", lines[0]), re.fullmatch(r"### `(.+)`", lines[0])
        if shape:
            shapes[shape[1]] = members_of(lines)
        elif kind:
            subject = re.search(r"^Subject: `e\.(\w+)`\.$", part, re.MULTILINE)[1]
            found[kind[1]] = (members_of(lines), at(subject))
    return found


KINDS.update(catalogue((Path(__file__).parents[2] / "docs/format/families.md").read_text("utf-8")))
