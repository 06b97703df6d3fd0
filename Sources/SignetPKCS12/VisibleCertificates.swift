import SignetASN1
public import SignetBytes
import SignetCMS
public import SignetX509

extension PFX {
    /// The certificates that a file shows to anyone, without a password: those of its unencrypted safes. Nothing vouches
    /// for them, nor for their being all: only `open` checks the file.
    ///
    /// - Throws: `PFXError.notAPFX`, `.malformed`, `.unsupported`.
    public static func visibleCertificates(in file: Bytes) throws(PFXError) -> [Certificate] {
        let content = try PFX(reading: file).authenticatedContent
        var reader = LayerReader()
        var certificates: [Certificate] = []
        do throws(ASN1Error) {
            for info in try reader.decode(AuthenticatedSafe.syntax, content).contents {
                guard case .data(let safe) = info else { continue }
                certificates += try reader.decode(SafeContents.syntax, SecretSlice(safe)).certificates
            }
        } catch { throw .malformed(error.under("AuthenticatedSafe")) }
        return certificates
    }
}

extension SafeContents {
    /// The certificates of a safe and of those nested in it, but for those that cannot be read.
    fileprivate var certificates: [Certificate] {
        bags.flatMap { bag -> [Certificate] in
            switch bag.value {
            case .certificate(let bag): (try? bag.certificate()).map { [$0] } ?? []
            case .safeContents(let nested): nested.certificates
            default: []
            }
        }
    }
}
