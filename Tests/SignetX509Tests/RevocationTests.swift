import Foundation
import SignetASN1
import SignetAlgorithms
import SignetBytes
import SignetKeys
import SignetX509
import TestSupport
import Testing

/// Revocation by lists and answers of our own making, each with one thing wrong.
@Suite struct RevocationTests {
    static let day: Int64 = 86_400

    static func list(
        _ entries: [RevokedCertificate] = [], number: Int = 1, base: Int? = nil, from: Instant = Parties.now + -day,
        to: Instant = Parties.now + day, point: IssuingDistributionPoint? = nil,
        by issuer: Certificate = Parties.middle, _ key: PrivateKey = Parties.middleKey
    ) throws -> CertificateList {
        try CertificateList.issue(
            entries, number: ASN1Integer(number), baseNumber: base.map { ASN1Integer($0) }, thisUpdate: from,
            nextUpdate: to, issuingDistributionPoint: point, issuer: issuer, key: key)
    }

    static func entry(
        _ certificate: Certificate, _ reason: RevocationReason = .keyCompromise
    ) -> RevokedCertificate {
        RevokedCertificate(
            serialNumber: certificate.serialNumber, revocationDate: Parties.now + -day, reason: reason)
    }

    static func validate(
        _ lists: [CertificateList] = [], responses: [OCSPResponse] = [],
        _ demand: RevocationSettings.Demand = .required,
        untrusted: [Certificate] = [Parties.middle], leaf: Certificate = Parties.alice
    ) throws -> PathReport {
        let root = try list(by: Parties.root, Parties.rootKey)
        return PathValidator(
            anchors: [Parties.root], untrusted: untrusted, time: Parties.now, purpose: .any,
            revocation: RevocationSettings(demand, lists: lists + [root], responses: responses)
        ).validate(leaf)
    }

    @Test func goodAndRevoked() throws {
        let good = try Self.validate([try Self.list()])
        #expect(good.isTrusted)
        #expect(good.revocation.map(\.status) == [.good, .good])
        #expect(good.revocation.last?.sources.first?.kind == .list)
        let revoked = try Self.validate([try Self.list([Self.entry(Parties.alice)])])
        #expect(revoked.failure == .revoked(.keyCompromise, since: Parties.now + -Self.day))
        #expect(revoked.failures.map(\.rule) == [.revocation])
        let other = try Self.validate([try Self.list([Self.entry(Parties.middle)])])
        #expect(other.isTrusted)
    }

    @Test func gaps() throws {
        func gap(_ lists: [CertificateList]) throws -> RevocationGap? {
            guard case .revocationUnknown(let gap) = try Self.validate(lists).failure else { return nil }
            // What need not be known does not count.
            #expect(try Self.validate(lists, .whenAvailable).isTrusted)
            return gap
        }
        #expect(try gap([]) == .noSource)
        let old = try Self.list(from: Parties.now + -2 * Self.day, to: Parties.now + -Self.day)
        #expect(try gap([old]) == .outdated(nextUpdate: Parties.now + -Self.day))
        let early = try Self.list(from: Parties.now + 1)
        #expect(try gap([early]) == .notYetValid(thisUpdate: Parties.now + 1))
        let impostor = Parties.authority(Parties.middleName, Parties.otherKey, by: Parties.root, Parties.rootKey)
        let foreign = try Self.list(by: impostor, Parties.otherKey)
        #expect(try gap([foreign]) == .noSigner(Parties.middleName))
        let forAuthorities = try Self.list(
            point: {
                var point = IssuingDistributionPoint()
                point.onlyContainsCACerts = true
                return point
            }())
        #expect(try gap([forAuthorities]) == .outOfScope)
        let some = try Self.list(
            point: {
                var point = IssuingDistributionPoint()
                point.onlySomeReasons = .keyCompromise
                return point
            }())
        #expect(try gap([some]) == .reasonsNotCovered(ReasonFlags.all.subtracting(.keyCompromise)))
        // A list of another key under the same name counts when that key has a good path.
        #expect(try Self.validate([foreign], untrusted: [Parties.middle, impostor]).isTrusted)
    }

    @Test func changes() throws {
        let base = try Self.list([Self.entry(Parties.alice, .certificateHold)])
        let removed = try Self.list([Self.entry(Parties.alice, .removeFromCRL)], number: 2, base: 1)
        #expect(try !Self.validate([base]).isTrusted)
        let good = try Self.validate([base, removed])
        #expect(good.isTrusted)
        #expect(good.revocation.last?.sources.map(\.kind) == [.list, .deltaList])
        let revoked = try Self.list([Self.entry(Parties.alice)], number: 3, base: 1)
        #expect(try !Self.validate([base, removed, revoked]).isTrusted)
        #expect(try Self.validate([removed]).failure == .revocationUnknown(.noSource))
        // A list of changes to a later list says nothing about this one.
        let later = try Self.list([Self.entry(Parties.alice)], number: 3, base: 2)
        #expect(try Self.validate([try Self.list(), later]).isTrusted)
    }

