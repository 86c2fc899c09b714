"""Secret votes counted again straight from the payloads, after docs/format/kinds.md ("Secret votes") and rules.md.

What depends on the clock is left to the rules, as is who may sign.
"""

import base64
import hashlib

import ed25519
from values import compact

EXPONENT = 65537
# SubjectPublicKeyInfo: rsaEncryption with NULL parameters.
ALGORITHM = bytes.fromhex("300d06092a864886f70d0101010500")


def der(tag, content):
    length = len(content)
    if length < 128:
        return bytes([tag, length]) + content
    size = (length.bit_length() + 7) // 8
    return bytes([tag, 128 + size]) + length.to_bytes(size, "big") + content


def der_number(number):
    return der(2, number.to_bytes(number.bit_length() // 8 + 1, "big"))


class Key:
    """An RSA key; `sound` says whether it is one a vote may have, in its one spelling."""

    def __init__(self, encoded):
        self.modulus, self.sound = 0, False
        for size in range(256, 513):
            tail = b"\x02\x03\x01\x00\x01"
            if len(encoded) < size + len(tail) or encoded[-len(tail):] != tail:
                continue
            modulus = int.from_bytes(encoded[-size - len(tail):-len(tail)], "big")
            numbers = der(0x30, der_number(modulus) + der_number(EXPONENT))
            if der(0x30, ALGORITHM + der(3, b"\0" + numbers)) == encoded and (modulus.bit_length() + 7) // 8 == size:
                self.modulus, self.size, self.sound = modulus, size, True

    def power(self, signature):
        """The number that a signature stands for, or None."""
        number = int.from_bytes(signature, "big")
        return pow(number, EXPONENT, self.modulus) if len(signature) == self.size and number < self.modulus else None

    def issued(self, blinded, signed):
        return len(blinded) == self.size and self.power(signed) == int.from_bytes(blinded, "big")

    def signs(self, message, signature):
        """RSASSA-PSS with SHA-384 and a salt of 48 bytes (RFC 8017, section 9.1.2)."""
        number = self.power(signature)
        bits = self.modulus.bit_length() - 1
        length = (bits + 7) // 8
        if number is None or number.bit_length() > bits:
            return False
        encoded = number.to_bytes(length, "big")
        masked, digest, last = encoded[:-49], encoded[-49:-1], encoded[-1]
        count = (len(masked) + 47) // 48
        mask = b"".join(hashlib.sha384(digest + part.to_bytes(4, "big")).digest() for part in range(count))
        block = int.from_bytes(masked, "big") ^ int.from_bytes(mask[:len(masked)], "big")
        block &= (1 << (bits - 8 * 49)) - 1
        block = block.to_bytes(len(masked), "big")
        zeros, salt = block[:-48], block[-48:]
        whole = hashlib.sha384(bytes(8) + hashlib.sha384(message).digest() + salt).digest()
        return last == 0xBC and zeros == bytes(len(zeros) - 1) + b"\x01" and whole == digest


class Vote:
    """One vote as far as its events have come."""

    def __init__(self, data):
        self.choices = [choice["choice"] for choice in data["choices"]]
        self.size, self.key = data["electors"], Key(base64.b64decode(data["key"]))
        self.roll, self.issued, self.boxed, self.shown = set(), set(), set(), {}
        self.counted = False

    def tally(self, paper):
        """What the ballots shown and these papers add up to."""
        paper = paper or {"issued": 0, "returned": 0, "invalid": 0, "choices": {}}
        issued, returned = len(self.issued) + paper["issued"], len(self.shown) + paper["returned"]
        chosen = list(self.shown.values())
        return {
            "issued": issued, "returned": returned, "unreturned": max(0, issued - returned),
            "lost": max(0, len(self.boxed) - len(self.shown)), "invalid": paper["invalid"],
            "choices": {choice: chosen.count(choice) + paper["choices"].get(choice, 0) for choice in self.choices},
        }


def paper_adds_up(vote, paper):
    counted = paper["invalid"] + sum(paper["choices"].values())
    return set(paper["choices"]) == set(vote.choices) and counted == paper["returned"] <= paper["issued"]


class Votes:
    """Follows every vote in the order of the log."""

    def __init__(self):
        self.votes = {}

    def take(self, event):
        """Takes an event; gives the codes of what is wrong with it."""
        family, step = event["kind"].split(".")[:2]
        if family != "ballots":
            return []
        data = event["data"]
        if step == "opened":
            return self.opened(data)
        vote = self.votes.get(data["vote"])
        if vote is None:
            return ["vote-unknown"]
        if vote.counted:
            return ["vote-counted-already"]
        return sorted(set(getattr(self, step)(vote, data, event["source"])))

    def opened(self, data):
        if data["vote"] in self.votes:
            return ["vote-exists"]
        vote = self.votes[data["vote"]] = Vote(data)
        wrong = [] if vote.key.sound else ["vote-key-unusable"]
        distinct = len(vote.choices) == len(set(vote.choices)) >= 2
        return wrong if distinct else [*wrong, "vote-choices-unsound"]

    def enrolled(self, vote, data, _):
        for elector in data["electors"]:
            if elector in vote.roll:
                yield "elector-on-roll"
            vote.roll.add(elector)
        if len(vote.roll) > vote.size:
            yield "vote-roll-differs"

    def issued(self, vote, data, _):
        for issue in data["issued"]:
            if issue["elector"] not in vote.roll:
                yield "elector-unknown"
            if issue["elector"] in vote.issued:
                yield "token-issued-already"
            if not vote.key.issued(base64.b64decode(issue["blinded"]), base64.b64decode(issue["signed"])):
                yield "token-not-signed"
            vote.issued.add(issue["elector"])

    def boxed(self, vote, data, _):
        if vote.shown:
            yield "vote-box-shut"
        for digest in data["digests"]:
            if digest in vote.boxed:
                yield "ballot-boxed-already"
            vote.boxed.add(digest)
        if len(vote.boxed) > len(vote.issued):
            yield "ballots-exceed-issued"

    def returned(self, vote, data, origin):
        for cast in data["ballots"]:
            written = compact({name: cast[name] for name in ("token", "prefix", "issued", "choice", "signature")})
            if hashlib.sha256(written).hexdigest() not in vote.boxed:
                yield "ballot-not-boxed"
            if cast["token"] in vote.shown:
                yield "token-used"
            prefix, issued, signature = (base64.b64decode(cast[name]) for name in ("prefix", "issued", "signature"))
            token = f"mingbai ballot token v1\n{origin}\n{data['vote']}\n{cast['token']}\n"
            if len(prefix) != 32 or not vote.key.signs(prefix + token.encode(), issued):
                yield "token-forged"
            if cast["choice"] not in vote.choices:
                yield "vote-choice-unknown"
            ballot = f"mingbai ballot v1\n{origin}\n{data['vote']}\n{cast['choice']}\n"
            holder = bytes.fromhex(cast["token"].removeprefix("ed25519:"))
            if len(signature) != 64 or not ed25519.verify(holder, ballot.encode(), signature):
                yield "ballot-forged"
            vote.shown[cast["token"]] = cast["choice"]

    def counted(self, vote, data, _):
        paper, tally = data.get("paper"), vote.tally(data.get("paper"))
        if paper and not paper_adds_up(vote, paper):
            yield "paper-does-not-add-up"
        if tally["issued"] > vote.size:
            yield "ballots-exceed-roll"
        if tally != data["tally"]:
            yield "vote-tally-differs"
        vote.counted = True
