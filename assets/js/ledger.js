// Runs through a published ledger from the first entry to the last, a bundle at a time, so that a phone stays usable.

import { sameBytes, sha256, toHex } from "./bytes.js";
import { readEntry, readEvent, wrongSignature } from "./dsse.js";
import { claimedCheckpoint, cosigned, openCheckpoint, readVkey } from "./note.js";
import { Problem, unchecked } from "./problem.js";
import { Totals } from "./totals.js";
import { Tree, WIDTH, bundlePath, leafHash, readBundle, tilePath } from "./tree.js";

const GENESIS = "mingbai.ledger.genesis.v1";
const MOVEMENTS = ["expenditure", "income", "transfer", "reversal"].map((kind) => `mingbai.finance.${kind}.v1`);
const FINDINGS = 100;
const SKEW_MILLIS = 300_000;
// How often a server that moves on while it is being read is followed.
const ROUNDS = 8;

// What was checked and found. `verdict` is `holds`, `wrong` or `unchecked`.
export class Report {
  constructor() {
    this.counts = {};
    this.findings = [];
    this.wrong = 0;
    this.notes = [];
    this.verdict = "holds";
    this.cause = null;
  }

  count(check, n = 1) {
    this.counts[check] = (this.counts[check] ?? 0) + n;
  }

  find(check, index, problem) {
    this.wrong += 1;
    this.verdict = "wrong";
    if (this.findings.length < FINDINGS) {
      this.findings.push({ check, index, code: problem.code, values: problem.values });
    }
  }

  note(code, values = {}) {
    this.notes.push({ code, values });
  }
}

// Carries a check out and gives its report; a check that could not be made says why.
export async function reported(report, work) {
  try {
    await work();
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    if (report.wrong > 0) report.note("audit-stopped");
    else if (problem.severity === "wrong") report.find("entry", null, problem);
    else Object.assign(report, { verdict: "unchecked", cause: { code: problem.code, values: problem.values } });
  }
  return report;
}

// The entries of a bundle. A copy may have dropped a partial bundle once the full one was there.
export async function fetchBundle(source, index, width) {
  const part = await source.tile(bundlePath(index, width));
  if (part !== null) return readBundle(part, width);
  const full = await source.tile(bundlePath(index, WIDTH));
  return full === null ? null : readBundle(full, WIDTH).slice(0, width);
}

async function foundingKey(source) {
  const bytes = await source.tile("checkpoint");
  if (bytes === null) throw unchecked("audit-no-ledger", { target: source.base });
  const { size } = claimedCheckpoint(bytes);
  const entries = size > 0 ? await fetchBundle(source, 0, Math.min(size, WIDTH)) : null;
  if (entries === null) throw unchecked("audit-key-unknown");
  const event = readEvent(readEntry(entries[0]).envelope.payload);
  if (event.type !== GENESIS) throw unchecked("audit-key-unknown");
  return readVkey(event.data.log);
}

// The log's key: the one given, or the one the first entry names.
export async function logKey(source, given, report) {
  report.keyGiven = Boolean(given);
  if (!given) report.note("audit-key-not-given");
  const log = given ? await readVkey(given) : await foundingKey(source);
  report.vkey = log.text;
  return log;
}

// The signed checkpoint; null when it does not verify, which is a finding.
export async function fetchCheckpoint(source, log, report, witnesses = []) {
  const bytes = await source.tile("checkpoint");
  if (bytes === null) throw unchecked("audit-no-ledger", { target: source.base });
  report.count("checkpoint");
  try {
    const checkpoint = await openCheckpoint(bytes, log);
    report.cosigned = await cosigned(checkpoint.note, witnesses);
    report.otherSigners = checkpoint.note.signatures.length - 1 - report.cosigned.length;
    if (witnesses.length > 0) report.count("cosignatures", report.cosigned.length);
    return checkpoint;
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    report.find("checkpoint", null, problem);
    return null;
  }
}

// An entry as far as it can be checked without knowing those before it.
async function open(bytes) {
  const leaf = await leafHash(bytes);
  try {
    const entry = readEntry(bytes);
    return { leaf, entry, wrong: await wrongSignature(entry.envelope) };
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    return { leaf, problem };
  }
}

