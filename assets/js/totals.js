// The finance totals, recomputed from the entries alone and compared with what closings claim and documents publish.

import { sha256, textOf, toHex, utf8 } from "./bytes.js";
import { readJson } from "./json.js";
import { Problem } from "./problem.js";

const FIGURES = ["opening", "income", "expense", "closing", "taken_over"];
const NONE = { broughtIn: 0n, income: 0n, expense: 0n, takenOver: 0n };

// Columns of a month's items and the figure whose amounts they show.
const COLUMNS = { "item-income": "income", "item-expense": "expense", "item-taken-over": "takenOver" };

function monthOf(day) {
  return typeof day === "string" ? day.slice(0, 7) : "";
}

function minor(value) {
  return Number.isSafeInteger(value) ? BigInt(value) : 0n;
}

export class Totals {
  constructor() {
    this.months = new Map();
    this.movements = new Map();
    this.items = new Map();
    this.closed = new Set();
    this.wrong = [];
    this.compared = 0;
  }

  // Adds up one event.
  take(event, index) {
    const data = event.data ?? {};
    const [month, amount] = [monthOf(data.on), minor(data.amount)];
    switch (event.type) {
      case "mingbai.finance.account.v1":
        return this.move(event.id, index, monthOf(data.first), "broughtIn", minor(data.opening));
      case "mingbai.finance.expenditure.v1":
        return this.move(event.id, index, month, "expense", amount);
      case "mingbai.finance.income.v1":
      case "mingbai.paid.takings-banked.v1":
        return this.move(event.id, index, month, "income", amount);
      case "mingbai.finance.taken-over.v1":
        return this.add(index, month, "takenOver", amount);
      case "mingbai.finance.reversal.v1": {
        const undone = this.movements.get(data.event);
        if (undone) this.add(index, month, undone.figure, -undone.amount);
        return undefined;
      }
      case "mingbai.finance.period-close.v1":
        return this.close(data.month, data.totals ?? {});
      default:
        return undefined;
    }
  }

  move(id, index, month, figure, amount) {
    this.movements.set(id, { figure, amount });
    this.add(index, month, figure, amount);
  }

  add(index, month, figure, amount) {
    const moved = this.months.get(month) ?? { ...NONE };
    moved[figure] += amount;
    this.months.set(month, moved);
    const items = this.items.get(month) ?? new Map();
    items.set(index, { figure, amount });
    this.items.set(month, items);
  }

  close(month, claimed) {
    this.compared += 1;
    this.closed.add(month);
    const expected = this.statement(month);
    const claims = FIGURES.map((name) => minor(claimed[name]));
    const found = FIGURES.map((name) => expected[name]);
    if (claims.some((claim, at) => claim !== found[at])) {
      const values = { month, found: claims.join(" "), expected: found.join(" ") };
      this.wrong.push(new Problem("audit-closing-differs", values));
    }
  }

  // What a month began with, what moved in it and what was left, in minor units.
  statement(month) {
    let held = 0n;
    for (const [other, moved] of this.months) {
      if (other < month) held += moved.broughtIn + moved.income - moved.expense;
    }
    const moved = this.months.get(month) ?? NONE;
    const opening = held + moved.broughtIn;
    const closing = opening + moved.income - moved.expense;
    return { opening, income: moved.income, expense: moved.expense, closing, taken_over: moved.takenOver };
  }

  // Compares the published document of a month, as bytes, with the entries. Gives the size it says it stands on.
  async compare(month, bytes) {
    const path = `finance/${month}`;
    const unreadable = (cause) => new Problem("audit-document-unreadable", { path, cause });
    const text = textOf(bytes);
    if (text === null) throw unreadable("json-not-utf8");
    let document;
    try {
      document = readJson("document", text);
    } catch (problem) {
      throw unreadable(problem.code);
    }
    const differs = (place) => new Problem("audit-document-differs", { path, place });
    const content = document.content;
    // The digest covers the content byte for byte; it is the document's last member.
    const start = text.indexOf('"content":') + '"content":'.length;
    const digest = toHex(await sha256(utf8(text.slice(start, text.lastIndexOf("}")))));
    if (digest !== document.digest) throw differs("digest");
    if (content?.path !== path) throw differs("head");
    this.compareFigures(month, content, differs);
    this.compareItems(month, content, differs);
    return { size: document.size, digest };
  }

  compareFigures(month, content, differs) {
    const expected = this.statement(month);
    for (const name of FIGURES) {
      const label = `fact-${name.replace("_", "-")}`;
      const fact = content.facts.find((found) => found.label === label);
      // A figure that is nothing may be left out.
      const amount = minor(fact?.value?.money);
      if (amount !== expected[name]) throw differs(`facts/${label}`);
    }
  }

  compareItems(month, content, differs) {
    const table = content.tables.find((found) => found.name === "items");
    const items = this.items.get(month) ?? new Map();
    const left = new Set([...items].filter(([, item]) => item.figure !== "broughtIn").map(([index]) => index));
    for (const [at, row] of (table?.rows ?? []).entries()) {
      const place = `tables/items/row ${at + 1}`;
      const index = row[table.columns.indexOf("item-event")]?.event?.index;
      for (const [column, figure] of Object.entries(COLUMNS)) {
        const shown = minor(row[table.columns.indexOf(column)]?.money);
        const item = items.get(index);
        if (shown !== (item?.figure === figure ? item.amount : 0n)) throw differs(place);
      }
      left.delete(index);
    }
    if (left.size > 0) throw differs("tables/items");
  }
}
