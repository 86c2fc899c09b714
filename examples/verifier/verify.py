#!/usr/bin/env python3
"""A second verifier, written from docs/FORMAT.md and the pages it leads to, with Python's standard library alone.

    verify.py FOLDER [--vkey VKEY] [--now 2026-12-31T00:00:00.000Z]
    verify.py --read payload|envelope|entry|receipt FILE... [--vkey VKEY]

The first form reads a folder in the layout of C2SP tlog-tiles, as `mingbai export tiles` writes it. It checks the
checkpoint, every tile, the root, the chain, every signature, the form of every event, and recomputes every month's totals
and every statement of a month that is published in the folder or signed by a notice. It does not judge the rules
(docs/format/rules.md): who may sign, what a resolution permits. The second form says of each file whether it can be taken.

Exit code: 0 it holds, 1 something is wrong, 2 it could not be checked.
"""

import argparse
import hashlib
import sys
import time
from pathlib import Path

import ed25519
from kinds import KINDS
from statement import Statements
from totals import Totals
from values import (
    WHITE, Wrong, base64_bytes, compact, digest, event_id, instant, key, listed, members, read_json, string, u64, written,
)
from votes import Votes

ENTRY_BYTES, PAYLOAD_BYTES, ENVELOPE_BYTES, NOTE_BYTES = 65_535, 40_960, 65_000, 1_000_000
SIGNATURES, NOTE_SIGNATURES, WIDTH, SKEW_SECONDS = 64, 64, 256, 300
PAYLOAD_TYPE = "application/cloudevents+json"


class Stop(Exception):
    """Nothing after this can be judged. `could_not` when that is no fault of the ledger."""

    def __init__(self, code, could_not=False):
        super().__init__(code)
        self.code, self.could_not = code, could_not


# Hashes


def sha256(data):
    return hashlib.sha256(data).digest()


def leaf_hash(entry):
    return sha256(b"\x00" + entry)


def node_hash(left, right):
    return sha256(b"\x01" + left + right)


def root_of(leaves):
    """By the definition of RFC 6962, section 2.1."""
    if not leaves:
        return sha256(b"")
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return node_hash(root_of(leaves[:split]), root_of(leaves[split:]))


def inclusion_holds(index, size, leaf, proof, root):
    """RFC 9162, section 2.1.3.2."""
    if index >= size:
        return False
    node, last, found = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if node & 1 or node == last:
            found = node_hash(sibling, found)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            found = node_hash(found, sibling)
        node, last = node >> 1, last >> 1
    return last == 0 and found == root


def piece(number, width):
    """`<N>[.p/<W>]` of a tile or bundle."""
    name, rest = f"{number % 1000:03}", number // 1000
    while rest:
        name, rest = f"x{rest % 1000:03}/{name}", rest // 1000
    return name if width == WIDTH else f"{name}.p/{width}"


# Notes and checkpoints


class Vkey:
    """A verifier key: `name+id+base64(01 ‖ key)`."""

    def __init__(self, text):
        parts = text.split("+", 2)
        if len(parts) != 3:
            raise Wrong("vkey-unreadable", text)
        self.text, self.name = text, parts[0]
        found = base64_bytes(parts[2], "vkey")
        named = sha256(self.name.encode() + b"\n" + found)[:4]
        if len(found) != 33 or found[0] != 1 or not usable_name(self.name) or named.hex() != parts[1]:
            raise Wrong("vkey-unreadable", text)
        self.id, self.key = named, found[1:]


def usable_name(name):
    return name != "" and not any(c in WHITE or c == "+" for c in name)


