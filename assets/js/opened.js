// Private values given to a supervisor: held against what the event sealed, shown, and kept nowhere.

import { fromBase64, sha256, textOf, toHex, utf8 } from "./bytes.js";
import { make } from "./dom.js";

// The kind of the signed event that asks for them.
export const READING = "mingbai.sealed.read.v1";

// The value of an opening; null when it does not open what was sealed.
async function openedBy({ sealed, opening }) {
  if (toHex(await sha256(utf8(opening))) !== sealed) return null;
  const plain = opening.replaceAll("-", "+").replaceAll("_", "/");
  const bytes = fromBase64(plain.padEnd(Math.ceil(plain.length / 4) * 4, "="));
  try {
    const [, field, value] = JSON.parse(textOf(bytes));
    return { field, value };
  } catch {
    return null;
  }
}

async function line(held, tell, called) {
  const proof = make("code", { class: "quiet" }, held.sealed);
  if (held.opening === undefined) return [make("dt", {}, proof), make("dd", {}, tell("desk-opened-none"))];
  const opened = await openedBy(held);
  if (opened === null) return [make("dt", {}, proof), make("dd", { class: "verdict bad" }, tell("desk-differs"))];
  const kept = make("details", {}, make("summary", {}, tell("desk-opened-proof")), make("code", {}, held.opening));
  return [make("dt", {}, called(opened.field), " ", proof), make("dd", {}, make("p", { class: "opened" }, opened.value), kept)];
}

// What a request to read was answered with.
export async function openedValues({ index, values }, tell, called, back) {
  const lines = await Promise.all(values.map((held) => line(held, tell, called)));
  return make("section", { class: "table", id: "opened", "data-index": String(index) },
    make("h2", { tabindex: "-1" }, tell("desk-opened", { index })), make("p", {}, tell("desk-opened-about")),
    make("dl", { class: "proof" }, ...lines.flat()), back);
}
