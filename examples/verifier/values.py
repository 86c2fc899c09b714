"""Strict JSON and the types of values, after docs/FORMAT.md ("Conventions").

A type is a function that takes a decoded value and raises `Wrong` if it is not one of that type.
"""

import base64
import json
import re
import unicodedata


class Wrong(Exception):
    """Something that must not be taken. `code` is that of the format where it has one."""

    def __init__(self, code, what=""):
        super().__init__(f"{code}: {what}" if what else code)
        self.code = code


def unreadable(what):
    return Wrong("json-unreadable", what)


# JSON


def _object(pairs):
    found = dict(pairs)
    if len(found) != len(pairs):
        raise unreadable("a member stands twice")
    return found


def _integer(text):
    if text == "-0":
        raise unreadable("-0")
    return int(text)


def _no_number(text):
    raise unreadable(f"{text} is no integer")


def read_json(data):
    """The value of UTF-8 bytes."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise Wrong("json-not-utf8") from None
    try:
        return json.loads(
            text, object_pairs_hook=_object, parse_int=_integer, parse_float=_no_number, parse_constant=_no_number
        )
    except (ValueError, RecursionError) as error:
        raise unreadable(str(error)) from None


def compact(value):
    """Compact JSON, members in the order they have."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def base64_bytes(text, what):
    """RFC 4648 section 4 in its one spelling."""
    string(text)
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except ValueError:
        raise Wrong("base64-unreadable", what) from None
    if base64.b64encode(data).decode() != text:
        raise Wrong("base64-unreadable", what)
    return data


# Scalars


def demand(holds, what):
    if not holds:
        raise unreadable(what)


def integer(low, high):
    def check(value):
        demand(type(value) is int and low <= value <= high, f"{value!r} is no integer of {low} to {high}")

    return check


u8, u32, u64 = (integer(0, 2**bits - 1) for bits in (8, 32, 64))
i16, i32, i64 = (integer(-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) for bits in (16, 32, 64))
money = i64


def boolean(value):
    demand(type(value) is bool, f"{value!r} is neither true nor false")


def string(value):
    demand(type(value) is str, f"{value!r} is no string")
    demand(not any("\ud800" <= c <= "\udfff" for c in value), "a lone surrogate")


TURNS = set("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
WHITE = set("\t\n\v\f\r \u0085\u00a0\u1680\u2028\u2029\u202f\u205f\u3000") | {chr(c) for c in range(0x2000, 0x200B)}


def _plain(value, besides=""):
    return all(c in besides or (unicodedata.category(c) != "Cc" and c not in TURNS) for c in value)


def plain(value):
    string(value)
    demand(_plain(value), "a text with control characters")


def _written(limit, besides):
    def check(value):
        string(value)
        demand(1 <= len(value) <= limit and value[0] not in WHITE and value[-1] not in WHITE, "no trimmed text")
        demand(_plain(value, besides), "a text with control characters")

    return check


line, text = _written(200, ""), _written(2000, "\n")


def spelled(pattern, what):
    found = re.compile(pattern)

    def check(value):
        string(value)
        demand(found.fullmatch(value), f"{value!r} is no {what}")

    return check


code = spelled(r"[a-z0-9][a-z0-9.:-]{0,63}", "code")
event_id = spelled(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", "UUID of version 7")
digest = spelled(r"[0-9a-f]{64}", "SHA-256")
key = spelled(r"ed25519:[0-9a-f]{64}", "key")
_path = spelled(r"[a-z0-9][a-z0-9.:-]{0,63}(/[a-z0-9][a-z0-9.:-]{0,63})*", "path")
_proportion = spelled(r"(0|[1-9][0-9]{0,9})/([1-9][0-9]{0,9})", "proportion")


def path(value):
    _path(value)
    demand(len(value) <= 200, "a path too long")


def proportion(value):
    _proportion(value)
    part, whole = (int(number) for number in value.split("/"))
    demand(part <= whole <= 2**32 - 1, f"{value} is no proportion")


def threshold(value):
    string(value)
    demand(value.startswith(">"), f"{value!r} is no threshold")
    proportion(value[2:] if value.startswith(">=") else value[1:])


# Time


def _days_in(year, month):
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return (31, 29 if leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1]


def day(value):
    spelled(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", "day")(value)
    year, number, on = (int(part) for part in value.split("-"))
    demand(1 <= number <= 12 and 1 <= on <= _days_in(year, number), f"{value} is no day")


def month(value):
    string(value)
    day(value + "-01")


def _seconds(date, clock):
    """Seconds since the beginning of 0000-01-01."""
    day(date)
    hours, minutes, seconds = (int(part) for part in clock.split(":"))
    demand(hours < 24 and minutes < 60 and seconds < 60, f"{clock} is no time of day")
    year, number, on = (int(part) for part in date.split("-"))
    before = sum(366 if _days_in(y, 2) == 29 else 365 for y in range(year))
    days = before + sum(_days_in(year, m) for m in range(1, number)) + on - 1
    return days * 86400 + hours * 3600 + minutes * 60 + seconds


def instant(value):
    """Milliseconds since the beginning of 0000-01-01."""
    spelled(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z", "instant")(value)
    demand(value <= "9999-12-30T22:00:00.999Z", f"{value} is beyond the calendar")
    return _seconds(value[:10], value[11:19]) * 1000 + int(value[20:23])


def written(value):
    """Milliseconds since the beginning of 0000-01-01."""
    spelled(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[+-][0-9]{2}:[0-9]{2}", "written time")(value)
    hours, minutes = int(value[20:22]), int(value[23:25])
    demand(minutes < 60 and hours * 60 + minutes <= 14 * 60 and value[19:] != "-00:00", f"{value[19:]} is no offset")
    offset = (hours * 60 + minutes) * (-60 if value[19] == "-" else 60)
    moment = (_seconds(value[:10], value[11:19]) - offset) * 1000
    demand(moment <= instant("9999-12-30T22:00:00.999Z"), f"{value} is beyond the calendar")
    return moment


# Structure


def members(required, optional=None):
    """An object with these members."""
    optional = optional or {}

    def check(value):
        demand(type(value) is dict, "no object")
        for name in value:
            demand(name in required or name in optional, f"unknown member {name}")
        for name, kind in required.items():
            demand(name in value, f"{name} is missing")
            kind(value[name])
        for name, kind in optional.items():
            if name in value:
                kind(value[name])

    return check


def listed(kind, length=None):
    def check(value):
        demand(type(value) is list and (length is None or len(value) == length), "no list")
        for item in value:
            kind(item)

    return check


def mapped(name, kind):
    def check(value):
        demand(type(value) is dict, "no map")
        for key_of, item in value.items():
            name(key_of)
            kind(item)

    return check


def one_of(*names):
    def check(value):
        demand(type(value) is str and value in names, f"{value!r} is none of {', '.join(names)}")

    return check


def choice(**kinds):
    """An object with exactly one of these members."""

    def check(value):
        demand(type(value) is dict and len(value) == 1, "no choice")
        ((name, content),) = value.items()
        demand(name in kinds, f"unknown choice {name}")
        kinds[name](content)

    return check


bi = members({"zh": plain, "en": plain})
