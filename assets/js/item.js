// Checks one item: from a receipt or a .tlog-proof file without any server, or from a ledger's tiles.

import { fromBase64, fromHex, textOf, utf8 } from "./bytes.js";
import { readEntry, readEvent, wrongSignature } from "./dsse.js";
import { readJson } from "./json.js";
import { Report, fetchBundle, fetchCheckpoint, logKey, reported } from "./ledger.js";
import { claimedCheckpoint, cosigned, openCheckpoint, readVkey } from "./note.js";
import { Problem, unchecked } from "./problem.js";
import { WIDTH, inclusionProof, leafHash, splitTile, tilePath, verifyInclusion } from "./tree.js";

const PROOF_HASHES = 64;

function readHash(text) {
  const hash = typeof text === "string" && text.length === 64 ? fromHex(text) : null;
  if (hash === null) throw new Problem("digest-unreadable", { found: String(text) });
  return hash;
}

// Reads a receipt: the entry, the checkpoint and the proof that connects them.
export function readReceipt(text) {
  const wire = readJson("receipt", text);
  if (typeof wire?.entry !== "string" || typeof wire?.checkpoint !== "string" || !Array.isArray(wire?.proof)) {
    throw new Problem("json-unreadable", { what: "receipt", line: 1, column: 1, cause: "JSON" });
  }
  if (wire.proof.length > PROOF_HASHES) throw new Problem("proof-inclusion-wrong", { index: wire.index, size: 0 });
  return { index: wire.index, entry: utf8(wire.entry), checkpoint: utf8(wire.checkpoint), proof: wire.proof.map(readHash) };
}

// Reads a .tlog-proof file (C2SP tlog-proof); the entry is a file of its own, or its extra data.
export function readTlogProof(bytes, entry) {
  const unreadable = () => new Problem("json-unreadable", { what: "tlog-proof", line: 1, column: 1, cause: "tlog-proof" });
  const text = textOf(bytes);
  const split = text?.indexOf("\n\n") ?? -1;
  if (split < 0) throw unreadable();
  const lines = text.slice(0, split).split("\n");
  if (lines.shift() !== "c2sp.org/tlog-proof@v1") throw unreadable();
  const extra = lines[0]?.startsWith("extra ") ? fromBase64(lines.shift().slice(6)) : null;
  const index = /^index (0|[1-9][0-9]{0,15})$/.exec(lines.shift() ?? "");
  const proof = lines.map((line) => fromBase64(line));
  if (index === null || proof.length > PROOF_HASHES || proof.some((hash) => hash?.length !== 32)) throw unreadable();
  const recorded = entry ?? extra;
  if (recorded === null) throw unchecked("entry-missing", { index: index[1] });
  return { index: Number(index[1]), entry: recorded, checkpoint: utf8(text.slice(split + 2)), proof };
}

// A receipt as kept, whatever its form.
export function readKept(bytes, entry = null) {
  const text = textOf(bytes);
  return text?.startsWith("c2sp.org/tlog-proof@") ? readTlogProof(bytes, entry) : readReceipt(text ?? "");
}

async function describe(report, bytes) {
  const entry = readEntry(bytes);
  const event = readEvent(entry.envelope.payload);
  const signers = entry.envelope.signatures.map((signature) => signature.keyid);
  Object.assign(report, { item: { index: entry.index, time: entry.time, event, signers }, last: entry.time });
  report.count("signatures", signers.length);
  const wrong = await wrongSignature(entry.envelope);
  if (wrong !== null) report.find("signatures", entry.index, new Problem("signature-wrong", { key: wrong }));
  if (event.source !== report.origin) {
    report.find("basics", entry.index, new Problem("other-ledger", { found: event.source, expected: report.origin }));
  }
  return entry;
}

// Checks what a receipt holds; gives the checkpoint it stands on.
export async function receiptHolds(receipt, log) {
  const checkpoint = await openCheckpoint(receipt.checkpoint, log);
  const entry = readEntry(receipt.entry);
  if (entry.index !== receipt.index) {
    throw new Problem("receipt-of-other-entry", { found: entry.index, index: receipt.index });
  }
  const leaf = await leafHash(receipt.entry);
  await verifyInclusion(receipt.index, checkpoint.size, leaf, receipt.proof, checkpoint.root);
  return checkpoint;
}

// Checks a receipt without any server. `options`: `log`, `witnesses`.
export function checkReceipt(receipt, options) {
  const report = new Report();
  return reported(report, async () => {
    if (!options.log) throw unchecked("audit-key-unknown");
    const log = await readVkey(options.log);
    Object.assign(report, { keyGiven: true, vkey: log.text });
    report.count("checkpoint");
    report.count("inclusion");
    let checkpoint;
    try {
      checkpoint = await receiptHolds(receipt, log);
    } catch (problem) {
      if (problem instanceof Problem) report.find("inclusion", receipt.index, problem);
      throw problem;
    }
    Object.assign(report, { size: checkpoint.size, origin: checkpoint.origin });
    report.cosigned = await cosigned(checkpoint.note, options.witnesses ?? []);
    if (options.witnesses?.length) report.count("cosignatures", report.cosigned.length);
    await describe(report, receipt.entry);
  });
}

// The name of the log a receipt says it is of, before anything is verified.
export function claimedOrigin(receipt) {
  return claimedCheckpoint(receipt.checkpoint).origin;
}

// Checks entry `index` of a ledger from its tiles. `options`: `log`, `witnesses`.
export function checkItem(source, index, options) {
  const report = new Report();
  return reported(report, async () => {
    const log = await logKey(source, options.log, report);
    const checkpoint = await fetchCheckpoint(source, log, report, options.witnesses);
    if (checkpoint === null) return;
    const { size } = checkpoint;
    Object.assign(report, { size, origin: checkpoint.origin });
    if (!(index < size)) throw unchecked("proof-beyond-log", { index, size });
    const number = Math.floor(index / WIDTH);
    const width = Math.min(WIDTH, size - number * WIDTH);
    const entries = await fetchBundle(source, number, width);
    if (entries === null) throw unchecked("audit-bundle-missing", { bundle: number });
    const bytes = entries[index - number * WIDTH];
    report.count("inclusion");
    try {
      const proof = await inclusionProof(index, size, (level, at, wide) => hashesOf(source, level, at, wide));
      await verifyInclusion(index, size, await leafHash(bytes), proof, checkpoint.root);
    } catch (problem) {
      if (problem instanceof Problem) report.find("inclusion", index, problem);
      throw problem;
    }
    const entry = await describe(report, bytes);
    if (entry.index !== index) report.find("chain", index, new Problem("audit-index-differs", { found: entry.index }));
  });
}

async function hashesOf(source, level, number, width) {
  const path = tilePath(level, number, width);
  const found = (await source.tile(path)) ?? (width < WIDTH ? await source.tile(tilePath(level, number, WIDTH)) : null);
  return splitTile(found, path, width);
}