// `options`: `log` (a verifier key as text), `witnesses`, `now` (milliseconds), `month` (only that statement),
// `paper` ({size, root}: what a notice on paper said), `progress(done, all)`.
export class Audit {
  constructor(source, options = {}) {
    this.source = source;
    this.options = options;
    this.now = options.now ?? Date.now();
    this.report = new Report();
    this.tree = new Tree();
    this.totals = new Totals();
    this.ids = new Map();
    this.prev = null;
    this.last = null;
  }

  run() {
    return reported(this.report, () => this.whole());
  }

  async whole() {
    const { report, source, options } = this;
    try {
      this.log = await logKey(source, options.log, report);
    } catch (problem) {
      if (!(problem instanceof Problem) || problem.severity !== "wrong") throw problem;
      return report.find("chain", 0, problem);
    }
    this.prev = toHex(await sha256(new Uint8Array()));
    let checkpoint = await fetchCheckpoint(source, this.log, report, options.witnesses);
    if (checkpoint === null) return undefined;
    for (let round = 1; ; round++) {
      await this.advance(checkpoint);
      const size = await this.documents(round === ROUNDS);
      if (size <= checkpoint.size) break;
      const next = await fetchCheckpoint(source, this.log, report, options.witnesses);
      if (next === null) return undefined;
      if (next.size < checkpoint.size) {
        report.find("checkpoint", null, new Problem("audit-shrunk", { found: next.sizeText, before: checkpoint.sizeText }));
        return undefined;
      }
      checkpoint = next;
    }
    report.count("totals", this.totals.compared);
    for (const problem of this.totals.wrong) report.find("naive-totals", null, problem);
    return this.onPaper();
  }

  // Reads and checks everything up to a checkpoint.
  async advance(checkpoint) {
    const { report, source } = this;
    while (this.tree.size < checkpoint.size) {
      const number = Math.floor(this.tree.size / WIDTH);
      const width = Math.min(WIDTH, checkpoint.size - number * WIDTH);
      let entries;
      try {
        entries = await fetchBundle(source, number, width);
        if (entries === null) throw new Problem("audit-bundle-missing", { bundle: bundlePath(number, width) });
      } catch (problem) {
        if (problem instanceof Problem && problem.severity === "wrong") report.find("tree", null, problem);
        throw problem;
      }
      await this.take(entries.slice(this.tree.size - number * WIDTH));
      this.options.progress?.(this.tree.size, checkpoint.size);
    }
    for (const tile of this.tree.partial()) await this.compareTile(tile.level, tile.index, tile.hashes, null);
    const root = await this.tree.root();
    if (!sameBytes(root, checkpoint.root)) {
      report.find("tree", null, new Problem("audit-root-differs", { size: checkpoint.sizeText }));
    }
    Object.assign(report, { size: checkpoint.size, root: toHex(checkpoint.root), origin: checkpoint.origin });
  }

  async take(entries) {
    const opened = await Promise.all(entries.map(open));
    const paper = this.options.paper;
    for (const one of opened) {
      const index = this.tree.size;
      await this.tree.push([one.leaf], (level, number, hashes) => this.compareTile(level, number, hashes, index));
      if (one.problem) {
        this.report.find("chain", index, one.problem);
        throw one.problem;
      }
      this.judge(one, index);
      if (paper && this.tree.size === paper.size) this.paperRoot = toHex(await this.tree.root());
    }
  }

  async compareTile(level, number, hashes, index) {
    const path = tilePath(level, number, hashes.length);
    let found = await this.source.tile(path);
    if (found === null && hashes.length < WIDTH) {
      found = (await this.source.tile(tilePath(level, number, WIDTH)))?.subarray(0, hashes.length * 32) ?? null;
    }
    this.report.count("tree");
    const same = found !== null && found.length === hashes.length * 32 &&
      hashes.every((hash, at) => sameBytes(hash, found.subarray(at * 32, at * 32 + 32)));
    if (!same) {
      const code = found === null ? "audit-tile-missing" : "audit-tile-differs";
      this.report.find("tree", index, new Problem(code, { tile: path }));
    }
  }

  // Checks an entry against those before it and adds it up.
  judge({ leaf, entry, wrong }, index) {
    const { report } = this;
    report.count("chain");
    report.count("signatures", entry.envelope.signatures.length);
    this.chain(entry, index);
    this.prev = toHex(leaf);
    if (wrong !== null) report.find("signatures", index, new Problem("signature-wrong", { key: wrong }));
    let event;
    try {
      event = readEvent(entry.envelope.payload);
    } catch (problem) {
      if (problem instanceof Problem) report.find("basics", index, problem);
      throw problem;
    }
    this.basics(event, index);
    this.totals.take(event, index);
  }

