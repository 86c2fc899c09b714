// Ed25519 with one verdict everywhere. WebCrypto alone would accept a forgery under a key of small order (RFC 8032
// leaves it open), so keys, points and scalars are looked at first: an encoding must be canonical, a key and the
// point R of a signature not of small order, S below the order of the group.

import { fromHex, toHex } from "./bytes.js";

// Encodings of y for the points of order 1, 2, 4 and 8, without the sign of x.
const SMALL_ORDER = new Set([
  "0100000000000000000000000000000000000000000000000000000000000000",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "0000000000000000000000000000000000000000000000000000000000000000",
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
]);

// The order of the group, 2^252 + 27742317777372353535851937790883648493, lowest byte first.
const ORDER = fromHex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");

// Keys met before; the oldest goes when there are more than so many.
const KEYS = 4096;
const known = new Map();

function withoutSign(point) {
  const y = point.slice();
  y[31] &= 0x7f;
  return y;
}

// Whether y is below the prime 2^255 - 19: an encoding above it spells a point a second time.
function isCanonical(y) {
  return !(y[31] === 0x7f && y[0] >= 0xed && y.subarray(1, 31).every((byte) => byte === 0xff));
}

function isUsablePoint(point) {
  const y = withoutSign(point);
  return isCanonical(y) && !SMALL_ORDER.has(toHex(y));
}

function isBelowOrder(scalar) {
  for (let at = 31; at >= 0; at--) {
    if (scalar[at] !== ORDER[at]) return scalar[at] < ORDER[at];
  }
  return false;
}

// Whether a key of 32 bytes could make a signature that counts.
export function isUsableKey(key) {
  return key.length === 32 && isUsablePoint(key);
}

async function imported(key) {
  const name = toHex(key);
  let made = known.get(name);
  if (made === undefined) {
    made = crypto.subtle.importKey("raw", key, { name: "Ed25519" }, false, ["verify"]).catch(() => null);
    if (known.size >= KEYS) known.delete(known.keys().next().value);
    known.set(name, made);
  }
  return made;
}

// Whether `signature` over `message` was made with `key`, judged strictly.
export async function verifies(key, message, signature) {
  if (!isUsableKey(key) || signature.length !== 64) return false;
  if (!isUsablePoint(signature.subarray(0, 32)) || !isBelowOrder(signature.subarray(32))) return false;
  const usable = await imported(key);
  return usable !== null && crypto.subtle.verify({ name: "Ed25519" }, usable, signature, message);
}

// Whether this browser has what is needed: a secure context with Ed25519 in WebCrypto.
export async function isAvailable() {
  if (!globalThis.crypto?.subtle) return false;
  const point = fromHex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
  try {
    await crypto.subtle.importKey("raw", point, { name: "Ed25519" }, false, ["verify"]);
    return true;
  } catch {
    return false;
  }
}
