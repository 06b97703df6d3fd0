public import SignetASN1
public import SignetBytes

/// `SignedCertificateTimestamp` (RFC 6962 §3.2): a log's promise to show a certificate to everybody.
public enum SignedCertificateTimestamp: Hashable, Sendable {
    /// Version 1
    case v1(Contents)
    /// A version that is not known, as it was written
    case other(Bytes)

    /// What version 1 says.
    public struct Contents: Hashable, Sendable {
        /// Which log: the SHA-256 digest of its key.
        public var logID: Bytes
        /// When, in milliseconds since 1970.
        public var timestamp: UInt64
        /// None are known.
        public var extensions: Bytes
        /// `HashAlgorithm` (RFC 5246 §7.4.1.4.1)
        public var hashAlgorithm: UInt8
        /// `SignatureAlgorithm` (RFC 5246 §7.4.1.4.1)
        public var signatureAlgorithm: UInt8
        /// The log's signature.
        public var signature: Bytes

        /// What a log says.
        public init(
            logID: Bytes, timestamp: UInt64, extensions: Bytes = Bytes(), hashAlgorithm: UInt8,
            signatureAlgorithm: UInt8, signature: Bytes
        ) {
            self.logID = logID
            self.timestamp = timestamp
            self.extensions = extensions
            self.hashAlgorithm = hashAlgorithm
            self.signatureAlgorithm = signatureAlgorithm
            self.signature = signature
        }

        /// When; fractions of a second are cut off.
        public var instant: Instant { Instant(secondsSince1970: Int64(timestamp / 1_000)) }
    }

    /// `SignedCertificateTimestampList` (RFC 6962 §3.3): an OCTET STRING of what TLS would send.
    public static let list: Syntax<[SignedCertificateTimestamp]> = Syntax<Bytes>.octetString.map(
        "no list of timestamps of logs", { try? decodeList($0) }, encodeList)

    private static func decodeList(_ contents: Bytes) throws(ASN1Error) -> [SignedCertificateTimestamp] {
        var outer = TLSReader(contents)
        var list = TLSReader(try outer.vector())
        try outer.finish()
        var timestamps: [SignedCertificateTimestamp] = []
        while !list.isAtEnd { timestamps.append(try decode(try list.vector())) }
        return timestamps
    }

    private static func decode(_ encoding: Bytes) throws(ASN1Error) -> SignedCertificateTimestamp {
        var reader = TLSReader(encoding)
        guard try reader.integer(byteCount: 1) == 0 else { return .other(encoding) }
        let contents = Contents(
            logID: try reader.bytes(32), timestamp: try reader.integer(byteCount: 8), extensions: try reader.vector(),
            hashAlgorithm: UInt8(truncatingIfNeeded: try reader.integer(byteCount: 1)),
            signatureAlgorithm: UInt8(truncatingIfNeeded: try reader.integer(byteCount: 1)),
            signature: try reader.vector())
        try reader.finish()
        return .v1(contents)
    }

    private static func encodeList(_ timestamps: [SignedCertificateTimestamp]) -> Bytes {
        Bytes(vector(timestamps.flatMap { vector($0.octets) }))
    }

    private var octets: [UInt8] {
        switch self {
        case .other(let encoding): return Array(encoding)
        case .v1(let contents):
            let timestamp = (0..<8).map { UInt8(truncatingIfNeeded: contents.timestamp >> UInt64(56 - 8 * $0)) }
            return [0] + Array(contents.logID) + timestamp + Self.vector(Array(contents.extensions))
                + [contents.hashAlgorithm, contents.signatureAlgorithm] + Self.vector(Array(contents.signature))
        }
    }

    /// What is longer than its length can say does not come from a log.
    private static func vector(_ octets: [UInt8]) -> [UInt8] {
        [UInt8(truncatingIfNeeded: octets.count >> 8), UInt8(truncatingIfNeeded: octets.count)] + octets
    }
}

extension SignedCertificateTimestamp: CustomStringConvertible {
    /// `log 5581d4c2…, 2023-02-01 10:00:00 UTC, ecdsa with sha256`
    public var description: String {
        switch self {
        case .other(let encoding): return "of an unknown version (\(encoding.count) bytes)"
        case .v1(let contents):
            let hashes = ["none", "md5", "sha1", "sha224", "sha256", "sha384", "sha512"]
            let signatures = ["anonymous", "rsa", "dsa", "ecdsa"]
            let (hash, signature) = (Int(contents.hashAlgorithm), Int(contents.signatureAlgorithm))
            return "log \(Hex.encode(contents.logID)), \(contents.instant), "
                + (signatures.indices.contains(signature) ? signatures[signature] : "algorithm \(signature)")
                + " with " + (hashes.indices.contains(hash) ? hashes[hash] : "hash \(hash)")
        }
    }
}

/// Reads what TLS writes (RFC 5246 §4).
private struct TLSReader {
    private let message: Bytes
    private var position = 0

    init(_ message: Bytes) { self.message = message }

    var isAtEnd: Bool { position == message.count }

    mutating func bytes(_ count: Int) throws(ASN1Error) -> Bytes {
        guard count <= message.count - position else { throw ASN1Error(.truncated, at: position) }
        position += count
        return message[(position - count)..<position]
    }

    mutating func integer(byteCount: Int) throws(ASN1Error) -> UInt64 {
        try bytes(byteCount).reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// `opaque<0..2^16-1>`
    mutating func vector() throws(ASN1Error) -> Bytes { try bytes(Int(try integer(byteCount: 2))) }

    func finish() throws(ASN1Error) {
        guard isAtEnd else { throw ASN1Error(.trailingBytes(message.count - position), at: position) }
    }
}
