"""The statement of a month, folded from the entries after docs/format/documents.md ("The statement `finance/<month>`").

Nothing here knows the rules: it takes every event as accepted and says what the statement then says.
"""

import calendar
import hashlib
from datetime import date, datetime, timedelta

from totals import Totals
from values import compact

NONE = "none"


def text(value):
    return NONE if value is None else {"text": value}


def word(name):
    return {"word": name}


def money(amount):
    return {"money": amount}


def amount_or_none(amount):
    return money(amount) if amount else NONE


def listed(values):
    return {"list": values} if values else NONE


def badge(name, tone):
    return {"badge": {"word": name, "tone": tone}}


def event_link(index, event):
    return {"event": {"index": index, "id": event}}


def moving(amount, source, into):
    return [(into, amount), (source, -amount)]


def holds_money(account):
    return account == "cash" or account.startswith("bank:")


def is_category(account):
    return account.startswith(("income:", "expense:")) and account != "expense:taken-over"


def last_day(month):
    year, number = int(month[:4]), int(month[5:])
    return f"{month}-{calendar.monthrange(year, number)[1]:02}"


COLUMNS = [
    "item-day", "item-event", "item-movement", "item-category", "item-purpose", "item-counterparty", "item-income",
    "item-expense", "item-moved", "item-taken-over", "item-balance", "item-accounts", "item-handler", "item-witness",
    "item-approver", "item-supervision", "item-resolution", "item-voucher", "item-voucher-files", "item-source",
    "item-marks", "item-remark",
]


class Month:
    def __init__(self):
        self.items, self.categories, self.theirs, self.closing = [], {}, {}, None


class Item:
    """A movement as its row will tell it."""

    def __init__(self, event, index, day, movement, lines):
        self.event, self.index, self.day, self.movement, self.lines = event, index, day, movement, lines
        of = lambda wanted: sum(amount for account, amount in lines if wanted(account))
        self.income = -of(lambda account: account.startswith("income:"))
        self.expense = of(lambda account: account.startswith("expense:") and is_category(account))
        self.taken_over = of(lambda account: account == "expense:taken-over")
        self.brought_in = -of(lambda account: account == "opening")
        own = self.income == 0 and self.expense == 0 and self.brought_in == 0
        self.moved = sum(max(amount, 0) for account, amount in lines if holds_money(account)) if own else 0
        self.marks, self.cells = [], {}

    def row(self, balance):
        moved = self.brought_in + self.moved
        return [
            {"day": self.day}, event_link(self.index, self.event["id"]), word(self.movement), self.cells["category"],
            text(self.cells["purpose"]), text(self.cells.get("counterparty")), amount_or_none(self.income),
            amount_or_none(self.expense), amount_or_none(moved), amount_or_none(self.taken_over), money(balance),
            *(self.cells.get(name, NONE) for name in ("accounts", "handler", "witness", "approver", "supervision")),
            self.cells.get("resolution", NONE), text(self.cells.get("voucher")), self.cells.get("files", NONE),
            text(self.cells.get("source")), listed(self.marks), text(self.cells.get("remark")),
        ]


