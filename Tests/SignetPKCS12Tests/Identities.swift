import SignetASN1
import SignetAlgorithms
import SignetBytes
import SignetKeys
import SignetPKCS12
import TestSupport

/// The identity that the peers' files hold.
enum Alice {
    static let password = Password("Correct horse 7")

    /// Alice with her chain, as OpenSSL wrote her.
    static var identity: PFXIdentity {
        get throws {
            let file = Bytes(try TestFiles.vector("peers/pfx/openssl30-iter1.p12"))
            return try PFX.open(file, password: password).identities[0]
        }
    }

    /// Her key as PKCS #8.
    static var keyInfo: PrivateKeyInfo {
        get throws { try PrivateKeyInfo.syntax.decode(try identity.key.encode().shared()) }
    }
}

extension PFXProfile {
    /// The same with one iteration, where speed is all that matters.
    var quick: PFXProfile { withIterations(1, mac: 1) }
}
