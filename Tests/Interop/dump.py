# SPDX-License-Identifier: Apache-2.0
"""What `signet dump` shows beside `openssl asn1parse` and `dumpasn1`: every element that one of them finds, Signet shows at the
same place with the same tag and length, or the difference has a cause that is checked here, from the bytes.

    dump.py SIGNET CORPORA [PATTERN]        fails when a difference has no cause
"""
import base64
import binascii
import collections
import json
import os
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

signet, corpora = sys.argv[1:3]
pattern = re.compile(sys.argv[3] if len(sys.argv) > 3 else "")

UNIVERSAL = {
    "EOC": 0, "BOOLEAN": 1, "INTEGER": 2, "BIT STRING": 3, "OCTET STRING": 4, "NULL": 5, "OBJECT": 6,
    "OBJECT DESCRIPTOR": 7, "EXTERNAL": 8, "REAL": 9, "ENUMERATED": 10, "UTF8STRING": 12, "SEQUENCE": 16, "SET": 17,
    "NUMERICSTRING": 18, "PRINTABLESTRING": 19, "T61STRING": 20, "VIDEOTEXSTRING": 21, "IA5STRING": 22, "UTCTIME": 23,
    "GENERALIZEDTIME": 24, "GRAPHICSTRING": 25, "VISIBLESTRING": 26, "GENERALSTRING": 27, "UNIVERSALSTRING": 28,
    "BMPSTRING": 30,
}


def objects():
    """Every distinct DER or BER object of the corpora, with a name."""
    found = {}
    for folder, _, files in os.walk(corpora):
        if "/vectors" in folder:
            continue
        for name in sorted(files):
            path = os.path.join(folder, name)
            if name.endswith((".json", ".md", ".txt")):
                continue
            data, label = open(path, "rb").read(), os.path.relpath(path, corpora)
            if data[:1] in (b"\x30", b"\x31", b"\x24", b"\x04", b"\x02", b"\x03", b"\xa0"):
                found.setdefault(data, label)
                continue
            for number, match in enumerate(re.finditer(rb"-----BEGIN ([^-]+)-----\s*(.*?)-----END", data, re.S)):
                if b":" not in match[2]:
                    try:
                        found.setdefault(base64.b64decode(match[2]), f"{label}#{number}")
                    except binascii.Error:
                        pass
    for name in sorted(os.listdir(f"{corpora}/fuzz")):
        for key, text in json.load(open(f"{corpora}/fuzz/{name}")).get("inputs_base64", {}).items():
            found.setdefault(base64.b64decode(text), f"fuzz/{name}/{key}")
    return sorted((label, data) for data, label in found.items() if data and pattern.search(label))


class Element:
    """An element, or what stands where one should, by its offsets in the whole object."""

    def __init__(self, node, start, end, contents):
        self.node, self.start, self.end, self.contents = node, start, end, contents
        self.children, self.is_joined = [], False

    @property
    def is_unreadable(self):
        return self.node["kind"] == "unreadable"


def ours(nodes, total, place=lambda offset: offset, end=None):
    """The tree of `signet dump --json`. What stands in joined segments is brought to the offsets of the segments."""
    elements, here = [], place
    for index, node in enumerate(nodes):
        if node["kind"].startswith("the segments joined"):
            pieces, offset = [], 0
            for piece in leaves(nodes[:index]):
                start = piece["offset"] + piece["headerLength"]
                pieces.append((offset, offset + piece["length"], start))
                offset += piece["length"]
            here = lambda joined, pieces=pieces: next(
                (place(start + joined - low) for low, high, start in pieces if low <= joined < high), total)
            continue
        if node["kind"] not in ("element", "endOfContents", "unreadable"):
            continue
        start = here(node["offset"])
        contents = here(node["offset"] + node["headerLength"]) if node["headerLength"] and node["length"] else start + node["headerLength"]
        if node["length"] is None:
            stop = None
        else:
            stop = here(node["offset"] + node["headerLength"] + node["length"] - 1) + 1 if node["length"] else contents
        element = Element(node, start, stop, contents)
        element.children = ours(node["elements"], total, here)
        if element.end is None:
            element.end = max([contents] + [child.end for child in element.children])
        element.is_joined = here is not place
        elements.append(element)
    return elements


def leaves(nodes):
    for node in nodes:
        if node["kind"] == "element" and not node["isConstructed"]:
            yield node
        elif node["kind"] == "element":
            yield from leaves(node["elements"])