class Fold:
    """What the statements stand on."""

    def __init__(self):
        self.totals, self.months, self.claimed = Totals(), {}, {}
        self.origin, self.offset, self.policy = "", 0, None
        self.names, self.key_of, self.sorts, self.terms = {}, {}, {}, []
        self.titles, self.accounts, self.ids, self.booked, self.budgets, self.used = {}, {}, {}, {}, {}, {}

    def take(self, event, keys, accepted, index):
        supervisors = self.supervisors(event, keys)
        if index == 0:
            self.origin = event["source"]
        self.ids[event["id"]] = index
        self.charter(event["kind"], event["data"])
        self.totals.take(event)
        family, _, rest = event["kind"].partition(".")
        if family == "finance":
            entered = datetime.fromisoformat(accepted[:-1]) + timedelta(minutes=max(-840, min(840, self.offset)))
            self.finance(rest, event, index, entered.date(), supervisors)

    # Who is who

    def charter(self, kind, data):
        if kind == "ledger.genesis.v1":
            self.offset = data["utc_offset_minutes"]
            self.sorts = {body["body"]: body["sort"] for body in data["bodies"]}
            for person in data["people"]:
                self.enrol(person)
            self.terms = [[term, None] for term in data["terms"]]
        elif kind == "ledger.policy.v1":
            self.policy = data["policy"]
        elif kind == "charter.body.v1":
            self.sorts[data["details"]["body"]] = data["details"]["sort"]
        elif kind == "charter.person.v1":
            self.enrol(data["details"])
        elif kind == "charter.mandate.v1":
            self.terms.append([data["term"], None])
        elif kind in ("charter.key-rotated.v1", "charter.key-issued.v1"):
            self.key_of[data["person"]] = data.get("new", data.get("key"))
        elif kind == "charter.key-revoked.v1":
            self.key_of[data["person"]] = None
        elif kind == "charter.mandate-ended.v1":
            for term in self.terms:
                theirs = (term[0]["person"], term[0]["seat"]) == (data["person"], data["seat"])
                if theirs and term[1] is None and term[0]["from"] <= data["on"] <= term[0]["until"]:
                    term[1] = data["on"]
        elif kind == "resolution.proposed.v1":
            self.titles.setdefault(data["details"]["matter"], data["details"]["title"])

    def enrol(self, person):
        self.names.setdefault(person["person"], person["name"])
        if "key" in person:
            self.key_of[person["person"]] = person["key"]

    def supervisors(self, event, keys):
        day, found = event["time"][:10], set()
        for person, key in self.key_of.items():
            for term, ended in self.terms:
                seated = term["person"] == person and ended is None and term["from"] <= day <= term["until"]
                if key in keys and seated and self.sorts.get(term["seat"]["body"]) == "supervision":
                    found.add(person)
        return sorted(found)

    def person(self, code):
        return {"person": {"code": code, "name": self.names.get(code, code)}}

    def category(self, flow, code):
        names = self.policy[flow] if self.policy else {}
        return names.get(code, {"zh": code, "en": code})

    # Movements

    def finance(self, rest, event, index, entered, supervisors):
        data = event["data"]
        if rest == "account.v1":
            self.accounts[data["account"]] = {"name": data["name"], "first": data["first"], "days": {}, "stated": {}}
            lines = moving(data["opening"], "opening", data["account"])
            if data["opening"] != 0:
                self.post(event, index, data["first"], "movement-opening", lines, entered, supervisors)
        elif rest == "expenditure.v1":
            lines = moving(data["amount"], data["from"], f"expense:{data['category']}")
            self.post(event, index, data["on"], "movement-expenditure", lines, entered, supervisors)
        elif rest == "income.v1":
            lines = moving(data["amount"], f"income:{data['category']}", data["into"])
            self.post(event, index, data["on"], "movement-income", lines, entered, supervisors)
        elif rest == "transfer.v1":
            lines = moving(data["amount"], data["from"], data["into"])
            self.post(event, index, data["on"], "movement-transfer", lines, entered, supervisors)
        elif rest == "reversal.v1":
            lines = [(line["account"], line["amount"]) for line in data["lines"]]
            self.post(event, index, data["on"], "movement-reversal", lines, entered, supervisors)
        elif rest == "taken-over.v1":
            refund = "item-refund-not-decided-here" if data["amount"] < 0 else "item-not-decided-here"
            lines = moving(data["amount"], "taken-over", "expense:taken-over")
            self.post(event, index, data["on"], refund, lines, entered, supervisors)
        elif rest == "budget.v1":
            self.budgets[data["year"]] = {line["line"]: line["amount"] for line in data["lines"]}
        elif rest == "bank-statement.v1" and data["account"] in self.accounts:
            self.accounts[data["account"]]["stated"][data["as_of"]] = data["balance"]
        elif rest == "period-close.v1":
            month = self.months.setdefault(data["month"], Month())
            self.claimed[data["month"]] = {"taken_over": 0, **data["totals"]}
            month.closing = {
                "facts": [
                    {"label": "fact-closed-on", "value": {"day": event["time"][:10]}},
                    {"label": "fact-closed-by", "value": event_link(index, event["id"])},
                    {"label": "fact-closed-supervision", "value": listed([self.person(who) for who in supervisors])},
                ],
                "accounts": self.account_ends(data["month"]),
            }

    def post(self, event, index, day, movement, lines, entered, supervisors):
        data, item = event["data"], Item(event, index, day, movement, lines)
        for account, amount in lines:
            if account in self.accounts:
                days = self.accounts[account]["days"]
                days[day] = days.get(day, 0) + amount
        month = self.months.setdefault(day[:7], Month())
        named = [(account.partition(":")[::2], amount) for account, amount in lines if is_category(account)]
        for (flow, code), amount in named:
            before = month.categories.get((flow, code), (None, 0))[1]
            added = -amount if flow == "income" else amount
            month.categories[flow, code] = (self.category(flow, code), before + added)
        item.cells.update(purpose=data.get("purpose", data.get("reason", data.get("name"))))
        item.cells.update(counterparty=data.get("payee", data.get("payer")), remark=data.get("remark"))
        if "matter" in data:
            title = self.titles.get(data["matter"], data["matter"])
            document = {"path": f"party/resolution/{data['matter']}", "label": text(title)}
            item.cells["resolution"] = {"document": document}
        if "row" in data:
            item.cells.update(category=text(data.get("category")), voucher=data.get("reference"))
            item.cells["source"] = f"{data['file'][:8]}/{data['row']}"
            name = data.get("category")
            month.theirs[name] = month.theirs.get(name, 0) + item.taken_over
        else:
            item.cells["category"] = {"bi": self.category(*named[0][0])} if named else NONE
            self.own(item, lines, entered, supervisors)
        month.items.append(item)
        month.items.sort(key=lambda item: (item.day, item.index))

    def own(self, item, lines, entered, supervisors):
        """What only movements of the ledger's own books have."""
        data = item.event["data"]
        through = sorted((line for line in lines if holds_money(line[0])), key=lambda line: line[1])
        names = [self.accounts[account]["name"] for account, _ in through if account in self.accounts]
        item.cells["accounts"] = listed([text(name) for name in names])
        for role in ("handler", "witness", "approver"):
            if role in data:
                item.cells[role] = self.person(data[role])
        item.cells["supervision"] = listed([self.person(who) for who in supervisors])
        item.cells["voucher"] = data.get("voucher_no", data.get("receipt_no"))
        shown = data.get("vouchers", data.get("receipts", [data["statement"]] if "statement" in data else []))
        item.cells["files"] = listed([{"digest": file["sha256"]} for file in shown])
        late = self.policy and (entered - date.fromisoformat(item.day)).days > self.policy["clocks"]["late_entry"]["days"]
        if late:
            item.marks.append(badge("mark-late", "bad"))
        self.count_against_budget(item)
        undone = data.get("event")
        if undone in self.ids:
            item.marks += [badge("mark-undoes", "plain"), event_link(self.ids[undone], undone)]
        original = self.booked.get(undone)
        if original and original.day[:7] == item.day[:7] and badge("mark-undone", "plain") not in original.marks:
            original.marks += [badge("mark-undone", "plain"), event_link(item.index, item.event["id"])]
        self.booked[item.event["id"]] = item

    def count_against_budget(self, item):
        data = item.event["data"]
        original = self.booked.get(data.get("event"))
        item.budget = original.budget if original else None
        if "budget_line" in data:
            item.budget = (int(item.day[:4]), data["budget_line"])
        if item.budget is None:
            return
        self.used[item.budget] = self.used.get(item.budget, 0) + item.income + item.expense
        allowed = self.budgets.get(item.budget[0], {}).get(item.budget[1])
        if item.expense > 0 and allowed is not None and allowed < self.used[item.budget]:
            item.marks.append(badge("mark-over-budget", "bad"))

    # The document

    def account_ends(self, month):
        end, found = last_day(month), []
        for code, account in sorted(self.accounts.items()):
            if account["first"] <= end:
                balance = sum(net for day, net in account["days"].items() if day <= end)
                found.append((account["name"], code, balance, account["stated"].get(end)))
        return found

    def state(self, name):
        if self.months[name].closing:
            return "closed"
        begun = min((account["first"][:7] for account in self.accounts.values()), default=None)
        return "history" if begun is None or name < begun else "open"

    def content(self, name):
        """The content of a month's statement, or None if there is none."""
        month = self.months.get(name)
        if month is None:
            return None
        totals = self.claimed.get(name) or self.totals.of(name)
        state = self.state(name)
        tones = {"closed": "good", "open": "plain", "history": "plain"}
        facts = [{"label": "fact-period-state", "value": badge(f"period-state-{state}", tones[state])}]
        shown = ["opening", "income", "expense", "closing"] + (["taken-over"] if month.theirs else [])
        facts += [{"label": f"fact-{of}", "value": money(totals[of.replace("-", "_")])} for of in shown]
        tables = [self.by_category(month, "income"), self.by_category(month, "expense")]
        if month.theirs:
            theirs = sorted(month.theirs.items(), key=lambda row: (row[0] is None, (row[0] or "").encode()))
            rows = [(word("finance-category-none") if of is None else text(of), amount) for of, amount in theirs]
            tables.append(sums("taken-over", rows))
        ends = month.closing["accounts"] if month.closing else self.account_ends(name)
        if ends:
            tables.append(accounts_table(ends))
        tables.append(items_table(month, totals))
        applies = {
            "open": state == "open", "closed": month.closing is not None,
            "brought-in": any(item.brought_in for item in month.items), "taken-over": bool(month.theirs),
        }
        return {
            "path": f"finance/{name}", "title": "finance-month-title", "args": [["month", name]], "origin": self.origin,
            "facts": facts + (month.closing["facts"] if month.closing else []), "tables": tables,
            "notes": [f"finance-note-{note}" for note, holds in applies.items() if holds],
        }

    def by_category(self, month, flow):
        rows = [({"bi": name}, amount) for (of, _), (name, amount) in sorted(month.categories.items()) if of == flow]
        return sums(flow, rows)


