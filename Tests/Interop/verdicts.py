# SPDX-License-Identifier: Apache-2.0
"""Certificates of the outside suites, judged by OpenSSL 3.5 and by Signet: see Verdicts.md.

    verdicts.py SIGNET OPENSSL CORPORA [SUITE…]        needs pyca/cryptography, which finds who signed whom
"""
import base64
import collections
import datetime
import glob
import json
import os
import re
import subprocess
import sys
import tempfile
import warnings
from concurrent.futures import ThreadPoolExecutor

from cryptography import x509

warnings.filterwarnings("ignore")
signet, openssl, corpora = sys.argv[1:4]
suites = sys.argv[4:] or ["openssl-certs", "gnutls", "pyca", "zlint"]


def encodings(suite):
    if suite == "zlint":
        for item in json.load(open(f"{corpora}/x509/zlint/certs.json"))["certs"]:
            yield item["file"], base64.b64decode(item["der"])
        return
    for path in sorted(glob.glob(f"{corpora}/x509/{suite}/**/*", recursive=True)):
        if os.path.isdir(path):
            continue
        data, name = open(path, "rb").read(), os.path.relpath(path, f"{corpora}/x509/{suite}")
        found = re.findall(rb"-----BEGIN (?:X509 )?CERTIFICATE-----(.*?)-----END", data, re.S)
        for number, text in enumerate(found):
            try:
                yield f"{name}#{number}", base64.b64decode(re.sub(rb"[^A-Za-z0-9+/=]", b"", text))
            except ValueError:
                continue
        if not found and data[:1] == b"\x30":
            yield name, data


class Item:
    def __init__(self, name, der, folder):
        self.name, self.path = name, f"{folder}/{re.sub('[^A-Za-z0-9.]', '_', name)}.pem"
        text = "\n".join(re.findall(".{1,64}", base64.b64encode(der).decode()))
        with open(self.path, "w") as file:
            file.write(f"-----BEGIN CERTIFICATE-----\n{text}\n-----END CERTIFICATE-----\n")
        self.moment = 1_600_000_000
        try:
            self.certificate = x509.load_der_x509_certificate(der)
            self.names = self.certificate.subject.public_bytes(), self.certificate.issuer.public_bytes()
            start, end = (moment.timestamp() for moment in (
                self.certificate.not_valid_before_utc, self.certificate.not_valid_after_utc))
            self.moment = int(start + (end - start) / 2)
        except Exception:
            self.certificate = self.names = None

    def signed_by(self, other):
        try:
            self.certificate.verify_directly_issued_by(other.certificate)
            return True
        except Exception:
            return False


def judge(case):
    anchor, between, leaf = case
    between = ["untrusted", between.path] if between else []
    moment = datetime.datetime.fromtimestamp(leaf.moment, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    theirs = subprocess.run(
        [openssl, "verify", "-partial_chain", "-trusted", anchor.path, "-attime", str(leaf.moment),
         *(f"-{word}" if word == "untrusted" else word for word in between), leaf.path],
        capture_output=True, text=True)
    ours = subprocess.run(
        [signet, "cert", "verify", "--trust", anchor.path, "--at", moment,
         *(f"--{word}" if word == "untrusted" else word for word in between), leaf.path],
        capture_output=True, text=True)
    said = re.findall(r"lookup: (.*)", theirs.stdout + theirs.stderr) or ["cannot be read"]
    return theirs.returncode == 0, ours.returncode == 0, said[0], ours.stdout.split("\n")[0]


for suite in suites:
    folder = tempfile.mkdtemp()
    items = list({der: Item(name, der, folder) for name, der in encodings(suite)}.values())
    read = [item for item in items if item.names]
    issuers = {
        item: [other for other in read if other is not item and other.names[0] == item.names[1] and item.signed_by(other)]
        for item in read
    }
    cases = []
    for leaf in items:
        if not leaf.names or leaf.names[0] == leaf.names[1]:
            cases.append((leaf, None, leaf))
        for issuer in issuers.get(leaf, []):
            cases.append((issuer, None, leaf))
            cases += [(top, issuer, leaf) for top in issuers[issuer] if top is not leaf]
    kinds, agreed = collections.Counter(), 0
    with ThreadPoolExecutor(2) as pool:
        for theirs, ours, said, told in pool.map(judge, cases):
            if theirs == ours:
                agreed += 1
            else:
                told = re.sub(r"good path to .*", "good path", told)
                kinds[f"OpenSSL: {'OK' if theirs else said} | Signet: {told[:110]}"] += 1
    print(f"{suite}: {len(cases)} cases, {agreed} agree")
    for kind, count in kinds.most_common():
        print(f"  {count:4} {kind}")