def open_note(data, vkey):
    """The text of a note that the key signed."""
    if len(data) > NOTE_BYTES:
        raise Wrong("note-too-long")
    try:
        whole = data.decode("utf-8")
    except UnicodeDecodeError:
        raise Wrong("note-not-text") from None
    if any(c < " " and c != "\n" for c in whole):
        raise Wrong("note-not-text")
    text, separator, lines = whole.rpartition("\n\n")
    if not separator or lines in ("", "\n") or not lines.endswith("\n"):
        raise Wrong("note-without-signatures")
    text += "\n"
    lines = lines[:-1].split("\n")
    if len(lines) > NOTE_SIGNATURES:
        raise Wrong("note-signatures-too-many")
    signed = False
    for line in lines:
        mark, _, rest = line.partition(" ")
        name, _, encoded = rest.partition(" ")
        if mark != "\u2014" or not usable_name(name):
            raise Wrong("note-signature-unreadable")
        try:
            found = base64_bytes(encoded, "note")
        except Wrong:
            raise Wrong("note-signature-unreadable") from None
        if len(found) < 5:
            raise Wrong("note-signature-unreadable")
        if vkey and (name, found[:4]) == (vkey.name, vkey.id):
            if not ed25519.verify(vkey.key, text.encode(), found[4:]):
                raise Wrong("note-signature-wrong")
            signed = True
    if vkey and not signed:
        raise Wrong("note-unsigned-by-known")
    return text


def read_checkpoint(data, vkey):
    """Origin, size and root of a checkpoint that the key signed; without a key, of what it says."""
    lines = open_note(data, vkey).split("\n")
    if lines.pop() != "" or len(lines) < 3 or "" in lines:
        raise Wrong("checkpoint-unreadable")
    origin, size, root = lines[:3]
    if not (size.isascii() and size.isdigit()) or str(int(size)) != size or int(size) >= 2**64:
        raise Wrong("checkpoint-unreadable")
    root = base64_bytes(root, "checkpoint")
    if len(root) != 32:
        raise Wrong("checkpoint-unreadable")
    if vkey and origin != vkey.name:
        raise Wrong("checkpoint-origin-differs")
    return origin, int(size), root


# Events


HEAD = members({
    "specversion": string, "id": event_id, "source": string, "type": string, "subject": string, "time": written,
    "datacontenttype": string, "data": lambda data: None,
})


def read_payload(data):
    """A payload as a dictionary, with `kind`."""
    if len(data) > PAYLOAD_BYTES:
        raise Wrong("payload-too-long")
    event = read_json(data)
    HEAD(event)
    if event["specversion"] != "1.0":
        raise Wrong("specversion-unknown")
    if event["datacontenttype"] != "application/json":
        raise Wrong("datacontenttype-unknown")
    prefix, _, kind = event["type"].partition(".")
    if prefix != "mingbai" or kind not in KINDS:
        raise Wrong("kind-unknown", event["type"])
    form, subject = KINDS[kind]
    form(event["data"])
    if event["subject"] != subject(event["data"]):
        raise Wrong("subject-differs", event["subject"])
    return {**event, "kind": kind}


ENVELOPE = members({
    "payloadType": string, "payload": string, "signatures": listed(members({"keyid": key, "sig": string})),
})


class Envelope:
    """An envelope as read; `good` says whether every signature verifies."""

    def __init__(self, value):
        ENVELOPE(value)
        if value["payloadType"] != PAYLOAD_TYPE:
            raise Wrong("payload-type-unknown")
        self.payload = base64_bytes(value["payload"], "payload")
        if len(value["signatures"]) > SIGNATURES:
            raise Wrong("signatures-too-many")
        self.signatures = {}
        for signature in value["signatures"]:
            found = base64_bytes(signature["sig"], "sig")
            if len(found) != 64:
                raise Wrong("base64-unreadable")
            if signature["keyid"] in self.signatures:
                raise Wrong("signature-twice")
            self.signatures[signature["keyid"]] = found
        kind = PAYLOAD_TYPE.encode()
        pae = b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(self.payload), self.payload)
        self.good = all(
            ed25519.verify(bytes.fromhex(keyid[8:]), pae, signature) for keyid, signature in self.signatures.items()
        )
        # Keys of one length in hexadecimal digits are in the order of their bytes.
        ordered = sorted(value["signatures"], key=lambda signature: signature["keyid"])
        self.normal = {
            "payloadType": PAYLOAD_TYPE, "payload": value["payload"],
            "signatures": [{"keyid": signature["keyid"], "sig": signature["sig"]} for signature in ordered],
        }