def sums(name, rows):
    return {
        "name": name, "caption": f"finance-table-{name}", "columns": ["finance-category", "finance-amount"],
        "rows": [[of, money(amount)] for of, amount in rows],
        "totals": [word("finance-totals"), money(sum(amount for _, amount in rows))],
    }


def accounts_table(ends):
    return {
        "name": "accounts", "caption": "finance-table-account-ends",
        "columns": ["account-name", "account-code", "account-end", "account-end-stated"],
        "rows": [[text(name), text(code), money(balance), NONE if stated is None else money(stated)]
                 for name, code, balance, stated in ends],
        "totals": [word("finance-totals"), NONE, money(sum(balance for _, _, balance, _ in ends)), NONE],
    }


def items_table(month, totals):
    held = totals["opening"] - sum(item.brought_in for item in month.items)
    rows = []
    for item in month.items:
        held += item.income - item.expense + item.brought_in
        rows.append(item.row(held))
    last = {
        "item-day": word("finance-totals"), "item-balance": money(held),
        "item-income": money(sum(item.income for item in month.items)),
        "item-expense": money(sum(item.expense for item in month.items)),
        "item-taken-over": amount_or_none(sum(item.taken_over for item in month.items)),
    }
    return {
        "name": "items", "caption": "finance-table-items", "columns": COLUMNS, "rows": rows,
        "totals": [last.get(column, NONE) for column in COLUMNS],
    }


