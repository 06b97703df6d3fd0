#!/usr/bin/env python3
"""MIME by the byte, for peers that know CMS but no mail: nothing here re-encodes what a signature covers.

  mime.py entity MAIL                       the MIME entity inside a mail: its Content-* fields and its body
  mime.py mail ENTITY                       the entity under outer fields
  mime.py clear ENTITY CMS.der DIGEST       a multipart/signed mail
  mime.py pkcs7 CMS.der TYPE                an application/pkcs7-mime mail (TYPE is the smime-type)
  mime.py extract MAIL FOLDER               writes FOLDER/cms.der, and FOLDER/content of a clear-signed mail;
                                            prints clear, der or the smime-type
  mime.py same MAIL MAIL                    do both carry the same parts, however encoded? (status)
  mime.py flip OFFSET < IN > OUT            the top bit of a byte changed (a negative offset counts from the end)
  mime.py set OFFSET HEX < IN > OUT         bytes replaced
"""
import base64
import email
import os
import re
import sys

CRLF = b"\r\n"
OUTER = CRLF.join([
    b"From: Alice Example <alice@example.org>",
    b"To: Bob Example <bob@example.org>",
    b"Subject: Minutes and menu",
    b"Date: Mon, 23 Nov 2026 12:00:00 +0000",
    b"Message-ID: <letter-1@example.org>",
    b"MIME-Version: 1.0",
    b""])


def read(path):
    with open(path, "rb") as file:
        return file.read()


def canonical(data):
    """Every line ends with CRLF (RFC 8551 section 3.1.1)."""
    return re.sub(rb"\r?\n", CRLF, data)


def split(entity):
    """Fields as a list of (lower-case name, unfolded value, exact bytes), and the body."""
    ending = re.search(rb"\r?\n\r?\n", entity)
    head, body = (entity[:ending.start()], entity[ending.end():]) if ending else (entity, b"")
    fields = []
    for line in re.split(rb"\r?\n(?![ \t])", head):
        name, _, value = line.partition(b":")
        fields.append((name.strip().lower(), re.sub(rb"\r?\n[ \t]+", b" ", value).strip(), line))
    return fields, body


def field(fields, name):
    return next((value for key, value, _ in fields if key == name), b"")


def parameter(value, name):
    found = re.search(rb";\s*" + name + rb"\s*=\s*(\"([^\"]*)\"|[^;\s]+)", value, re.I)
    return (found.group(2) if found.group(2) is not None else found.group(1)) if found else b""


def parts(body, boundary):
    """The exact bytes between boundary lines; the line ending before a boundary belongs to the boundary."""
    marks = list(re.finditer(rb"(?:^|\r?\n)--" + re.escape(boundary) + rb"(--)?[ \t]*(?=\r?\n|$)", body))
    found = []
    for one, following in zip(marks, marks[1:]):
        start = re.compile(rb"\r?\n").match(body, one.end())
        found.append(body[start.end():following.start()])
    return found


def decoded(fields, body):
    if field(fields, b"content-transfer-encoding").lower() == b"base64":
        return base64.b64decode(re.sub(rb"[^A-Za-z0-9+/=]", b"", body))
    return body


def entity(mail):
    fields, body = split(mail)
    kept = [line for name, _, line in fields if name.startswith(b"content-")]
    return canonical(CRLF.join(kept) + CRLF + CRLF + body)


def wrapped(der):
    return base64.encodebytes(der).replace(b"\n", CRLF)


def clear(content, der, digest):
    boundary = b"----=_signed_by_a_peer"
    micalg = re.sub(r"^sha(\d{3})", r"sha-\1", digest).replace("sha1", "sha-1").encode()
    return b"".join([
        OUTER, b"Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\";\r\n",
        b"\tmicalg=" + micalg + b"; boundary=\"" + boundary + b"\"\r\n\r\n",
        b"This is a signed message.\r\n--" + boundary + CRLF, content, CRLF, b"--" + boundary + CRLF,
        b"Content-Type: application/pkcs7-signature; name=\"smime.p7s\"\r\n",
        b"Content-Transfer-Encoding: base64\r\n",
        b"Content-Disposition: attachment; filename=\"smime.p7s\"\r\n\r\n",
        wrapped(der), b"--" + boundary + b"--\r\n"])


def pkcs7(der, kind):
    name = b"smime.p7c" if kind == "certs-only" else b"smime.p7m"
    return b"".join([
        OUTER, b"Content-Type: application/pkcs7-mime; smime-type=" + kind.encode() + b"; name=\"" + name + b"\"\r\n",
        b"Content-Transfer-Encoding: base64\r\n",
        b"Content-Disposition: attachment; filename=\"" + name + b"\"\r\n\r\n", wrapped(der)])


def extract(mail, folder):
    os.makedirs(folder, exist_ok=True)
    if mail[:1] == b"\x30":  # no mail: bare DER or BER
        with open(os.path.join(folder, "cms.der"), "wb") as file:
            file.write(mail)
        return "der"
    fields, body = split(mail)
    kind = field(fields, b"content-type")
    if kind.lower().startswith(b"multipart/signed"):
        content, signature = parts(body, parameter(kind, b"boundary"))[:2]
        with open(os.path.join(folder, "content"), "wb") as file:
            file.write(canonical(content))
        fields, body = split(signature)
        answer = "clear"
    else:
        answer = parameter(kind, b"smime-type").decode().lower() or "unnamed"
    with open(os.path.join(folder, "cms.der"), "wb") as file:
        file.write(decoded(fields, body))
    return answer


def leaves(mail):
    """What a reader sees: each part's type, file name and decoded content."""
    found = []
    for part in email.message_from_bytes(mail).walk():
        if not part.is_multipart():
            content = part.get_payload(decode=True)
            if part.get_content_maintype() == "text":
                content = canonical(content)
            found.append((part.get_content_type(), part.get_filename(), content))
    return found


def main(command, *words):
    out = sys.stdout.buffer
    if command == "entity":
        out.write(entity(read(words[0])))
    elif command == "mail":
        out.write(OUTER + read(words[0]))
    elif command == "clear":
        out.write(clear(read(words[0]), read(words[1]), words[2]))
    elif command == "pkcs7":
        out.write(pkcs7(read(words[0]), words[1]))
    elif command == "extract":
        print(extract(read(words[0]), words[1]))
    elif command == "same":
        sys.exit(leaves(read(words[0])) != leaves(read(words[1])))
    elif command == "flip":
        data = bytearray(sys.stdin.buffer.read())
        data[int(words[0])] ^= 0x80
        out.write(data)
    elif command == "set":
        data, offset, new = sys.stdin.buffer.read(), int(words[0]), bytes.fromhex(words[1])
        out.write(data[:offset] + new + data[offset + len(new):])
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main(*sys.argv[1:]) if len(sys.argv) > 1 else sys.exit(__doc__)
