import SignetAlgorithms
import SignetBytes
import SignetKeys
import SignetX509

extension Importing {
    /// What was changed in a file whose code does not match and whose password is known to be right: the first part that
    /// does not open, or is no key or certificate any more.
    mutating func blame(_ safes: [Safe]) -> PFXDamage {
        var all: [(certificate: Certificate, place: String)] = []
        for (index, safe) in safes.enumerated() where safe.envelope == nil {
            let name = "safe \(index + 1)" + (reader.place(of: safe.content).map { " (\($0))" } ?? "")
            guard let contents = contents(of: safe) else { return .changed(part: name) }
            if let part = changedPart(of: contents) { return .changed(part: "\(part) in \(name)") }
            for certificate in certificates(of: contents) { all.append((certificate, name)) }
        }
        // A certificate that still has the form of one is told by the signature of its issuer.
        for (certificate, name) in all.prefix(100) {
            let issuers = all.filter { certificate.issuer.matches($0.certificate.subject) }
            let isDenied = { (issuer: Certificate) -> Bool in
                guard let key = try? issuer.publicKey() else { return false }
                do throws(X509Error) { try certificate.checkSignature(by: key) } catch { return error == .badSignature }
                return false
            }
            if !issuers.isEmpty, issuers.allSatisfy({ isDenied($0.certificate) }) {
                return .changed(part: "the certificate of \(certificate.subject.title), or its issuer's, in \(name)")
            }
        }
        return .codeDoesNotMatch
    }

    private func certificates(of safe: SafeContents) -> [Certificate] {
        safe.bags.flatMap { bag -> [Certificate] in
            switch bag.value {
            case .certificate(let bag): (try? bag.certificate()).map { [$0] } ?? []
            case .safeContents(let nested): certificates(of: nested)
            default: []
            }
        }
    }

    private mutating func contents(of safe: Safe) -> SafeContents? {
        guard safe.encryption != nil else { return try? reader.decode(secret: SafeContents.syntax, safe.content) }
        guard case .opened(let contents)? = try? attempt(safe) else { return nil }
        return contents
    }

    private mutating func changedPart(of safe: SafeContents) -> String? {
        for bag in safe.bags {
            switch bag.value {
            case .certificate(.x509(let encoding)):
                if (try? CertBag.x509(encoding).certificate()) == nil { return "a certificate" }
            case .shroudedKey(let encrypted):
                guard case .opened(let info)? = try? attempt(encrypted), isSound(info) else { return "a private key" }
            case .key(let info): if !isSound(info) { return "a private key" }
            case .safeContents(let nested): if let part = changedPart(of: nested) { return part }
            case .certificate, .revocationList, .secret, .other: break
            }
        }
        return nil
    }

    /// Whether a key can be used, or is of a kind that cannot be judged.
    private func isSound(_ info: PrivateKeyInfo) -> Bool {
        do throws(KeyError) {
            _ = try PrivateKey(info)
            return true
        } catch .algorithm {
            return true
        } catch { return false }
    }
}
