// Forms from a kind's JSON schema: fields in, data out. A kind that is new has its form by having its schema.

import { sha256, toHex } from "./bytes.js";
import { make } from "./dom.js";

const FILE_FIELDS = "sha256,media,bytes";
const FILE_BYTES = 256 * 1024 * 1024;

function isFile(schema) {
  return schema.order?.join() === FILE_FIELDS;
}

// What a field is called, by its name in the data; a field without words goes by that name.
let called = () => undefined;

export function callFields(names) {
  called = names;
}

// How long a paper may be that the server keeps; it keeps none unless it says so.
let keptBytes = 0;
// Papers that the server is to keep once the event that names them is signed, by their digest.
export const toKeep = new Map();

export function keepPapers(bytes) {
  keptBytes = bytes;
}

// A field of a form: the element to show, and `read()` for its value; undefined when it is left empty.
export function fieldOf(schema, say, name) {
  if (schema.order) return isFile(schema) ? fileField(schema, say, name) : objectField(schema, say, name);
  if (schema.enum) return choiceField(schema, say, name);
  if (schema.oneOf) return variantField(schema, say, name);
  if (schema.type === "array") return listField(schema, say, name);
  if (schema.type === "boolean") return flagField(name);
  if (schema.type === "integer") return numberField(name);
  if (schema.type === "string") return textField(schema, name);
  return jsonField(say, name);
}

function labelled(label, element) {
  return make("label", {}, make("span", {}, label), element);
}

function textField(schema, name) {
  const long = schema.format === "text";
  const type = { date: "date", month: "month" }[schema.format] ?? "text";
  const input = long ? make("textarea", { name, rows: 3 }) : make("input", { name, type, spellcheck: "false" });
  return { element: input, read: () => input.value.trim() || undefined, simple: true };
}

function numberField(name) {
  const input = make("input", { name, inputmode: "numeric", pattern: "-?[0-9]+" });
  const read = () => (input.value.trim() === "" ? undefined : Number(input.value));
  return { element: input, read, simple: true };
}

function flagField(name) {
  const input = make("input", { name, type: "checkbox" });
  return { element: input, read: () => input.checked, simple: true };
}

function choiceField(schema, say, name) {
  const options = schema.enum.map((choice) => make("option", { value: choice }, choice));
  const select = make("select", { name }, make("option", { value: "" }, say("desk-choose")), ...options);
  return { element: select, read: () => select.value || undefined, simple: true };
}

function jsonField(say, name) {
  const input = make("textarea", { name, rows: 4, spellcheck: "false" });
  const read = () => (input.value.trim() === "" ? undefined : JSON.parse(input.value));
  return { element: input, read, simple: true };
}

// One of several forms, each under its name.
function variantField(schema, say, name) {
  const variants = new Map(schema.oneOf.map((one) => (one.const !== undefined ? [one.const, null] : Object.entries(one.properties)[0])));
  const options = [...variants.keys()].map((choice) => make("option", { value: choice }, choice));
  const select = make("select", { name }, make("option", { value: "" }, say("desk-choose")), ...options);
  const place = make("div");
  let inner = null;
  select.addEventListener("change", () => {
    const held = variants.get(select.value);
    inner = held ? fieldOf(held, say, `${name}.${select.value}`) : null;
    place.replaceChildren(...(inner ? [inner.element] : []));
  });
  const read = () => {
    if (select.value === "") return undefined;
    return inner === null ? select.value : { [select.value]: inner.read() };
  };
  return { element: make("div", {}, select, place), read };
}

function listField(schema, say, name) {
  const rows = make("div", { class: "rows" });
  const fields = new Set();
  const add = () => {
    const field = fieldOf(schema.items, say, `${name}.${fields.size}`);
    const remove = make("button", { type: "button", class: "second", onclick: () => (fields.delete(field), row.remove()) }, say("desk-remove"));
    const row = make("div", { class: "row" }, field.element, remove);
    fields.add(field);
    rows.append(row);
  };
  for (let at = 0; at < (schema.minItems ?? 0); at++) add();
  const button = make("button", { type: "button", class: "second", name: `${name}+`, onclick: add }, say("desk-add"));
  const read = () => [...fields].map((field) => field.read()).filter((value) => value !== undefined);
  return { element: make("div", {}, rows, button), read };
}

function objectField(schema, say, name) {
  const box = make("fieldset", {});
  const fields = schema.order.map((key) => {
    const field = fieldOf(schema.properties[key], say, name ? `${name}.${key}` : key);
    const optional = !schema.required.includes(key);
    const named = called(key) ?? key;
    const label = optional ? `${named}（${say("desk-optional")}）` : named;
    box.append(field.simple ? labelled(label, field.element) : make("div", { class: "field" }, make("span", {}, label), field.element));
    return { key, field, optional };
  });
  const read = () => {
    const pairs = fields.map(({ key, field, optional }) => {
      const value = field.read();
      const empty = optional && (isEmpty(value) || value === false);
      return [key, empty ? undefined : value];
    });
    const kept = Object.fromEntries(pairs.filter(([, value]) => value !== undefined));
    return Object.keys(kept).length === 0 ? undefined : kept;
  };
  return { element: box, read };
}

function isEmpty(value) {
  return value === undefined || (Array.isArray(value) && value.length === 0);
}

// A paper: its digest is computed here and shown. The paper itself stays with its owner, unless they want the server to keep it.
function fileField(schema, say, name) {
  const input = make("input", { name, type: "file" });
  const told = make("p", { class: "quiet", role: "status" }, say("desk-file-about"));
  const keep = make("input", { name: `${name}.keep`, type: "checkbox", disabled: true });
  const wish = make("label", { class: "check" }, keep, make("span", {}, say("desk-file-keep")));
  let value;
  let chosen;
  const remember = () => (keep.checked ? toKeep.set(value.sha256, chosen) : toKeep.delete(value?.sha256));
  input.addEventListener("change", async () => {
    toKeep.delete(value?.sha256);
    [value, chosen, keep.checked, keep.disabled] = [undefined, input.files[0], false, true];
    delete told.dataset.hash;
    if (!chosen) return told.replaceChildren(say("desk-file-about"));
    const media = mediaOf(chosen);
    if (!schema.properties.media.enum.includes(media) || chosen.size > FILE_BYTES) {
      input.value = "";
      return told.replaceChildren(make("strong", {}, say("desk-file-unfit", { name: chosen.name })));
    }
    const hash = toHex(await sha256(await chosen.arrayBuffer()));
    value = { sha256: hash, media, bytes: chosen.size };
    told.replaceChildren(make("code", {}, say("desk-file-hash", { hash, bytes: chosen.size })));
    told.dataset.hash = hash;
    keep.disabled = chosen.size > keptBytes;
  });
  keep.addEventListener("change", remember);
  return { element: make("div", {}, input, told, keptBytes > 0 ? wish : null), read: () => value };
}

const MEDIA = { pdf: "application/pdf", jpg: "image/jpeg", jpeg: "image/jpeg", png: "image/png", txt: "text/plain", csv: "text/csv", xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" };

// What a file is, by its ending: browsers differ in what they call tables.
function mediaOf(file) {
  return MEDIA[file.name.toLowerCase().split(".").pop()] ?? file.type;
}
