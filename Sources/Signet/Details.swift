import FoundationEssentials
import SignetASN1
import SignetAlgorithms
import SignetBytes
import SignetHash
import SignetKeys
import SignetRSA
public import SignetX509

/// One extension in words.
public struct ExtensionDetails: Sendable, Codable {
    /// The standard's name, or the identifier.
    public let name: String
    /// The identifier.
    public let id: String
    /// Whether who does not understand it must refuse.
    public let critical: Bool
    /// What it says.
    public let lines: [String]

    init(_ item: Extension) {
        name = item.name
        id = item.id.description
        critical = item.isCritical
        lines = item.lines
    }

    fileprivate var text: [String] {
        let title = name == id ? id : "\(name) (\(id))"
        return ["  \(title)\(critical ? ", critical" : "")"] + lines.map { "      \($0)" }
    }
}

extension Details {
    fileprivate static func extensionText(_ extensions: [ExtensionDetails]) -> [String] {
        extensions.isEmpty ? [] : ["", "Extensions"] + extensions.flatMap(\.text)
    }

    /// Whatever it is, as JSON with sorted keys.
    public var json: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(self) else { return "{}" }
        return String(decoding: data, as: UTF8.self)
    }

    /// The same for a person. Control characters are made visible.
    public var text: String { lines.map(\.visible).joined(separator: "\n") + "\n" }
}

/// What a file says, in words: for people as text, for programs as JSON.
public protocol Details: Sendable, Encodable {
    /// The text, line by line.
    var lines: [String] { get }
}

/// A certificate in words.
public struct CertificateDetails: Details, Codable {
    /// Subject, issuer, validity, key and fingerprint.
    public let summary: Report.CertificateSummary
    /// 1 to 3.
    public let version: Int
    /// In hexadecimal.
    public let serialNumber: String
    /// What it is signed with.
    public let signatureAlgorithm: String
    /// The digest that older programs name it by.
    public let sha1Fingerprint: String
    /// SHA-1 of the key's bits (RFC 5280 §4.2.1.2 (1)).
    public let keyHash: String
    /// The public exponent of an RSA key, in hexadecimal, where it is not 65537.
    public let exponent: String?
    /// Every extension.
    public let extensions: [ExtensionDetails]
    /// `valid`, `expired` or `not valid yet`, and how long still.
    public let standing: String

    /// What there is to tell of a certificate at a moment.
    public init(_ certificate: Certificate, at time: Instant) {
        summary = Report.CertificateSummary(certificate)
        version = certificate.toBeSigned.value.version + 1
        serialNumber = certificate.serialNumber.hexadecimal
        signatureAlgorithm = certificate.signatureAlgorithm.title
        sha1Fingerprint = DigestAlgorithm.sha1.digest(of: certificate.encoding.span).description
        keyHash = Hex.encode(certificate.subjectPublicKeyInfo.keyHash)
        let stated = (try? certificate.publicKey())?.rsaKey?.publicExponent
        exponent = stated.flatMap { $0 == [1, 0, 1] ? nil : Hex.encode($0) }
        extensions = certificate.extensions.map(ExtensionDetails.init)
        let (first, last) = (certificate.validity.notBefore.instant, certificate.validity.notAfter.instant)
        if time < first {
            standing = "not valid yet"
        } else if last < time {
            standing = "expired"
        } else {
            standing = "valid for \((last.secondsSince1970 - time.secondsSince1970) / 86_400) more days"
        }
    }

    /// The text, line by line.
    public var lines: [String] {
        [
            "Certificate", "Subject     \(summary.subject.isEmpty ? "(no name)" : summary.subject)",
            "Issuer      \(summary.issuer)",
        ] + summary.emailAddresses.map { "Address     \($0)" } + [
            "Valid       \(summary.notBefore) – \(summary.notAfter) (\(standing))",
            "Serial      \(serialNumber)", "Version     \(version)",
            "Key         \(summary.key)\(exponent.map { ", exponent \($0)" } ?? "")",
            "Key hash    \(keyHash)", "Signature   \(signatureAlgorithm)", "SHA-256     \(summary.fingerprint)",
            "SHA-1       \(sha1Fingerprint)",
        ] + Self.extensionText(extensions)
    }
}

/// A request for a certificate in words.
public struct RequestDetails: Details, Codable {
    /// RFC 4514
    public let subject: String
    /// The mailboxes asked for.
    public let emailAddresses: [String]
    /// `RSA 3072`
    public let key: String
    /// What it is signed with.
    public let signatureAlgorithm: String
    /// Whether the one who asks has the key.
    public let provesPossession: Bool
    /// Why not.
    public let failure: String?
    /// Whether a challenge password is in it.
    public let hasChallengePassword: Bool
    /// Other attributes, such as the name of the program that asks.
    public let attributes: [String]
    /// The extensions asked for.
    public let extensions: [ExtensionDetails]

