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
        var facts = PFXFacts()
        var reader = LayerReader()
        let content = try PFX(reading: file, &reader, &facts).authenticatedContent
        var certificates: [Certificate] = []
        do throws(ASN1Error) {
            for info in try reader.decode(AuthenticatedSafe.syntax, content).contents {
                guard case .data(let safe) = info else { continue }
                certificates += try reader.decode(secret: SafeContents.syntax, safe).certificates
            }
        } catch { throw .malformed(error) }
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
