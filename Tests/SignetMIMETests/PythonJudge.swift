/// What Python's `email` package makes of a mail: the outside opinion that the reader is compared with.
struct JudgedEntity: Decodable {
    let type: String
    /// Name and unfolded value, in hexadecimal.
    let headers: [[String]]
    /// Of Content-Type: name and value.
    let parameters: [[String]]
    let fileName: String?
    let addresses: [String]
    let subject: String?
    /// Base64 of a leaf's decoded body.
    let body: String?
    let children: [JudgedEntity]
    /// What Python found wrong.
    let defects: [String]
}

/// The Python programs.
enum PythonJudge {
    /// Prints a JSON list with a description of each mail named on the command line.
    static let describe = #"""
        import base64, email, email.header, email.utils, json, re, sys

        def octets(text): return text.encode('utf-8', 'surrogateescape')
        def clean(text): return text and octets(text).decode('utf-8', 'replace')
        def unfold(text): return re.sub(r'[\r\n]', '', str(text)).strip(' \t')

        def describe(message):
            leaf = not message.is_multipart()
            try:
                subject = next((clean(unfold(v)) for n, v in message.raw_items() if n.lower() == 'subject'), None)
                subject = subject and str(email.header.make_header(email.header.decode_header(subject)))
            except Exception:
                subject = None
            parameters = []
            for name, _ in (message.get_params(failobj=[]) or [])[1:]:
                value = message.get_param(name)
                if name and value is not None:
                    parameters.append([name, email.utils.collapse_rfc2231_value(value)])
            parameters = [[name, clean(value)] for name, value in parameters]
            addresses = [unfold(v) for f in ('From', 'To', 'Cc') for v in message.get_all(f, [])]
            return {
                'type': re.sub(r' *\([^)]*\)', '', message.get_content_type()),  # it keeps comments
                'headers': [[octets(n).hex(), octets(unfold(v)).hex()] for n, v in message.raw_items()],
                'parameters': parameters,
                'fileName': clean(message.get_filename()),
                'addresses': [a for _, a in email.utils.getaddresses(addresses) if '@' in a],
                'subject': subject,
                'body': base64.b64encode(message.get_payload(decode=True)).decode() if leaf else None,
                'children': [] if leaf else [describe(part) for part in message.get_payload()],
                'defects': [type(defect).__name__ for defect in message.defects],
            }

        def read(path):
            with open(path, 'rb') as file: return describe(email.message_from_bytes(file.read()))

        json.dump([read(path) for path in open(sys.argv[1]).read().split('\n')], sys.stdout)
        """#

    /// Writes mails of many kinds into the working folder, as Python's own writers make them.
    static let write = #"""
        import email.policy, email.message, email.mime.text, email.mime.multipart, email.mime.base, email.header

        words = ['plain', 'Grüße aus Köln', '日本語の件名' * 8, 'x' * 200, 'From the start', 'a "quoted" one', 'emoji 🎉 ' * 20]
        bodies = ['short\n', 'no end', '', 'é' * 500 + '\n', 'From me\n.\n\ntrailing \t\n', 'y' * 2000 + '\n', '\n\n--\nsignature\n']
        names = ['a.pdf', 'été "1".pdf', 'Ω' * 60 + '.txt', 'with space.bin', "it's 100%.doc"]
        policies = {'lf': email.policy.default, 'crlf': email.policy.SMTP, 'utf8': email.policy.SMTPUTF8,
                    'long': email.policy.default.clone(max_line_length=998)}
        count = 0
        def save(message, policy):
            global count
            with open('mail%03d.eml' % count, 'wb') as file: file.write(message.as_bytes(policy=policy))
            count += 1

        for key, policy in policies.items():
            for index, word in enumerate(words):
                message = email.message.EmailMessage(policy=policy)
                message['From'] = email.headerregistry.Address('Jürgen, X', 'j', 'example.com')
                message['To'] = ['alice@example.com', email.headerregistry.Address(word[:30], 'bob', 'example.org')]
                message['Subject'] = word
                message.set_content(bodies[index], cte=[None, 'quoted-printable', 'base64', None, '8bit' if key == 'x' else None][index % 5])
                save(message, policy)
                message.add_alternative('<p>' + word + '</p>', subtype='html')
                save(message, policy)
                for name in names:
                    message.add_attachment(bytes(range(256)) * (index + 1), maintype='application', subtype='x-test', filename=name)
                save(message, policy)
                outer = email.message.EmailMessage(policy=policy)
                outer['Subject'] = 'forward: ' + word
                outer.set_content('see below')
                outer.add_attachment(message)
                save(outer, policy)
        # The older interface, which folds, encodes and names files in its own ways.
        for word in words:
            outer = email.mime.multipart.MIMEMultipart('mixed', boundary="odd 'boundary'?=()")
            outer['Subject'] = email.header.Header(word, 'utf-8')
            outer['From'] = email.utils.formataddr((word[:20], 'j@example.com'))
            outer.preamble, outer.epilogue = 'preamble\n', 'epilogue'
            for charset in ['us-ascii', 'utf-8', 'iso-8859-1', 'koi8-r']:
                outer.attach(email.mime.text.MIMEText({'us-ascii': 'a', 'koi8-r': 'Привет'}.get(charset, 'é'), 'plain', charset))
            part = email.mime.base.MIMEBase('application', 'octet-stream', name=word)
            part.set_payload(b'\x00\x01')
            email.encoders.encode_base64(part)
            part.add_header('Content-Disposition', 'attachment', filename=('utf-8', 'fr', word))
            outer.attach(part)
            save(outer, email.policy.compat32)
        """#
}
