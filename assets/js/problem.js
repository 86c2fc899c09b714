// What is wrong, by the same codes as the program's own. The page puts words to them.

export class Problem extends Error {
  // `severity`: "wrong" when bytes are not what any ledger writes, "unchecked" when the check could not be made.
  constructor(code, values = {}, severity = "wrong") {
    super(code);
    this.code = code;
    this.values = values;
    this.severity = severity;
  }
}

// The check could not be carried out: this says nothing about the ledger.
export function unchecked(code, values = {}) {
  return new Problem(code, values, "unchecked");
}