def header(data, position, end):
    """Tag octet, form and contents of an element as X.690 §8.1 has them; or why there is none."""
    start = position
    if position >= end:
        return "nothing is left"
    first = data[position]
    position += 1
    if first & 0x1F == 0x1F:
        number = 0
        while True:
            if position >= end:
                return "a tag that does not end"
            number = number << 7 | data[position] & 0x7F
            if number >= 1 << 32:
                return "a tag number of more than 32 bits"
            position += 1
            if data[position - 1] < 0x80:
                break
    if position >= end:
        return "no length"
    length = data[position]
    position += 1
    if length == 0x80:
        return (first, position, None) if first & 0x20 else "an indefinite length of a primitive element"
    if length > 0x80:
        octets = length & 0x7F
        value = 0
        for index in range(octets):
            if position >= end:
                return "a length that does not end"
            value = value << 8 | data[position]
            if value >= 1 << 48:
                return "a length of more than 48 bits"
            position += 1
        length = value
    return first, position, position + length


def are_elements(data, position, end, depth=0, indefinite=False):
    """Whether there are elements here and nothing else, all of them whole; where they end, or None."""
    while position < end:
        if indefinite and data[position:position + 2] == b"\0\0":
            return position + 2
        found = header(data, position, end)
        if isinstance(found, str) or depth > 90 or found[0] & 0xDF == 0:
            return None
        first, contents, stop = found
        if stop is not None and stop > end:
            return None
        if first & 0x20:
            inner = are_elements(data, contents, end if stop is None else stop, depth + 1, stop is None)
            if inner is None or (stop is not None and inner != stop):
                return None
            stop = inner
        position = stop
    return None if indefinite else position


STRINGS = {3, 4, 12, *range(18, 31)}
PRIMITIVE_ONLY, CONSTRUCTED_ONLY = {1, 2, 5, 6, 9, 10, 13, 14, 31, 32, 33, 34}, {8, 11, 16, 17, 29}


def is_odd(data, position, end):
    """Whether elements have tags or values that their types do not have, so that it is chance that they look like elements."""
    while position < end:
        first, contents, stop = header(data, position, end)
        if stop is None:
            return True
        number, value = first & 0x1F, data[contents:stop]
        if first & 0x20 and is_odd(data, contents, stop):
            return True
        if first & 0xE0 == 0x20 and number in STRINGS and not are_segments(data, contents, stop, number):
            return True
        if first & 0xC0 == 0:
            if number in (0, 15, 31) or number in (PRIMITIVE_ONLY if first & 0x20 else CONSTRUCTED_ONLY):
                return True
            if not first & 0x20 and is_odd_value(number, value):
                return True
        position = stop
    return False


def are_segments(data, position, end, number):
    """Whether the elements of a constructed string are strings of its type (X.690 §8.7.3.2)."""
    while position < end:
        first, _, stop = header(data, position, end)
        if first & 0xDF != number:
            return False
        position = stop
    return True


def is_odd_value(number, value):
    if number == 1:
        return len(value) != 1
    if number in (2, 10):
        return not value
    if number == 3:
        return not value or value[0] > 7 or (value[0] > 0 and len(value) == 1)
    if number == 5:
        return bool(value)
    if number in (6, 13):
        return not value or value[-1] >= 0x80 or re.search(rb"(?:^|[\x00-\x7f])\x80", value) is not None
    if number == 12:
        try:
            value.decode()
        except UnicodeDecodeError:
            return True
    if number in (18, 19, 22, 26):
        return any(octet >= 0x80 for octet in value)
    if number in (23, 24):
        found = re.fullmatch(rb"(\d{2}|\d{4})(\d{2})(\d{2})(\d{2})(\d{2})?(\d{2})?([.,]\d+)?(Z|[+-]\d{2}(\d{2})?)?", value)
        return found is None or not (1 <= int(found[2]) <= 12 and 1 <= int(found[3]) <= 31)
    if number == 28:
        return len(value) % 4 != 0
    if number == 30:
        return len(value) % 2 != 0
    return False


def cover(elements, offset):
    """The innermost element around an offset."""
    for element in reversed(elements):
        if element.start <= offset < element.end:
            return cover(element.children, offset) or element
    return None


def exact(elements, offset):
    for element in elements:
        if element.start <= offset < element.end or element.start == offset:
            found = element if element.start == offset else exact(element.children, offset)
            if found:
                return found
    return None


def cause(data, tree, offset):
    """Why nothing is shown at an offset, checked from the bytes; None when there is no reason."""
    if offset >= len(data):
        return "it reads behind the end"
    around = cover(tree, offset)
    if around is None:
        return None
    notes = " ".join(around.node["notes"])
    if around.is_unreadable:
        if set(data[around.start:around.end]) <= {0, 10, 13, 26, 32}:
            return "zeros, and line ends behind the object: one line for all of them"
        if "nested too deeply" in notes:
            return "deeper than what is shown"
        return "unreadable here; it goes on as if it were not" if isinstance(header(data, around.start, around.end), str) else None
    if not around.node["isConstructed"]:
        skip = 1 if around.node["tag"] == "BIT STRING" else 0
        if skip and around.end - around.contents == 1 and offset == around.contents:
            return "it counts an octet too few in an empty BIT STRING that says it has unused bits"
        if offset < around.contents + skip:
            return "it takes a place in a header for an element"
        if around.node["tag"] == "NULL":
            return "it passes over the contents that a NULL should not have"
        if are_elements(data, around.contents + skip, around.end) is None:
            return "it looks into a string that holds no whole elements"
        if data[around.contents + skip] & 0xC0 or is_odd(data, around.contents + skip, around.end):
            return "it looks into a string that holds bytes in the form of elements, but of no type, or with no value of it"
        if header(data, around.contents + skip, around.end)[2] != around.end:
            return "it looks into a string that holds several elements side by side"
        return None
    # Elements inside one stand one behind the other: who finds another between them has lost its place.
    position = around.contents
    for child in (child for child in around.children if not child.is_joined):
        if child.start != position:
            return None
        position = child.end
    return "it lost its place: elements stand one behind the other, and none begins there"


