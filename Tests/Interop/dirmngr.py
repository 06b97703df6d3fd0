# SPDX-License-Identifier: Apache-2.0
"""Has GnuPG's dirmngr take in a revocation list: dirmngr.py HOME LIST.crl ISSUER.der. It asks for the issuer's
certificate, and whether that is trusted, and is told."""
import subprocess
import sys

home, revocation_list, issuer = sys.argv[1:4]
with open(issuer, "rb") as file:
    certificate = file.read()
server = subprocess.Popen(["dirmngr", "--homedir", home, "--server"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def hear():
    return server.stdout.readline().decode(errors="replace").rstrip("\n")


def say(line):
    server.stdin.write(line + b"\n")
    server.stdin.flush()


while not hear().startswith("OK"):
    pass
say(b"LOADCRL " + revocation_list.encode())
while True:
    line = hear()
    if line.startswith("INQUIRE ISTRUSTED"):
        say(b"D 1")
        say(b"END")
    elif line.startswith("INQUIRE"):
        for start in range(0, len(certificate), 300):
            part = certificate[start : start + 300]
            say(b"D " + b"".join(b"%%%02X" % octet if octet in b"\r\n%" else bytes([octet]) for octet in part))
        say(b"END")
    elif not line or line.startswith(("OK", "ERR")):
        say(b"BYE")
        sys.exit(not line.startswith("OK"))
