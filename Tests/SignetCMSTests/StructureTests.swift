import SignetASN1
import SignetAlgorithms
import SignetBytes
import SignetCMS
import SignetX509
import TestSupport
import Testing

struct StructureTests {
    /// What is read, written and read again is the same; and what was DER comes out as it went in.
    @Test(arguments: IndexedMessage.all)
    func messagesOfTheCorporaComeOutAsTheyWentIn(row: IndexedMessage) throws {
        if row.path == "cms/openssl/pkcs7/malformed.pkcs7" {
            #expect(throws: CMSError.malformed(ASN1Error(.truncated, at: 13).under("ContentInfo"))) {
                try Samples.corpus(row.path).read()
            }
            return
        }
        let found = try Samples.corpus(row.path)
        try checkWriting(found)
        let asn1cryptoName = row.contentType?.replacing("_", with: "")
        #expect(try "\(found.read().contentType)".lowercased() == asn1cryptoName)
    }

    @Test(arguments: PeerMessage.signed + PeerMessage.sealed + PeerMessage.bundles)
    func messagesOfPeersComeOutAsTheyWentIn(row: PeerMessage) throws {
        try checkWriting(Samples.peer(row.path))
    }

    private func checkWriting(_ found: Samples.Found) throws {
        let message = try found.read()
        let written = message.encode()
        #expect(try ContentInfo(reading: written).encode() == written)
        if (try? ContentInfo.syntax.decode(found.cms, rules: .der)) != nil { #expect(written == found.cms) }
    }

    @Test func reportsHowManyRan() {
        let indexedCount = IndexedMessage.all.count
        TestFiles.report("cms/index.json, smime/index.json", ran: indexedCount == 0 ? nil : indexedCount)
        let count = PeerMessage.signed.count + PeerMessage.sealed.count + PeerMessage.bundles.count
        TestFiles.report("Vectors/peers (CMS)", ran: count)
        #expect(count > 100)
    }

    /// A bundle holds the very certificates that went into it, whether it came as DER or BER.
    @Test(arguments: PeerMessage.bundles)
    func bundlesHoldTheCertificatesByteForByte(row: PeerMessage) throws {
        let signedData = try Samples.peer(row.path).signedData()
        #expect(signedData.isCertificatesOnly)
        #expect(signedData.certificateList.count == row.expected.certificates)
        let known = try ["alice", "issuing", "root"].flatMap {
            try Samples.certificates(TestFiles.vector("peers/pki/\($0).pem"))
        }
        for certificate in signedData.certificateList { #expect(known.contains(certificate)) }
    }

    @Test func anErrorSaysWhichFieldAndWhichByteOfTheMessageAsGiven() throws {
        // BER with indefinite lengths, whose signer's version is no INTEGER.
        let found = try Samples.peer("signed/bc-opaque-der-keyid.eml")
        var bytes = Array(found.cms)
        let version: [UInt8] = [0x02, 0x01, 0x03, 0x80, 0x14]
        let place = try #require((0..<bytes.count).last { bytes[$0...].starts(with: version) })
        bytes[place] = 0x04
        #expect {
            try ContentInfo(reading: Bytes(bytes))
        } throws: { error in
            guard case .malformed(let error)? = error as? CMSError else { return false }
            return error.offset == place
                && error.path == ["ContentInfo", "SignedData", "signerInfos", "[0]", "SignerInfo", "version"]
        }
    }

    @Test func anErrorInBERCountsBytesAsGiven() throws {
        let plain = ContentInfo.data(Samples.bytes("hello")).encode()
        #expect(try ContentInfo(reading: plain) == .data(Samples.bytes("hello")))
        let oid = Array(plain[2..<13])
        // ContentInfo and [0] of indefinite length, the string in two pieces, the second of a wrong type.
        let pieces: [UInt8] = [0x24, 0x80, 4, 3, 0x68, 0x65, 0x6C, 4, 2, 0x6C, 0x6F, 0, 0]
        let good = [0x30, 0x80] + oid + [0xA0, 0x80] + pieces + [0, 0, 0, 0]
        #expect(try ContentInfo(reading: Bytes(good)) == .data(Samples.bytes("hello")))
        var bad = good
        bad[22] = 0x0C
        #expect {
            try ContentInfo(reading: Bytes(bad))
        } throws: { error in
            guard case .malformed(let error)? = error as? CMSError else { return false }
            return error.offset == 22
        }
        // The last field of a message that was rewritten.
        let trailing = [0x30, 0x80] + oid + [0xA0, 0x80, 4, 1, 0x68, 0, 0, 5, 0, 0, 0]
        #expect {
            try ContentInfo(reading: Bytes(trailing))
        } throws: { error in
            guard case .malformed(let error)? = error as? CMSError else { return false }
            return error == ASN1Error(.trailingBytes(2), at: 20).under("ContentInfo")
        }
    }

    @Test func versionsFollowFromWhatIsInside() throws {
        let alice = try Samples.person("alice").certificate
        #expect(SignedData.certificatesOnly([alice]).version == 1)
        func version(_ tag: UInt8) -> Int {
            SignedData(
                digestAlgorithms: [], encapContentInfo: EncapsulatedContentInfo(contentType: .data, content: nil),
                certificates: [.other(Bytes([tag, 0]))], signerInfos: []
            ).version
        }
        #expect([0xA1, 0xA2, 0xA3].map(version) == [3, 4, 5])
        let stamp = SignedData(
            digestAlgorithms: [], encapContentInfo: EncapsulatedContentInfo(contentType: .tstInfo, content: nil),
            certificates: nil, signerInfos: [])
        #expect(stamp.version == 3)
    }

    @Test func certificatesOfOtherKindsAreKept() throws {
        let alice = try Samples.person("alice").certificate
        let other = Bytes([0xA1, 3, 2, 1, 5])
        let signedData = SignedData(
            digestAlgorithms: [], encapContentInfo: EncapsulatedContentInfo(contentType: .data, content: nil),
            certificates: [.certificate(alice), .other(other)], crls: [.crl([0x30, 0])], signerInfos: [])
        let message = ContentInfo.signedData(signedData)
        #expect(try ContentInfo(reading: message.encode()) == message)
        #expect(signedData.certificateList == [alice])
    }

    /// RFC 8551 §2.5.2, RFC 3565 §5.1 and RFC 3370 §5.2 give these encodings.
    @Test func capabilitiesAreWrittenAsTheStandardsWriteThem() throws {
        let encoding = SMIMECapabilities.syntax.encode(SMIMECapabilities([.aes256CBC, .aes128CBC]))
        #expect(encoding == Bytes(Hex.decode("301a300b060960864801650304012a300b0609608648016503040102")!))
        // RC2 with 40 and 128 bits, triple DES, and something unknown.
        let old = [
            "300e06082a864886f70d030202020080", "300d06082a864886f70d0302020128", "300a06082a864886f70d0307",
            "300306012a",
        ]
        let list = Hex.decode(old.joined())!
        let capabilities = try SMIMECapabilities.syntax.decode(Bytes([0x30, UInt8(list.count)] + list))
        #expect(capabilities.contentCiphers == [.rc2CBC, .tripleDESCBC])
        #expect(capabilities.capabilities.count == 4)
        #expect(
            SMIMECapabilities.own.contentCiphers
                == ContentCipher.table.map(\.algorithm).filter { $0.standing < .legacy })
    }

    @Test func aKeyPreferenceNamesACertificate() throws {
        let alice = try Samples.person("alice").certificate
        let bob = try Samples.person("bob").certificate
        let name = IssuerAndSerialNumber(alice)
        var bytes = Array(IssuerAndSerialNumber.syntax.encode(name))
        bytes[0] = 0xA0
        let preference = try SMIMEEncryptionKeyPreference.syntax.decode(Bytes(bytes))
        #expect(preference == .issuerAndSerialNumber(name))
        #expect(preference.identifies(alice) && !preference.identifies(bob))
        let identifier = try #require(try bob.subjectKeyIdentifier())
        let byKey = try SMIMEEncryptionKeyPreference.syntax.decode(Bytes([0x82, UInt8(identifier.count)] + identifier))
        #expect(byKey.identifies(bob) && !byKey.identifies(alice))
    }
}