def openssl_elements(path):
    run = subprocess.run(["openssl", "asn1parse", "-inform", "DER", "-in", path], capture_output=True)
    for match in re.finditer(rb"^ *(\d+):d=\d+ +hl=(\d+) l= *(\d+|inf) +(cons|prim): ([^:\n]*)", run.stdout, re.M):
        start, head, length, _, kind = (part.decode("latin-1") for part in match.groups())
        yield int(start), int(head), None if length == "inf" else int(length), kind.strip()


def dumpasn1_elements(path):
    run = subprocess.run(["dumpasn1", path], capture_output=True)
    for match in re.finditer(rb"^ *(\d+) +(\d+|NDEF): ", run.stdout, re.M):
        yield int(match[1]), None, None if match[2] == b"NDEF" else int(match[2]), ""


def is_text(data):
    """Whether it is a text, or has a PEM block in it: then its first byte is no tag."""
    return b"-----BEGIN" in data or all(octet in b"\t\n\v\f\r" or 0x20 <= octet < 0x7F for octet in data)


def compare(item):
    label, data = item
    results = []
    with tempfile.NamedTemporaryFile(suffix=".der") as file:
        file.write(data)
        file.flush()
        run = subprocess.run([signet, "dump", "--raw", "--json", file.name], capture_output=True, timeout=120)
        if run.returncode not in (0, 3):
            return [("signet", 0, f"status {run.returncode}", None)]
        if is_text(data):
            return [("both", 0, "text", "they take a text for DER; Signet for PEM, Base64, hexadecimal or a text")]
        shown = json.loads(run.stdout, object_hook=lambda node: collections.defaultdict(lambda: None, node))
        tree = [element for part in shown[:1] for element in ours(part["elements"], len(data))]
        for peer, elements in ("asn1parse", openssl_elements(file.name)), ("dumpasn1", dumpasn1_elements(file.name)):
            for start, head, length, kind in elements:
                mine = exact(tree, start)
                if mine is None:
                    results.append((peer, start, "missing", cause(data, tree, start)))
                elif not mine.is_unreadable:
                    node = mine.node
                    if kind in UNIVERSAL and (UNIVERSAL[kind], "universal") != (node["tagNumber"] or 0, node["tagClass"] or "universal"):
                        results.append((peer, start, f"{kind}, not {node['tag']}", None))
                    if head is not None and head != node["headerLength"]:
                        results.append((peer, start, f"header {head}, not {node['headerLength']}", None))
                    if length != node["length"]:
                        found = header(data, start, len(data))
                        clipped = node["length"] is not None and any("bytes are left" in note for note in node["notes"])
                        why = None
                        if clipped:
                            why = "the length goes beyond the end: what is there is shown"
                        elif not isinstance(found, str) and node["length"] == (found[2] and found[2] - found[1]):
                            why = "it lost its place: the header there says something else"
                        results.append((peer, start, f"length {length}, not {node['length']}", why))
                else:
                    results.append((peer, start, "unreadable", cause(data, tree, start)))
                results.append((peer, start, "", "same"))
    return results


def main():
    causes, unexplained, different, total = collections.Counter(), [], set(), 0
    items = objects()
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for (label, data), results in zip(items, pool.map(compare, items)):
            firsts = set()
            for peer, offset, what, why in results:
                if why == "same":
                    total += 1
                    continue
                different.add(label)
                if why is None:
                    unexplained.append(f"{label} at {offset}: {peer}: {what}")
                else:
                    firsts.add((peer, why))
            causes.update(firsts)
    print(f"{len(items)} objects, {total} elements of the peers; {len(different)} objects differ")
    for (peer, why), count in sorted(causes.items(), key=lambda row: -row[1]):
        print(f"{count:6} objects, {peer}: {why}")
    for line in unexplained[:60]:
        print("unexplained:", line)
    print(f"{len(unexplained)} differences without a cause, in {len({line.split(' at ')[0] for line in unexplained})} objects")
    sys.exit(1 if unexplained or not items else 0)


main()
