import Foundation
import SignetASN1
import SignetAlgorithms
import SignetBytes
import SignetCMS
import SignetHash
import SignetKeys
import SignetMIME
import SignetX509
import TestSupport

/// Messages, certificates and keys out of the files of others.
enum Samples {
    /// A CMS object as it lies in a file, with the content that stands beside it in a clear-signed mail.
    struct Found {
        let cms: Bytes
        let content: Bytes?

        /// The message.
        func read() throws -> ContentInfo { try ContentInfo(reading: cms) }

        /// The message, which must be signed.
        func signedData() throws -> SignedData {
            guard case .signedData(let signedData) = try read() else { throw Mismatch.kind }
            return signedData
        }

        /// The message, which must be sealed.
        func envelopedData() throws -> EnvelopedData {
            guard case .envelopedData(let envelopedData) = try read() else { throw Mismatch.kind }
            return envelopedData
        }
    }

    enum Mismatch: Error {
        case kind
        case noPEM
    }

    /// Finds the CMS object in DER, BER, PEM or a mail.
    static func find(_ file: [UInt8]) throws -> Found {
        let bytes = Bytes(file)
        if bytes.first == 0x30 {
            // Two files of the corpora end in a line feed that an editor added.
            let hasLineFeed = bytes.last == 0x0A && (try? ContentInfo(reading: bytes)) == nil
            return Found(cms: bytes.prefix(bytes.count - (hasLineFeed ? 1 : 0)), content: nil)
        }
        if PEM.isPresent(in: bytes) {
            guard let pem = try PEM.decode(bytes).first else { throw Mismatch.noPEM }
            return Found(cms: pem.contents.exposed, content: nil)
        }
        switch try Message(parsing: bytes).entity.smimeForm() {
        case .multipartSigned(let content, let signature, _):
            return Found(cms: signature, content: content.canonicalized)
        case .pkcs7(let cms, _): return Found(cms: cms, content: nil)
        case .plain: throw Mismatch.kind
        }
    }

    static func corpus(_ path: String) throws -> Found { try find(TestFiles.corpus(path)) }
    static func peer(_ path: String) throws -> Found { try find(TestFiles.vector("peers/\(path)")) }

    /// The certificates in a file of PEM or DER.
    static func certificates(_ file: [UInt8]) throws -> [Certificate] {
        let bytes = Bytes(file)
        if bytes.first == 0x30 { return [try Certificate(bytes)] }
        return try PEM.decode(bytes).filter { $0.label == "CERTIFICATE" }.map { try Certificate($0.contents.exposed) }
    }

    /// The private key in a file of PEM or DER.
    static func key(_ file: [UInt8]) throws -> PrivateKey {
        let bytes = Bytes(file)
        if bytes.first == 0x30 { return try PrivateKey(decoding: SecretSlice(bytes)) }
        guard let pem = try PEM.decode(bytes).first(where: { $0.label.hasSuffix("PRIVATE KEY") }) else {
            throw Mismatch.noPEM
        }
        return try PrivateKey(decoding: pem.contents)
    }

    /// A certificate and its key out of two files, or one.
    static func recipient(_ certificate: [UInt8], _ key: [UInt8]) throws -> RecipientKey {
        let key = try Samples.key(key)
        let match = try certificates(certificate).first { try $0.publicKey() == key.publicKey }
        guard let match else { throw Mismatch.kind }
        return RecipientKey(certificate: match, key: key)
    }

    /// One of the people of `Vectors/peers/pki`.
    static func person(_ name: String) throws -> RecipientKey {
        try recipient(TestFiles.vector("peers/pki/\(name).pem"), TestFiles.vector("peers/pki/\(name).key"))
    }

    /// The SHA-256 of some bytes, in hexadecimal, as the indexes of the corpora have it.
    static func sha256(_ bytes: Bytes) -> String { DigestAlgorithm.sha256.digest(of: bytes.span).description }

    /// A letter that lies beside what others made of it.
    static func letter() throws -> Bytes { Bytes(try TestFiles.vector("peers/mail/letter.entity")) }

    /// A text in UTF-8.
    static func bytes(_ text: String) -> Bytes { Bytes(Array(text.utf8)) }
}

extension SignatureCheck {
    /// The outcome in a word or two, for tables of expectations.
    var verdict: String {
        switch outcome {
        case .good: "good"
        case .badSignature: "bad signature"
        case .digestMismatch: "digest mismatch"
        case .contentTypeMismatch: "content type mismatch"
        case .missingAttribute(let name): "missing \(name)"
        case .repeatedAttribute(let name): "repeated \(name)"
        case .misplacedAttribute(let name): "misplaced \(name)"
        case .signerCertificateNotFound: "no certificate"
        case .unusableCertificate: "unusable certificate"
        case .unsupported(.unsupported(_, let name)): "unsupported \(name)"
        case .unsupported: "unsupported"
        case .digestsDisagree: "digests disagree"
        case .malformed: "malformed"
        case .contentAbsent: "no content"
        case .contentGivenTwice: "content given twice"
        case .digestNotAnnounced: "digest not announced"
        case .algorithmsDisagree: "algorithmsDisagree"
        case .otherCertificateMeant: "otherCertificateMeant"
        case .attributesAsContent: "attributes as content"
        }
    }
}
