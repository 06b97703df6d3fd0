import SignetASN1
import SignetAlgorithms
import SignetKeys
import SignetRSA

/// RFC 8550 §3, §4: certificates for mail.
extension Linter {
    mutating func applyRFC8550() {
        checkKey()
        guard !isAuthority else { return }
        let mailboxes = (alternativeNames ?? []).compactMap(\.mailbox)
        let inSubject = certificate.subject.texts(of: AttributeTypeAndValue.emailAddress)
        note(!mailboxes.isEmpty || !inSubject.isEmpty, "§3", .warning, "it is for no mailbox")
        note(
            inSubject.isEmpty || !mailboxes.isEmpty, "§3", .warning,
            "its mailbox stands in the subject alone, and should stand in subjectAltName")
        note(
            !has(Extension.ID.basicConstraints), "§4.4.1", .warning,
            "basicConstraints in a certificate that is no authority's")
        if let keyUsage {
            note(
                !keyUsage.isDisjoint(with: [.digitalSignature, .nonRepudiation, .keyEncipherment, .keyAgreement]),
                "§4.4.2", .error, "its key may be used for neither signing nor sealing mail")
        }
        if let purposes {
            note(
                purposes.contains(ExtendedKeyUsage.emailProtection) || purposes.contains(ExtendedKeyUsage.any),
                "§4.4.4", .error, "it is not for mail: extKeyUsage has neither emailProtection nor anyExtendedKeyUsage")
        }
    }

    private mutating func note(
        _ isKept: Bool, _ clause: String, _ severity: LintSeverity, _ message: @autoclosure () -> String
    ) {
        require(isKept, .rfc8550, clause, severity, message())
    }

    /// §4.3
    private mutating func checkKey() {
        if let rsaBitCount {
            return note(rsaBitCount >= 2048, "§4.3", .error, "its key has only \(rsaBitCount) bits")
        }
        do throws(X509Error) {
            _ = try certificate.publicKey()
        } catch { note(false, "§4.3", .notice, "its key cannot be used: \(error)") }
    }

    /// The size of an RSA key, also of one that is too small to be used; `nil` for other keys.
    var rsaBitCount: Int? {
        do throws(X509Error) {
            return try certificate.publicKey().rsaKey?.bitCount
        } catch {
            guard case .key(.invalid(.rsa(.keyTooSmall(let bitCount, _)))) = error else { return nil }
            return bitCount
        }
    }
}