    /// Of several lists that hold, the newest decides, in whatever order they come.
    @Test func newestListDecides() throws {
        let hold = Self.entry(Parties.alice, .certificateHold)
        let before = try Self.list([hold], number: 1, from: Parties.now + -300)
        let after = try Self.list(number: 2, from: Parties.now + -200)
        let again = try Self.list([hold], number: 3, from: Parties.now + -100)
        for lists in [[before, after], [after, before]] { #expect(try Self.validate(lists).isTrusted) }
        for lists in [[before, after, again], [again, after, before], [after, again]] {
            let report = try Self.validate(lists)
            #expect(report.failure == .revoked(.certificateHold, since: Parties.now + -Self.day))
            #expect(report.revocation.last?.sources.first?.number == 3)
        }
        // Of one moment: the number. Of the future, or from someone else: not at all.
        let sameMoment = try Self.list(number: 4, from: Parties.now + -100)
        for lists in [[again, sameMoment], [sameMoment, again]] { #expect(try Self.validate(lists).isTrusted) }
        let future = try Self.list(number: 9, from: Parties.now + 10)
        #expect(try !Self.validate([again, future]).isTrusted)
        let forged = try Self.list(
            number: 9, from: Parties.now + -1,
            by: Parties.authority(Parties.middleName, Parties.otherKey, by: Parties.root, Parties.rootKey),
            Parties.otherKey)
        #expect(try !Self.validate([forged, again]).isTrusted)
    }

    /// An answer holds until something newer says otherwise.
    @Test func newestAnswerDecides() throws {
        let id = CertID(Parties.alice, issuer: Parties.middle)
        func answer(_ status: CertStatus, _ age: Int64) throws -> OCSPResponse {
            try OCSPResponse.issue(
                [.init(id, status)], thisUpdate: Parties.now + -age, nextUpdate: Parties.now + Self.day,
                producedAt: Parties.now + -age, responder: Parties.middle, includesResponder: false,
                key: Parties.middleKey)
        }
        let (good, revoked) = (try answer(.good, 100), try answer(.revoked(.superseded, since: Parties.now + -50), 50))
        for responses in [[good, revoked], [revoked, good]] {
            #expect(try !Self.validate(responses: responses).isTrusted)
        }
        let older = try Self.list([Self.entry(Parties.alice)], from: Parties.now + -200)
        #expect(try Self.validate([older], responses: [good]).isTrusted)
        let newer = try Self.list([Self.entry(Parties.alice)], from: Parties.now + -10)
        let report = try Self.validate([older, newer], responses: [good])
        #expect(report.failure == .revoked(.keyCompromise, since: Parties.now + -Self.day))
        #expect(report.revocation.last?.sources.first?.kind == .list)
    }

    @Test func answers() throws {
        let id = CertID(Parties.alice, issuer: Parties.middle)
        func answer(
            _ status: CertStatus, from: Instant = Parties.now + -60, to: Instant? = Parties.now + Self.day,
            by responder: Certificate = Parties.middle, _ key: PrivateKey = Parties.middleKey, nonce: Bytes? = nil
        ) throws -> OCSPResponse {
            let made = try OCSPResponse.issue(
                [.init(id, status)], thisUpdate: from, nextUpdate: to, producedAt: from, nonce: nonce,
                responder: responder, includesResponder: responder != Parties.middle, key: key)
            return try OCSPResponse(made.encoding)
        }
        let good = try Self.validate(responses: [try answer(.good)])
        #expect(good.isTrusted)
        #expect(good.revocation.last?.sources.first?.kind == .response)
        let revoked = try Self.validate(
            responses: [try answer(.revoked(.superseded, since: Parties.now + -100))])
        #expect(revoked.failure == .revoked(.superseded, since: Parties.now + -100))
        func gap(_ response: OCSPResponse) throws -> RevocationGap? {
            guard case .revocationUnknown(let gap) = try Self.validate(responses: [response]).failure else {
                return nil
            }
            return gap
        }
        #expect(try gap(try answer(.unknown)) == .responderDoesNotKnow)
        #expect(
            try gap(try answer(.good, to: Parties.now + -1)) == .outdated(nextUpdate: Parties.now + -1))
        #expect(try gap(try answer(.good, from: Parties.now + 301)) == .notYetValid(thisUpdate: Parties.now + 301))
        #expect(try gap(try answer(.good, from: Parties.now + 300)) == nil)
        #expect(
            try gap(try answer(.good, from: Parties.now + -2 * Self.day, to: nil))
                == .outdated(nextUpdate: Parties.now + -Self.day))
        // Somebody else's word, and that of someone whom the issuer has made a responder, or has not.
        #expect(
            try gap(try answer(.good, by: Parties.alice, Parties.aliceKey))
                == .untrustedSigner(
                    Parties.alice.subject, reason: "it is not for OCSP signing"))
        let delegate = Parties.authority(
            Parties.name("Responder"), Parties.bobKey, by: Parties.middle, Parties.middleKey, profile: .responder)
        #expect(try gap(try answer(.good, by: delegate, Parties.bobKey)) == nil)
        let stranger = Parties.authority(
            Parties.name("Responder"), Parties.bobKey, by: Parties.root, Parties.rootKey, profile: .responder)
        #expect(
            try gap(try answer(.good, by: stranger, Parties.bobKey))
                == .untrustedSigner(
                    Parties.name("Responder"), reason: "it was not issued by the issuer of the certificate in question")
        )
    }

    /// What is said when nobody's answer counts names the responder, and what he said.
    @Test func answersThatDoNotCount() throws {
        func reason(_ responses: [OCSPResponse]) throws -> String {
            "\(try #require(try Self.validate(responses: responses).failure))"
        }
        let delegate = Parties.authority(
            Parties.name("Responder"), Parties.bobKey, by: Parties.middle, Parties.middleKey, profile: .responder)
        func answer(_ includesResponder: Bool) throws -> OCSPResponse {
            try OCSPResponse.issue(
                [.init(CertID(Parties.alice, issuer: Parties.middle), .good)], thisUpdate: Parties.now, nextUpdate: nil,
                producedAt: Parties.now, responder: delegate, includesResponder: includesResponder,
                key: Parties.bobKey)
        }
        #expect(try Self.validate(responses: [try answer(true)]).isTrusted)
        // GnuTLS finds by name alone whose certificate does not come along.
        let ids = try [true, false].map { try answer($0).basic?.toBeSigned.value.responderID }
        #expect(ids == [.byKey(delegate.subjectPublicKeyInfo.keyHash), .byName(delegate.subject)])
        #expect(try reason([try answer(false)]).contains("the certificate of the OCSP responder ("))
        var octets = Array(try answer(true).encoding)
        let signature = try #require(
            octets.indices.first { octets[$0...].starts(with: [0x03, 0x82, 0x01, 0x01, 0x00]) })
        octets[signature + 40] ^= 1
        #expect(try reason([OCSPResponse(Bytes(octets))]).contains("was not signed by the key of its responder"))
        #expect(try reason([OCSPResponse(failure: .unauthorized)]).contains("did not answer (unauthorized)"))
    }

    @Test func questions() throws {
        let id = CertID(Parties.alice, issuer: Parties.middle)
        let question = try OCSPRequest(OCSPRequest(about: [id]).encoding)
        #expect(question.certificates == [id])
        #expect(try question.nonce()?.count == 32)
        #expect(id.names(Parties.alice, issuer: Parties.middle))
        #expect(!id.names(Parties.alice, issuer: Parties.root))
        var settings = RevocationSettings(.required)
        settings.nonce = try question.nonce()
        for nonce in [settings.nonce, Bytes([1, 2]), nil] {
            settings.responses = [
                try OCSPResponse.issue(
                    [.init(id, .good)], thisUpdate: Parties.now, nextUpdate: nil, producedAt: Parties.now, nonce: nonce,
                    responder: Parties.middle, includesResponder: false, key: Parties.middleKey)
            ]
            settings.lists = [try Self.list(by: Parties.root, Parties.rootKey)]
            // That of the root's list does not matter here: only answers have nonces.
            let report = PathValidator(
                anchors: [Parties.root], untrusted: [Parties.middle], time: Parties.now, purpose: .any,
                revocation: settings
            ).validate(Parties.alice)
            #expect(report.isTrusted == (nonce == settings.nonce && nonce != nil))
        }
    }

    @Test func truncations() throws {
        let list = try Self.list([Self.entry(Parties.alice)])
        for count in list.encoding.indices {
            #expect(throws: X509Error.self) { try CertificateList(list.encoding.prefix(count)) }
        }
    }

    /// A list of many is searched by the headers of its entries.
    @Test func manyEntries() throws {
        let date = Parties.now + -Self.day
        let entries = (0..<100_000).map {
            RevokedCertificate(serialNumber: ASN1Integer($0 * 7 + 1), revocationDate: date, reason: nil)
        }
        let list = try Self.list(entries)
        let again = try CertificateList(list.encoding)
        #expect(try again.entryCount() == 100_000)
        #expect(try again.entry(serialNumber: ASN1Integer(99_999 * 7 + 1), issuer: Parties.middleName) != nil)
        #expect(try again.entry(serialNumber: ASN1Integer(99_999 * 7), issuer: Parties.middleName) == nil)
        #expect(try again.entry(serialNumber: ASN1Integer(1), issuer: Parties.rootName) == nil)
    }

    @Test func peersAgree() throws {
        let list = try Self.list([Self.entry(Parties.alice)], point: nil)
        let pem = Array(PEM(label: "X509 CRL", contents: list.encoding).encode().declassified())
        if let text = try Programs.run("openssl", ["crl", "-text", "-noout"], input: pem) {
            #expect(String(decoding: text, as: UTF8.self).contains("Key Compromise"))
        }
        if let text = try Programs.run("certtool", ["--crl-info"], input: pem) {
            #expect(String(decoding: text, as: UTF8.self).contains("Revoked certificates (1)"))
        }
    }
}
