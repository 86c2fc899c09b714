// Strict JSON: a name twice, a decimal, an exponent or a number beyond 2^53 is refused. The browser's own parser
// would silently keep the last of two names and round large numbers.

import { Problem } from "./problem.js";

const SPACE = /[ \t\n\r]*/y;
const INTEGER = /-?(?:0|[1-9][0-9]*)/y;
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const WORD = /true|false|null/y;
const DEPTH = 64;

class Reader {
  constructor(what, text) {
    this.what = what;
    this.text = text;
    this.at = 0;
  }

  fail() {
    const lines = this.text.slice(0, this.at).split("\n");
    const column = lines[lines.length - 1].length + 1;
    throw new Problem("json-unreadable", { what: this.what, line: lines.length, column, cause: "JSON" });
  }

  take(pattern) {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (found === null) this.fail();
    this.at += found[0].length;
    return found[0];
  }

  next() {
    this.take(SPACE);
    return this.text[this.at];
  }

  value(depth) {
    if (depth > DEPTH) this.fail();
    const first = this.next();
    if (first === "{") return this.object(depth);
    if (first === "[") return this.array(depth);
    if (first === '"') return this.string();
    if (first === "t" || first === "f" || first === "n") return JSON.parse(this.take(WORD));
    return this.integer();
  }

  string() {
    const text = JSON.parse(this.take(STRING));
    // Half of a surrogate pair is no character.
    if (/\p{Surrogate}/u.test(text)) this.fail();
    return text;
  }

  integer() {
    const number = Number(this.take(INTEGER));
    if (!Number.isSafeInteger(number) || Object.is(number, -0) || /[.eE]/.test(this.text[this.at] ?? "")) this.fail();
    return number;
  }

  object(depth) {
    const members = new Map();
    this.at += 1;
    if (this.next() === "}") {
      this.at += 1;
      return {};
    }
    for (;;) {
      if (this.next() !== '"') this.fail();
      const name = this.string();
      if (members.has(name) || name === "__proto__") this.fail();
      if (this.next() !== ":") this.fail();
      this.at += 1;
      members.set(name, this.value(depth + 1));
      if (this.ended("}")) return Object.fromEntries(members);
    }
  }

  array(depth) {
    const items = [];
    this.at += 1;
    if (this.next() === "]") {
      this.at += 1;
      return items;
    }
    for (;;) {
      items.push(this.value(depth + 1));
      if (this.ended("]")) return items;
    }
  }

  // Steps over a comma, or over the end of what is being read.
  ended(end) {
    const mark = this.next();
    if (mark !== "," && mark !== end) this.fail();
    this.at += 1;
    return mark === end;
  }

  whole() {
    const value = this.value(0);
    if (this.next() !== undefined) this.fail();
    return value;
  }
}

// Reads one JSON text. `what` names it in the problem.
export function readJson(what, text) {
  return new Reader(what, text).whole();
}