class Entry:
    """An entry in its one spelling."""

    def __init__(self, data):
        value = read_json(data)
        members({"index": u64, "time": instant, "prev": digest, "envelope": lambda envelope: None})(value)
        self.envelope = Envelope(value["envelope"])
        self.index, self.time, self.prev = value["index"], instant(value["time"]), value["prev"]
        written_anew = compact({
            "index": self.index, "time": value["time"], "prev": self.prev, "envelope": self.envelope.normal,
        })
        if written_anew != data or len(data) > ENTRY_BYTES:
            raise Wrong("entry-not-exact")
        self.accepted = value["time"]


def open_envelope(data):
    """An envelope that somebody submits: every signature and the payload are checked."""
    if len(data) > ENVELOPE_BYTES:
        raise Wrong("envelope-too-long")
    envelope = Envelope(read_json(data))
    if not envelope.good:
        raise Wrong("signature-wrong")
    return read_payload(envelope.payload)


def open_receipt(data, vkey):
    value = read_json(data)
    members({"index": u64, "entry": string, "checkpoint": string, "proof": listed(digest)})(value)
    _, size, root = read_checkpoint(value["checkpoint"].encode(), vkey)
    entry = value["entry"].encode()
    if Entry(entry).index != value["index"]:
        raise Wrong("receipt-of-other-entry")
    proof = [bytes.fromhex(sibling) for sibling in value["proof"]]
    if not inclusion_holds(value["index"], size, leaf_hash(entry), proof, root):
        raise Wrong("proof-inclusion-wrong")


# The log


