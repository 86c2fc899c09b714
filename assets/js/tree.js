// The Merkle tree of RFC 6962, its tiles (C2SP tlog-tiles) and proofs that an entry is in it.

import { concat, sameBytes, sha256 } from "./bytes.js";
import { Problem } from "./problem.js";

export const WIDTH = 256;
const HASH = 32;

export function leafHash(entry) {
  return sha256(concat(Uint8Array.of(0), entry));
}

export function nodeHash(left, right) {
  return sha256(concat(Uint8Array.of(1), left, right));
}

// The root over the hashes of one tile; they are complete subtrees of equal height.
async function rootOf(hashes) {
  let row = hashes;
  while (row.length > 1) {
    const next = [];
    for (let at = 0; at + 1 < row.length; at += 2) next.push(nodeHash(row[at], row[at + 1]));
    const joined = await Promise.all(next);
    if (row.length % 2 === 1) joined.push(row[row.length - 1]);
    row = joined;
  }
  return row[0];
}

// `067`, `x001/x234/067`: the number of a tile in groups of three digits.
function numbered(index) {
  const digits = String(index);
  const padded = digits.padStart(Math.ceil(digits.length / 3) * 3, "0");
  const groups = padded.match(/.../g);
  return groups.map((group, at) => (at + 1 < groups.length ? `x${group}` : group)).join("/");
}

export function tilePath(level, index, width) {
  return `tile/${level}/${numbered(index)}${width < WIDTH ? `.p/${width}` : ""}`;
}

export function bundlePath(index, width) {
  return `tile/entries/${numbered(index)}${width < WIDTH ? `.p/${width}` : ""}`;
}

// The entries of a bundle of exactly `width`: each behind its length in two bytes, highest first.
export function readBundle(bytes, width) {
  const entries = [];
  let at = 0;
  while (at + 2 <= bytes.length && entries.length < width) {
    const end = at + 2 + bytes[at] * 256 + bytes[at + 1];
    if (end > bytes.length) break;
    entries.push(bytes.subarray(at + 2, end));
    at = end;
  }
  if (entries.length !== width || at !== bytes.length) {
    throw new Problem("bundle-cut-wrong", { entries: entries.length, expected: width, at, bytes: bytes.length });
  }
  return entries;
}

// A tree that is fed leaves and keeps, per level of tiles, the hashes of the tile that is not yet full.
export class Tree {
  constructor() {
    this.size = 0;
    this.rows = [];
  }

  // Feeds leaf hashes; `filled(level, index, hashes)` is awaited for every tile that becomes full.
  async push(leaves, filled) {
    for (const leaf of leaves) {
      this.size += 1;
      let hash = leaf;
      for (let level = 0; ; level++) {
        if (this.rows.length === level) this.rows.push({ index: 0, hashes: [] });
        const row = this.rows[level];
        row.hashes.push(hash);
        if (row.hashes.length < WIDTH) break;
        const full = row.hashes;
        row.hashes = [];
        await filled(level, row.index, full);
        row.index += 1;
        hash = await rootOf(full);
      }
    }
  }

  // The tiles that are not full.
  partial() {
    const tiles = this.rows.map((row, level) => ({ level, index: row.index, hashes: row.hashes }));
    return tiles.filter((tile) => tile.hashes.length > 0);
  }

  // The root over everything fed so far.
  async root() {
    let right = null;
    for (const row of this.rows) {
      if (row.hashes.length === 0) continue;
      const all = right === null ? row.hashes : [...row.hashes, right];
      right = await rootOfUneven(all, row.hashes.length);
    }
    return right ?? sha256(new Uint8Array());
  }
}

// The root over `complete` equal subtrees and, when there is one more, a smaller one at the right.
async function rootOfUneven(hashes, complete) {
  const parts = [];
  let at = 0;
  for (let bit = 128; bit > 0; bit >>= 1) {
    if (complete & bit) {
      parts.push(await rootOf(hashes.slice(at, at + bit)));
      at += bit;
    }
  }
  if (hashes.length > complete) parts.push(hashes[complete]);
  let right = parts.pop();
  while (parts.length > 0) right = await nodeHash(parts.pop(), right);
  return right;
}

// Checks an inclusion proof by RFC 9162 section 2.1.3.2, from the leaf upwards.
export async function verifyInclusion(index, size, leaf, proof, root) {
  const wrong = () => new Problem("proof-inclusion-wrong", { index, size });
  if (!(index < size)) throw new Problem("proof-beyond-log", { index, size });
  let [node, last, hash] = [index, size - 1, leaf];
  for (const sibling of proof) {
    if (last === 0) throw wrong();
    if (node % 2 === 1 || node === last) {
      hash = await nodeHash(sibling, hash);
      while (node % 2 === 0 && node !== 0) [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
    } else {
      hash = await nodeHash(hash, sibling);
    }
    [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
  }
  if (last !== 0 || !sameBytes(hash, root)) throw wrong();
}

// The proof that entry `index` is in the tree of `size`, made from tiles. `tile(level, index, width)` gives hashes.
export async function inclusionProof(index, size, tile) {
  const path = [];
  let [from, to] = [0, size];
  while (to - from > 1) {
    const middle = from + largestPowerBelow(to - from);
    if (index < middle) {
      path.push(await rangeRoot(middle, to, size, tile));
      to = middle;
    } else {
      path.push(await rangeRoot(from, middle, size, tile));
      from = middle;
    }
  }
  return path.reverse();
}

function largestPowerBelow(n) {
  let power = 1;
  while (power * 2 < n) power *= 2;
  return power;
}

// The root over the entries from..to, which is a subtree of the tree.
async function rangeRoot(from, to, size, tile) {
  const count = to - from;
  const left = largestPowerBelow(count);
  if (count > 1 && left * 2 !== count) {
    const one = await rangeRoot(from, from + left, size, tile);
    return nodeHash(one, await rangeRoot(from + left, to, size, tile));
  }
  const height = Math.log2(count);
  const level = Math.floor(height / 8);
  const first = from / WIDTH ** level;
  const number = Math.floor(first / WIDTH);
  const width = Math.min(WIDTH, Math.floor(size / WIDTH ** level) - number * WIDTH);
  const hashes = await tile(level, number, width);
  const start = first % WIDTH;
  return rootOf(hashes.slice(start, start + 2 ** (height % 8)));
}

export function splitTile(bytes, path, width) {
  if (bytes === null) throw new Problem("audit-tile-missing", { tile: path });
  if (bytes.length < width * HASH) throw new Problem("audit-tile-differs", { tile: path });
  return Array.from({ length: width }, (_, at) => bytes.subarray(at * HASH, (at + 1) * HASH));
}