    /// What there is to tell of a request.
    public init(_ request: CertificationRequest) {
        subject = request.subject.description
        emailAddresses = request.emailAddresses
        key = (try? request.publicKey())?.description ?? request.subjectPublicKeyInfo.titleOfRefusedKey
        signatureAlgorithm = request.signatureAlgorithm.title
        do throws(X509Error) {
            try request.checkSignature()
            (provesPossession, failure) = (true, nil)
        } catch { (provesPossession, failure) = (false, "\(error)") }
        hasChallengePassword = request.attributes.contains { $0.type == CertificationRequest.challengePassword }
        attributes = request.otherAttributes
        extensions = request.requestedExtensions.map(ExtensionDetails.init)
    }

    /// The text, line by line.
    public var lines: [String] {
        ["Request", "Subject     \(subject.isEmpty ? "(no name)" : subject)"]
            + emailAddresses.map { "Address     \($0)" } + [
                "Key         \(key)", "Signature   \(signatureAlgorithm)",
                "Possession  "
                    + (provesPossession ? "proved: signed by the key asked for" : "NOT proved: \(failure ?? "")"),
            ] + (hasChallengePassword ? ["Challenge   there is a password for revoking"] : [])
            + attributes.map { "Attribute   \($0)" }
            + Self.extensionText(extensions)
    }
}

/// A revocation list in words; its entries are told one by one, since there may be millions.
public struct ListDetails: Details, Codable {
    /// Who says so.
    public let issuer: String
    /// 1 or 2.
    public let version: Int
    /// When.
    public let thisUpdate: String
    /// When there will be news at the latest.
    public let nextUpdate: String?
    /// Its number.
    public let number: String?
    /// For a list of changes, the number of the list that they are changes to.
    public let baseNumber: String?
    /// What it is signed with.
    public let signatureAlgorithm: String
    /// How many certificates it revokes.
    public let entryCount: Int
    /// `current`, `out of date` or `not valid yet`.
    public let standing: String
    /// Every extension.
    public let extensions: [ExtensionDetails]

    /// What there is to tell of a list at a moment.
    ///
    /// - Throws: `SignetError.malformed` when its entries cannot be told apart.
    public init(_ list: CertificateList, at time: Instant) throws(SignetError) {
        issuer = list.issuer.description
        version = list.version
        thisUpdate = list.thisUpdate.description
        nextUpdate = list.nextUpdate?.description
        do throws(X509Error) {
            number = try list.number()?.description
            baseNumber = try list.baseNumber()?.description
            entryCount = try list.entryCount()
        } catch { throw SignetError(wrapping: error) }
        signatureAlgorithm = list.signatureAlgorithm.title
        extensions = list.extensions.map(ExtensionDetails.init)
        standing =
            time < list.thisUpdate
            ? "not valid yet" : list.nextUpdate.map { $0 < time } ?? false ? "out of date" : "current"
    }

    /// The text, line by line.
    public var lines: [String] {
        [
            baseNumber == nil ? "Revocation list" : "Revocation list: changes only", "Issuer      \(issuer)",
            "Made        \(thisUpdate)", "Next        \(nextUpdate ?? "not said") (\(standing))",
            "Number      \(number ?? "none")",
        ] + (baseNumber.map { ["Base        \($0)"] } ?? []) + [
            "Version     \(version)", "Signature   \(signatureAlgorithm)", "Entries     \(entryCount)",
        ] + Self.extensionText(extensions)
    }
}

/// One revoked certificate in words.
public struct RevokedDetails: Sendable, Codable {
    /// In hexadecimal.
    public let serialNumber: String
    /// Since when.
    public let date: String
    /// Why.
    public let reason: String
    /// Since when the key is not to be trusted, if that is said.
    public let invalidityDate: String?
    /// Of which issuer, where an indirect list says so.
    public let certificateIssuer: String?

    /// What there is to tell of an entry.
    public init(_ entry: RevokedCertificate) {
        serialNumber = entry.serialNumber.hexadecimal
        date = entry.revocationDate.instant.description
        reason = (try? entry.reason())?.name ?? "unreadable"
        invalidityDate = ((try? entry.invalidityDate()) ?? nil)?.description
        certificateIssuer = ((try? entry.certificateIssuer()) ?? nil)?.map(\.description).joined(separator: ", ")
    }

    /// One line.
    public var line: String {
        "\(serialNumber)  \(date)  \(reason)" + (invalidityDate.map { "  invalid since \($0)" } ?? "")
            + (certificateIssuer.map { "  issuer \($0)" } ?? "")
    }
}

extension AlgorithmIdentifier {
    /// What people call a signature algorithm; the identifier when Signet does not know it.
    fileprivate var title: String {
        if let scheme = try? SignatureScheme(self) { return scheme.name }
        return SignatureAlgorithm.knownButUnsupported[algorithm] ?? algorithm.description
    }
}

extension SubjectPublicKeyInfo {
    /// What people call a key that Signet does not compute with.
    var titleOfRefusedKey: String { rsaBitCount.map { "RSA \($0)" } ?? "unsupported" }
}
