// Where the checks read from: an address below which a ledger's files stand.

import { unchecked } from "./problem.js";

// Bytes of the largest thing fetched: a full bundle of the longest entries; a statement of very many items.
const BUNDLE_BYTES = 256 * (2 + 65_535);
const DOCUMENT_BYTES = 64 * 1024 * 1024;

async function readBounded(response, place, limit) {
  const reader = response.body.getReader();
  const parts = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > limit) {
      await reader.cancel();
      throw unchecked("fetch-failed", { place, cause: `> ${limit}` });
    }
    parts.push(value);
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export class Source {
  constructor(base) {
    this.base = base.replace(/\/+$/, "");
  }

  // What stands at a path; null when there is nothing.
  async fetch(path, limit) {
    const place = `${this.base}/${path}`;
    let response;
    try {
      response = await fetch(place, { credentials: "omit", redirect: "error" });
    } catch (cause) {
      throw unchecked("fetch-failed", { place, cause: String(cause.message ?? cause) });
    }
    if (response.status === 404 || response.status === 410) return null;
    if (response.status !== 200) throw unchecked("fetch-failed", { place, cause: `HTTP ${response.status}` });
    return readBounded(response, place, limit);
  }

  tile(path) {
    return this.fetch(path, BUNDLE_BYTES);
  }

  document(path) {
    return this.fetch(`${path}.json`, DOCUMENT_BYTES);
  }
}
