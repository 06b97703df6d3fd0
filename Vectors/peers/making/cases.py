#!/usr/bin/env python3
"""Rows of cases.json.

  cases.py row PATH KIND PRODUCER COMMANDS key=value…    one row, as a line of JSON
  cases.py write ROWS VERSIONS OUT                       all of them

The keys: password (NAME of a file in passwords/, or none); and what a reader must find: verdict (good, bad), error,
form (clear, opaque, detached), signer and digest (each may repeat), signature, recipient (may repeat), cipher,
transport, layers, content (a file: its SHA-256 is what the content must have), subject (may repeat), keys, certificates,
name (the friendly name), encoding (DER or BER, found here), key-encryption, certificate-encryption, mac (found here).
"""
import hashlib
import json
import os
import re
import subprocess
import sys

WORDS = {
    "$fields": "-from 'Alice Example <alice@example.org>' -to 'Bob Example <bob@example.org>' -subject 'Minutes and menu'",
    "$alice": "-signer pki/alice.pem -inkey pki/alice.key -certfile pki/issuing.pem",
    "$classpath": "a folder with Tests/Interop/BouncyCastle.java compiled, bcprov.jar, bcpkix.jar and bcutil.jar",
    "$work": "a temporary folder", "openssl35": "OpenSSL 3.5", "mime.py": "Tests/Interop/mime.py",
    "bouncy_castle": "java -cp $classpath BouncyCastle"}
LISTS = {"signer": "signers", "digest": "digests", "recipient": "recipients", "subject": "subjects", "layer": "layers"}
NUMBERS = {"keys", "certificates", "iterations"}
CAMEL = {"mac-iterations": "macIterations", "key-encryption": "keyEncryption",
         "certificate-encryption": "certificateEncryption"}


def encoding(data):
    """Indefinite lengths anywhere at the head of the file mean BER."""
    return "BER" if data[1] == 0x80 else "DER"


def described(path, password):
    """What OpenSSL says of the protection of a .pfx: MAC, key bags, certificate bags."""
    openssl = os.environ.get("OPENSSL35", "openssl")
    said = ""
    for legacy in [[], ["-legacy"]]:
        answer = subprocess.run([openssl, "pkcs12", "-info", "-noout", "-in", path, *legacy,
                                 "-passin", "pass:" + password], capture_output=True, text=True)
        if answer.returncode == 0:
            said = answer.stderr
            break
    found = {}
    mac = re.search(r"MAC: (\S+), Iteration (\d+)", said)
    found["mac"] = mac.group(1) if mac else None
    if mac:
        found["macIterations"] = int(mac.group(2))
    for label, key in [("Shrouded Keybag", "keyEncryption"), ("PKCS7 Encrypted data", "certificateEncryption")]:
        line = re.search(label + r": (.*)", said)
        found[key] = line.group(1) if line else None
    return found


def row(path, kind, producer, commands, *words):
    expected, password = {}, None
    for word in words:
        key, value = word.split("=", 1)
        if key == "password":
            password = None if value == "none" else value
        elif key in LISTS:
            expected.setdefault(LISTS[key], []).append(value)
        elif key == "content":
            with open(value, "rb") as file:
                expected["contentSHA256"] = hashlib.sha256(file.read()).hexdigest()
            expected["content"] = value
        else:
            expected[CAMEL.get(key, key)] = int(value) if key in NUMBERS else value
    with open(path, "rb") as file:
        data = file.read()
    result = {"path": path, "kind": kind, "producer": producer}
    if kind == "pfx":
        result["passwordFile"] = password and f"passwords/{password}"
        text = ""
        if password:
            with open(f"passwords/{password}", encoding="utf-8") as file:
                text = file.read()
        result["password"] = password and text
        result["encoding"] = encoding(data)
        if expected.get("verdict", "good") == "good":
            expected = {**expected, **described(path, text)}
    elif data[:1] == b"\x30":
        result["encoding"] = encoding(data)
    if password and "password" not in result:
        result["passwordFile"] = f"passwords/{password}"
    result["expected"] = expected
    with open(commands, encoding="utf-8") as file:
        result["commands"] = file.read().splitlines()
    print(json.dumps(result, ensure_ascii=False))


def write(rows, versions, out):
    with open(rows, encoding="utf-8") as file:
        files = [json.loads(line) for line in file]
    first = {}
    for one in files:  # a further expectation of the same file was made by the same commands
        one["commands"] = one["commands"] or first.get(one["path"], [])
        first.setdefault(one["path"], one["commands"])
    with open(versions, encoding="utf-8") as file:
        producers = dict(line.rstrip("\n").split("\t") for line in file)
    with open(out, "w", encoding="utf-8") as file:
        json.dump({"made": "2026-11-23", "producers": producers, "words": WORDS, "files": files}, file, ensure_ascii=False, indent=1)
        file.write("\n")
    print(len(files), "cases of", len(first), "files")


if __name__ == "__main__":
    {"row": row, "write": write}[sys.argv[1]](*sys.argv[2:])
