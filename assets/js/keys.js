// A member's key: made in the browser, kept where scripts cannot read it out, backed up in an encrypted file.

import { concat, fromBase64, fromHex, textOf, toBase64, toHex, utf8 } from "./bytes.js";
import { pae } from "./dsse.js";
import { Problem } from "./problem.js";

const STORE = "keys";
const ITERATIONS = 600_000;
// A PKCS#8 file of an Ed25519 key (RFC 8410) up to its seed of 32 bytes.
const PREFIX = fromHex("302e020100300506032b657004220420");
const ALGORITHM = { name: "Ed25519" };

function done(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function database() {
  const request = indexedDB.open("mingbai-desk", 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE);
  return done(request);
}

// The key of this browser; undefined when there is none.
export async function keptKey() {
  const db = await database();
  const key = await done(db.transaction(STORE).objectStore(STORE).get("mine"));
  db.close();
  return key;
}

// Keeps the key that grows from a seed, not to be taken out again.
async function keep(seed) {
  const pkcs8 = concat(PREFIX, seed);
  const open = await crypto.subtle.importKey("pkcs8", pkcs8, ALGORITHM, true, ["sign"]);
  const { x } = await crypto.subtle.exportKey("jwk", open);
  const bytes = fromBase64(x.replaceAll("-", "+").replaceAll("_", "/").padEnd(44, "="));
  const secret = await crypto.subtle.importKey("pkcs8", pkcs8, ALGORITHM, false, ["sign"]);
  const key = { secret, keyid: `ed25519:${toHex(bytes)}` };
  const db = await database();
  await done(db.transaction(STORE, "readwrite").objectStore(STORE).put(key, "mine"));
  db.close();
  return key;
}

async function locked(passphrase, salt) {
  const raw = await crypto.subtle.importKey("raw", utf8(passphrase), "PBKDF2", false, ["deriveKey"]);
  const derivation = { name: "PBKDF2", hash: "SHA-256", salt, iterations: ITERATIONS };
  return crypto.subtle.deriveKey(derivation, raw, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

// Makes a key. Gives it with its backup, a text to be kept as a file.
export async function createKey(passphrase) {
  const [seed, salt, iv] = [32, 16, 12].map((length) => crypto.getRandomValues(new Uint8Array(length)));
  const key = await keep(seed);
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await locked(passphrase, salt), seed);
  const backup = {
    what: "mingbai key backup v1",
    key: key.keyid,
    derivation: "PBKDF2-HMAC-SHA-256",
    rounds: ITERATIONS,
    salt: toBase64(salt),
    cipher: "AES-256-GCM",
    iv: toBase64(iv),
    seed: toBase64(new Uint8Array(sealed)),
  };
  seed.fill(0);
  return { key, backup: `${JSON.stringify(backup, null, 2)}\n` };
}

// The seed in a PEM file as the program and OpenSSL write it.
function seedOfPem(text) {
  const body = /-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\s]+)-----END PRIVATE KEY-----/.exec(text);
  const bytes = body === null ? null : fromBase64(body[1].replace(/\s/g, ""));
  const head = toHex(PREFIX.subarray(-11));
  const at = bytes === null ? -1 : toHex(bytes).indexOf(head) / 2;
  return at < 0 ? null : bytes.slice(at + 11, at + 43);
}

// Takes a key over from a backup, or from a file of the program.
export async function restoreKey(bytes, passphrase) {
  const text = textOf(bytes) ?? "";
  let seed = seedOfPem(text);
  if (seed === null) {
    const backup = JSON.parse(text);
    if (backup.what !== "mingbai key backup v1" || backup.rounds !== ITERATIONS) throw new Problem("key-file-not-pkcs8", { file: "" });
    const [salt, iv, sealed] = [backup.salt, backup.iv, backup.seed].map((part) => fromBase64(part));
    seed = new Uint8Array(await crypto.subtle.decrypt({ name: "AES-GCM", iv }, await locked(passphrase, salt), sealed));
  }
  const key = await keep(seed);
  seed.fill(0);
  return key;
}

// The signature of `key` over a payload, as DSSE writes it.
export async function signPayload(key, payload) {
  const signature = await crypto.subtle.sign(ALGORITHM, key.secret, pae(payload));
  return { keyid: key.keyid, sig: toBase64(new Uint8Array(signature)) };
}

// The answer to a challenge; see `http/session.rs`.
export async function signChallenge(key, origin, challenge) {
  const message = utf8(`mingbai session v1\n${origin}\n${challenge}\n`);
  return toBase64(new Uint8Array(await crypto.subtle.sign(ALGORITHM, key.secret, message)));
}
