import SignetASN1
import SignetAlgorithms
import SignetBytes
import SignetHash
import SignetKeys
import SignetX509

extension SignerInfo {
    /// The countersignatures on this signature (RFC 5652 §11.4), which may bear some in their turn. What cannot be read
    /// counts as none.
    public var countersignatures: [SignerInfo] {
        (unsignedAttributes ?? []).filter { $0.type == CMSAttribute.countersignature }.flatMap { attribute in
            attribute.values.compactMap { try? SignerInfo.syntax.decode($0, rules: .tolerant) }
        }
    }

    /// The same signature with countersignatures added to it: by each signer, on the signature itself.
    ///
    /// - Throws: `CMSError.keyMismatch`, `.unusableCertificate`, `.noSubjectKeyIdentifier`, `.key`, `.algorithm`.
    public func countersigned(by signers: [CMSSigner]) throws(CMSError) -> SignerInfo {
        var copy = self
        var attributes = unsignedAttributes ?? []
        for signer in signers {
            // §11.4: the content is the signature, and has no content type.
            let digest = signer.digest.digest(of: signature.span)
            let info = try SignerInfo(signing: digest, signature, of: nil, by: signer)
            attributes.append(Attribute(CMSAttribute.countersignature, SignerInfo.syntax, info))
        }
        copy.unsignedAttributes = attributes
        return copy
    }

    /// Judges the countersignatures, and those on them.
    func countersignatureChecks(candidates: [Certificate], depth: Int = 0) -> [SignatureCheck] {
        // Each level is an element inside the last; the reader has refused what is nested too deeply.
        guard depth < 16 else { return [] }
        return countersignatures.map { info in
            let algorithm = try? DigestAlgorithm(info.digestAlgorithm)
            let digests = algorithm.map { [$0: $0.digest(of: signature.span)] } ?? [:]
            var check = info.check(
                SignedContent(nil, digests: digests, octets: signature), candidates: candidates)
            check.countersignatures = info.countersignatureChecks(candidates: candidates, depth: depth + 1)
            return check
        }
    }
}

extension SignedData {
    /// The message with countersignatures added.
    ///
    /// - Parameters:
    ///   - signers: who countersign.
    ///   - numbers: which of the signatures are countersigned; all when absent.
    /// - Throws: as `SignerInfo.countersigned(by:)`; `CMSError.noSigners` when there is nothing to countersign.
    public func countersigned(by signers: [CMSSigner], on numbers: [Int]? = nil) throws(CMSError) -> SignedData {
        var copy = self
        let chosen = numbers ?? Array(signerInfos.indices)
        guard !chosen.isEmpty, chosen.allSatisfy(signerInfos.indices.contains), !signers.isEmpty else {
            throw .noSigners
        }
        for number in chosen { copy.signerInfos[number] = try signerInfos[number].countersigned(by: signers) }
        copy.add(certificates: signers.filter(\.includesCertificate).map(\.certificate))
        return copy
    }

    /// The message with signers added, over content that has these digests. What the others have signed, and written, stays
    /// as it is.
    ///
    /// - Throws: as `signing`.
    func adding(
        _ signers: [CMSSigner], digests: [DigestAlgorithm: Digest], message: Bytes?, certificates: [Certificate]
    ) throws(CMSError) -> SignedData {
        let signed = try SignedData.signing(
            digests: digests, content: nil, message: message, contentType: encapContentInfo.contentType, by: signers,
            certificates: certificates)
        var copy = self
        copy.signerInfos += signed.signerInfos
        let known = Set(digestAlgorithms.map(\.algorithm))
        copy.digestAlgorithms += signed.digestAlgorithms.filter { !known.contains($0.algorithm) }
        copy.add(certificates: signed.certificateList)
        return copy
    }

    private mutating func add(certificates more: [Certificate]) {
        var list = certificates ?? []
        for certificate in more where !list.contains(.certificate(certificate)) {
            list.append(.certificate(certificate))
        }
        certificates = list.isEmpty ? nil : list
        version = max(version, requiredVersion)
    }
}
