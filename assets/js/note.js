// Signed notes, checkpoints and cosignatures: C2SP signed-note, tlog-checkpoint, tlog-cosignature.

import { concat, fromBase64, sameBytes, sha256, textOf, toHex, utf8 } from "./bytes.js";
import { isUsableKey, verifies } from "./ed25519.js";
import { Problem } from "./problem.js";

const LOG = 0x01;
const COSIGNER = 0x04;
const NOTE_BYTES = 1_000_000;
const NOTE_SIGNATURES = 64;

function isName(name) {
  // Control characters besides white space are refused in a key's name, too.
  return name !== "" && !/[\s+\u0000-\u001f\u007f-\u009f]/u.test(name);
}

async function keyId(name, algorithm, key) {
  const digest = await sha256(concat(utf8(`${name}\n`), Uint8Array.of(algorithm), key));
  return digest.subarray(0, 4);
}

// Reads a verifier key: `name+<8 hexadecimal digits>+<base64 of algorithm and key>`.
export async function readVkey(text, algorithm = LOG) {
  const [name, id, ...rest] = text.trim().split("+");
  const bytes = fromBase64(rest.join("+"));
  if (id === undefined || bytes === null || bytes.length !== 33 || bytes[0] !== algorithm) {
    throw new Problem("vkey-unreadable", { found: text });
  }
  const key = bytes.subarray(1);
  if (!isName(name)) throw new Problem("note-name-unusable", { found: name });
  if (!isUsableKey(key)) throw new Problem("vkey-key-unusable", { name });
  const expected = await keyId(name, algorithm, key);
  if (toHex(expected) !== id) throw new Problem("vkey-id-differs", { name, found: id, expected: toHex(expected) });
  return { name, key, id: expected, algorithm, text: text.trim() };
}

// The key of a witness, alg 0x04.
export function readWitness(text) {
  return readVkey(text, COSIGNER);
}

function readSignature(line, at) {
  const unreadable = () => new Problem("note-signature-unreadable", { line: at + 1 });
  if (!line.startsWith("— ")) throw unreadable();
  const space = line.indexOf(" ", 2);
  if (space < 0) throw unreadable();
  const name = line.slice(2, space);
  const bytes = fromBase64(line.slice(space + 1));
  if (name === "" || /[\s+]/u.test(name) || bytes === null || bytes.length < 5) throw unreadable();
  return { name, id: bytes.subarray(0, 4), signature: bytes.subarray(4) };
}

// Reads a note; no signature is checked.
export function readNote(bytes) {
  if (bytes.length > NOTE_BYTES) throw new Problem("note-too-long", { bytes: bytes.length, limit: NOTE_BYTES });
  const bad = bytes.findIndex((byte) => byte < 0x20 && byte !== 0x0a);
  const whole = bad < 0 ? textOf(bytes) : null;
  if (whole === null) throw new Problem("note-not-text", { at: Math.max(bad, 0) });
  const split = whole.lastIndexOf("\n\n");
  const lines = whole.slice(split + 2);
  if (split < 0 || !lines.endsWith("\n") || lines === "\n") throw new Problem("note-without-signatures");
  const each = lines.slice(0, -1).split("\n");
  if (each.length > NOTE_SIGNATURES) {
    throw new Problem("note-signatures-too-many", { found: each.length, limit: NOTE_SIGNATURES });
  }
  return { text: whole.slice(0, split + 1), signatures: each.map(readSignature) };
}

function readCheckpointText(text) {
  const lines = text.split("\n");
  const unreadable = (line) => new Problem("checkpoint-unreadable", { line, found: lines[line - 1] ?? "" });
  if (lines.pop() !== "") throw unreadable(lines.length + 1);
  const [origin, size, root, ...extensions] = lines;
  if (!origin) throw unreadable(1);
  // Sizes have 64 bits; beyond 2^53 they are only compared, never reached.
  if (!/^(0|[1-9][0-9]{0,19})$/.test(size ?? "") || BigInt(size) >= 1n << 64n) throw unreadable(2);
  const hash = fromBase64(root ?? "");
  if (hash === null || hash.length !== 32) throw unreadable(3);
  const empty = extensions.indexOf("");
  if (empty >= 0) throw unreadable(4 + empty);
  return { origin, size: Number(size), sizeText: size, root: hash };
}

// What an unverified checkpoint claims.
export function claimedCheckpoint(bytes) {
  return readCheckpointText(readNote(bytes).text);
}

// Opens a checkpoint: the log's key signed it, and its origin is that key's name.
export async function openCheckpoint(bytes, log) {
  const note = readNote(bytes);
  const message = utf8(note.text);
  let signed = false;
  for (const line of note.signatures) {
    if (line.name !== log.name || !sameBytes(line.id, log.id)) continue;
    if (!(await verifies(log.key, message, line.signature))) throw new Problem("note-signature-wrong", { name: line.name });
    signed = true;
  }
  if (!signed) throw new Problem("note-unsigned-by-known", { names: log.name });
  const checkpoint = readCheckpointText(note.text);
  if (checkpoint.origin !== log.name) {
    throw new Problem("checkpoint-origin-differs", { found: checkpoint.origin, expected: log.name });
  }
  return { ...checkpoint, note };
}

// The witnesses among `known` whose cosignatures hold, with their times in seconds since 1970.
// A line under a known name and id whose signature fails makes the whole note invalid.
export async function cosigned(note, known) {
  const found = new Map();
  for (const line of note.signatures) {
    const witness = known.find((key) => key.name === line.name && sameBytes(key.id, line.id));
    if (witness === undefined) continue;
    const wrong = () => new Problem("note-signature-wrong", { name: line.name });
    if (line.signature.length !== 72) throw wrong();
    const time = new DataView(line.signature.buffer, line.signature.byteOffset, 8).getBigUint64(0);
    if (time >= 1n << 63n) throw wrong();
    const message = utf8(`cosignature/v1\ntime ${time}\n${note.text}`);
    if (!(await verifies(witness.key, message, line.signature.subarray(8)))) throw wrong();
    found.set(witness.text, { name: witness.name, time: Number(time) });
  }
  return [...found.values()];
}