  chain(entry, index) {
    const { report } = this;
    if (entry.index !== index) report.find("chain", index, new Problem("audit-index-differs", { found: entry.index }));
    if (entry.prev !== this.prev) report.find("chain", index, new Problem("audit-prev-differs"));
    if (this.last !== null && entry.time < this.last) {
      report.find("chain", index, new Problem("audit-time-goes-back", { found: entry.time, before: this.last }));
    }
    if (Date.parse(entry.time) > this.now + SKEW_MILLIS) {
      const now = new Date(this.now).toISOString();
      report.find("chain", index, new Problem("audit-time-ahead", { found: entry.time, now }));
    }
    if (this.last === null || entry.time > this.last) this.last = entry.time;
    report.last = this.last;
  }

  // The few rules that this page checks; all of them are for the program.
  basics(event, index) {
    const { report } = this;
    report.count("basics");
    if (index === 0) this.founded(event);
    if (event.source !== this.log.name) {
      report.find("basics", index, new Problem("other-ledger", { found: event.source, expected: this.log.name }));
    }
    const before = this.ids.get(event.id);
    if (before !== undefined) report.find("basics", index, new Problem("id-used", { id: event.id, index: before }));
    else this.ids.set(event.id, index);
    const day = event.data?.on;
    if (MOVEMENTS.includes(event.type) && this.totals.closed.has(String(day).slice(0, 7))) {
      report.find("basics", index, new Problem("period-closed", { day, open: "…" }));
    }
  }

  founded(event) {
    const named = event.type === GENESIS ? event.data?.log : "";
    if (event.type === GENESIS) Object.assign(this.report, { title: event.data?.title, currency: event.data?.currency });
    if (named !== this.log.text) {
      const values = { found: named ?? "", expected: this.log.text };
      this.report.find("checkpoint", 0, new Problem("audit-key-differs", values));
    }
  }

  // Compares published statements with the entries. Gives the size of the newest, when the server has moved on.
  async documents(last) {
    const { report, totals, options, source } = this;
    const months = options.month ? [options.month] : [...totals.months.keys()].sort();
    const missing = [];
    const problems = [];
    let published = 0;
    for (const month of months) {
      const bytes = await source.document(`finance/${month}`);
      if (bytes === null) {
        missing.push(month);
        continue;
      }
      published += 1;
      try {
        const found = await totals.compare(month, bytes);
        if (month === options.month) report.document = { path: `finance/${month}`, digest: found.digest };
      } catch (problem) {
        if (!(problem instanceof Problem)) throw problem;
        const size = await this.claimedSize(bytes);
        if (size > this.tree.size && !last) return size;
        problems.push(problem);
      }
    }
    if (published === 0 && missing.length > 0) report.note("audit-no-documents");
    else {
      report.count("documents", published);
      for (const month of missing) {
        report.find("documents", null, new Problem("audit-document-missing", { path: `finance/${month}` }));
      }
    }
    for (const problem of problems) report.find("documents", null, problem);
    if (options.month) report.statement = totals.statement(options.month);
    return 0;
  }

  async claimedSize(bytes) {
    const found = /^\{"size":([0-9]{1,15}),/.exec(new TextDecoder().decode(bytes.subarray(0, 64)));
    return found === null ? 0 : Number(found[1]);
  }

  // A notice on paper names a size and the root of then: this history must begin with it.
  onPaper() {
    const { paper } = this.options;
    if (!paper) return;
    this.report.count("paper");
    if (paper.size > this.tree.size) {
      const values = { found: String(this.tree.size), before: String(paper.size) };
      this.report.find("paper", null, new Problem("audit-shrunk", values));
    } else if (!this.paperRoot?.startsWith(paper.root)) {
      this.report.find("paper", null, new Problem("audit-root-differs", { size: String(paper.size) }));
    }
    if (paper.digest && this.report.document && !this.report.document.digest.startsWith(paper.digest)) {
      const values = { path: this.report.document.path, place: "digest" };
      this.report.find("paper", null, new Problem("audit-document-differs", values));
    }
  }
}