class Statements:
    """Compares the statements that notices sign, and those that are published, with those the entries give."""

    def __init__(self):
        self.seen, self.due, self.compared = [], [], 0

    def take(self, event, entry, index):
        self.seen.append((event, set(entry.envelope.signatures), entry.accepted))
        data = event["data"]
        shown = {
            "notice.reviewed.v1": lambda: data["shown"], "notice.posted.v1": lambda: data["notice"]["shown"],
            "notice.corrected.v1": lambda: data["correction"]["replacement"]["shown"],
        }
        if event["kind"] in shown:
            self.due.append((index, shown[event["kind"]]()))

    def folded(self, size):
        fold = Fold()
        for at, (event, keys, accepted) in enumerate(self.seen[:size]):
            fold.take(event, keys, accepted, at)
        return fold

    def signed_wrongly(self):
        """Positions of events that sign another statement of a month than their first `size` entries give."""
        folds = {}
        for index, shown in self.due:
            family, _, month = shown["path"].partition("/")
            if family != "finance" or not month or shown.get("edition", 1) != 1:
                continue
            self.compared += 1
            size = shown["size"]
            if size not in folds:
                folds[size] = self.folded(size)
            content = folds[size].content(month)
            digest = hashlib.sha256(compact(content)).hexdigest() if content else None
            if size > len(self.seen) or digest != shown["digest"]:
                yield index

    def published_wrongly(self, file):
        """Paths of published statements whose content is not what the entries give. `file` reads a file, or gives None."""
        fold = self.folded(len(self.seen))
        for month in sorted(fold.months):
            published = file(f"finance/{month}.json")
            if published is None:
                continue
            self.compared += 1
            content = compact(fold.content(month))
            digest = hashlib.sha256(content).hexdigest().encode()
            if not published.endswith(b'"digest":"' + digest + b'","content":' + content + b"}"):
                yield f"finance/{month}"