class Log:
    """A published log, read from the first entry to the last."""

    def __init__(self, folder, vkey, now):
        self.folder, self.vkey, self.now = Path(folder), vkey, now
        self.findings, self.leaves, self.ids = [], [], {}
        self.origin, self.last = None, 0
        self.totals, self.statements, self.votes = Totals(), Statements(), Votes()

    def find(self, code, index=None):
        self.findings.append((index, code))

    def file(self, path):
        try:
            return (self.folder / path).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None

    def part(self, path, number, width):
        """A tile or bundle, or the full one that has replaced it. Gives its bytes and its width."""
        for found_width in (width, WIDTH):
            data = self.file(f"{path}/{piece(number, found_width)}")
            if data is not None:
                return data, found_width
        return None, width

    def verify(self):
        checkpoint = self.file("checkpoint")
        if checkpoint is None:
            raise Stop("audit-no-ledger", could_not=True)
        try:
            vkey = self.vkey or self.founding_key(checkpoint)
            origin, size, root = read_checkpoint(checkpoint, vkey)
        except Wrong as wrong:
            raise Stop(wrong.code) from None
        for number in range((size + WIDTH - 1) // WIDTH):
            for entry in self.bundle(number, min(WIDTH, size - number * WIDTH)):
                self.take(entry, origin, vkey)
        self.tiles()
        if root_of(self.leaves) != root:
            self.find("audit-root-differs")
        for index in self.statements.signed_wrongly():
            self.find("audit-notice-differs", index)
        for path in self.statements.published_wrongly(self.file):
            self.find(f"audit-document-differs {path}")
        return size

    def founding_key(self, checkpoint):
        """The key that the first event names, for whoever has no other."""
        _, size, _ = read_checkpoint(checkpoint, None)
        entries = self.bundle(0, min(WIDTH, size)) if size else []
        event = read_payload(Entry(entries[0]).envelope.payload) if entries else {"kind": None}
        if event["kind"] != "ledger.genesis.v1":
            raise Stop("audit-key-unknown", could_not=True)
        return Vkey(event["data"]["log"])

    def bundle(self, number, width):
        data, found_width = self.part("tile/entries", number, width)
        if data is None:
            raise Stop("audit-bundle-missing")
        entries, at = [], 0
        while at < len(data):
            length = int.from_bytes(data[at:at + 2], "big")
            if len(data) < at + 2 + length or len(entries) == found_width:
                raise Stop("bundle-cut-wrong")
            entries.append(data[at + 2:at + 2 + length])
            at += 2 + length
        if len(entries) != found_width:
            raise Stop("bundle-cut-wrong")
        return entries[:width]

    def take(self, data, origin, vkey):
        index, leaf = len(self.leaves), leaf_hash(data)
        before = self.leaves[-1] if self.leaves else sha256(b"")
        self.leaves.append(leaf)
        try:
            entry = Entry(data)
        except Wrong as wrong:
            self.find(wrong.code, index)
            raise Stop(wrong.code) from None
        if entry.index != index:
            self.find("audit-index-differs", index)
        if entry.prev != before.hex():
            self.find("audit-prev-differs", index)
        if entry.time < self.last:
            self.find("audit-time-goes-back", index)
        if entry.time > self.now + SKEW_SECONDS * 1000:
            self.find("audit-time-ahead", index)
        self.last = max(self.last, entry.time)
        if not entry.envelope.good:
            self.find("signature-wrong", index)
        try:
            event = read_payload(entry.envelope.payload)
        except Wrong as wrong:
            if wrong.code == "kind-unknown":
                raise Stop(wrong.code, could_not=True) from None
            self.find(wrong.code, index)
            raise Stop(wrong.code) from None
        self.judge(event, index, origin, vkey)
        for code in [*self.totals.take(event), *self.votes.take(event)]:
            self.find(code, index)
        self.statements.take(event, entry, index)

    def judge(self, event, index, origin, vkey):
        """What can be said of an event without the rules."""
        if index == 0:
            self.origin = event["source"]
            if event["kind"] != "ledger.genesis.v1":
                self.find("not-founded", index)
            elif event["data"]["log"] != vkey.text:
                self.find("audit-key-differs", index)
            if event["source"] != origin:
                self.find("audit-origin-differs", index)
        elif event["source"] != self.origin:
            self.find("other-ledger", index)
        if event["id"] in self.ids:
            self.find("id-used", index)
        self.ids.setdefault(event["id"], index)

    def tiles(self):
        """Compares every tile with the one the entries give."""
        row, level = self.leaves, 0
        while row:
            for number in range((len(row) + WIDTH - 1) // WIDTH):
                hashes = row[number * WIDTH:(number + 1) * WIDTH]
                data, width = self.part(f"tile/{level}", number, len(hashes))
                if data is None:
                    self.find("audit-tile-missing")
                elif len(data) != width * 32 or data[:len(hashes) * 32] != b"".join(hashes):
                    self.find("audit-tile-differs")
            row = [root_of(row[at:at + WIDTH]) for at in range(0, len(row) - WIDTH + 1, WIDTH)]
            level += 1


def verify_log(arguments, vkey):
    moment = arguments.now or time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime())
    log = Log(arguments.folder, vkey, instant(moment))
    stopped = None
    try:
        size = log.verify()
    except Stop as stop:
        stopped = stop
        if not stop.could_not and stop.code not in [code for _, code in log.findings]:
            log.find(stop.code)
    for index, code in log.findings:
        print(f"entry {index}: {code}" if index is not None else code)
    if log.findings:
        print("wrong")
        return 1
    if stopped:
        print(f"could not check: {stopped.code}")
        return 2
    print(f"holds: {size} entries, {log.totals.compared} months closed, {log.statements.compared} statements")
    return 0


def read_each(what, files, vkey):
    readers = {
        "payload": read_payload, "envelope": open_envelope, "entry": Entry, "receipt": lambda data: open_receipt(data, vkey),
    }
    wrong = 0
    for file in files:
        try:
            readers[what](Path(file).read_bytes())
            print("taken")
        except Wrong as found:
            print(found.code)
            wrong = 1
    return wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?")
    parser.add_argument("--vkey")
    parser.add_argument("--now")
    parser.add_argument("--read", nargs="+", metavar="WHAT FILE")
    arguments = parser.parse_args()
    vkey = Vkey(arguments.vkey) if arguments.vkey else None
    if arguments.read:
        return read_each(arguments.read[0], arguments.read[1:], vkey)
    if not arguments.folder:
        parser.error("name a folder")
    return verify_log(arguments, vkey)


if __name__ == "__main__":
    sys.exit(main())
