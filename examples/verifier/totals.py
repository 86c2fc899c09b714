"""Totals of months straight from the payloads, after docs/format/documents.md ("Totals of a month")."""

from collections import defaultdict

# What the sums of a month are called.
BROUGHT_IN, INCOME, EXPENSE, TAKEN_OVER = "brought in", "income", "expense", "taken over"


class Totals:
    """Adds up events in the order of the log."""

    def __init__(self):
        self.months = defaultdict(lambda: dict.fromkeys((BROUGHT_IN, INCOME, EXPENSE, TAKEN_OVER), 0))
        self.added, self.closed, self.compared = {}, set(), 0

    def of(self, month):
        """The totals of a month as they stand."""
        held = 0
        for earlier in sorted(self.months):
            if earlier < month:
                sums = self.months[earlier]
                held += sums[BROUGHT_IN] + sums[INCOME] - sums[EXPENSE]
        sums = self.months[month] if month in self.months else dict.fromkeys((BROUGHT_IN, INCOME, EXPENSE, TAKEN_OVER), 0)
        opening = held + sums[BROUGHT_IN]
        return {
            "opening": opening, "income": sums[INCOME], "expense": sums[EXPENSE],
            "closing": opening + sums[INCOME] - sums[EXPENSE], "taken_over": sums[TAKEN_OVER],
        }

    def take(self, event):
        """Adds up an event; gives the codes of what is wrong with it."""
        data, kind = event["data"], event["kind"]
        if kind == "finance.period-close.v1":
            self.compared += 1
            claimed = {"taken_over": 0, **data["totals"]}
            wrong = [] if claimed == self.of(data["month"]) else ["audit-closing-differs"]
            self.closed.add(data["month"])
            return wrong
        day = data.get("first") if kind == "finance.account.v1" else data.get("on")
        sums = {
            "finance.account.v1": BROUGHT_IN, "finance.income.v1": INCOME, "finance.expenditure.v1": EXPENSE,
            "finance.taken-over.v1": TAKEN_OVER, "finance.transfer.v1": None, "paid.takings-banked.v1": INCOME,
        }
        if kind in sums:
            added = (sums[kind], data.get("opening") if kind == "finance.account.v1" else data["amount"])
            self.added[event["id"]] = added
        elif kind == "finance.reversal.v1":
            which, amount = self.added.get(data["event"], (None, 0))
            added = (which, -amount)
        else:
            return []
        which, amount = added
        if which:
            self.months[day[:7]][which] += amount
        return ["period-closed"] if day[:7] in self.closed else []
