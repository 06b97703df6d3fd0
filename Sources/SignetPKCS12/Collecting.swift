import SignetAlgorithms
import SignetKeys
import SignetX509

extension PFXContents {
    /// Adds a key: to those that can be used, if it can.
    mutating func add(_ info: PrivateKeyInfo, _ attributes: [Attribute]) {
        do throws(KeyError) {
            keys.append(Key(key: try PrivateKey(info), info: info, attributes: attributes))
        } catch {
            unusableKeys.append(
                UnusableKey(
                    algorithm: PublicKeyAlgorithm.name(of: info.privateKeyAlgorithm.algorithm), reason: error,
                    info: info, attributes: attributes))
        }
    }

    /// Adds a certificate: to those that can be read, if it can.
    mutating func add(_ bag: CertBag, _ attributes: [Attribute]) {
        do throws(X509Error) {
            certificates.append(CertificateEntry(certificate: try bag.certificate(), attributes: attributes))
        } catch {
            unreadableCertificates.append(UnreadableCertificate(bag: bag, reason: error, attributes: attributes))
        }
    }
}

extension PFXFacts {
    /// Notes a bag of the safe that is being read.
    mutating func noteBag(_ name: String) { safes[safes.count - 1].bags.append(name) }
    /// Notes how a private key of the safe that is being read is encrypted.
    mutating func noteKey(_ protection: Protection?) { safes[safes.count - 1].keys.append(protection) }
}
