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

    /// The same signature with countersignatures added to a countersignature on it, or to one on that; `nil` when there is
    /// none at this place.
    ///
    /// - Parameter place: which of the `countersignatures`, at each step down; empty for the signature itself.
    fileprivate func countersigned(by signers: [CMSSigner], at place: ArraySlice<Int>) throws(CMSError) -> SignerInfo? {
        guard var number = place.first else { return try countersigned(by: signers) }
        var attributes = unsignedAttributes ?? []
        for index in attributes.indices where attributes[index].type == CMSAttribute.countersignature {
            for (position, value) in attributes[index].values.enumerated() {
                guard let inner = try? SignerInfo.syntax.decode(value, rules: .tolerant) else { continue }
                guard number == 0 else {
                    number -= 1
                    continue
                }
                guard let changed = try inner.countersigned(by: signers, at: place.dropFirst()) else { return nil }
                attributes[index].values[position] = SignerInfo.syntax.encode(changed)
                var copy = self
                copy.unsignedAttributes = attributes
                return copy
            }
        }
        return nil
    }

    /// Judges the countersignatures, and those on them.
    func countersignatureChecks(candidates: [Certificate], depth: Int = 0) -> [SignatureCheck] {
        // The reader has refused what is nested more deeply.
        guard depth < 16 else { return [] }
        return countersignatures.map { info in
            var digests = Digests()
            if let algorithm = try? DigestAlgorithm(info.digestAlgorithm) {
                digests[algorithm] = algorithm.digest(of: signature.span)
            }
            var check = info.check(
                SignedContent(nil, digests: digests, octets: signature), candidates: candidates)
            check.countersignatures = info.countersignatureChecks(candidates: candidates, depth: depth + 1)
            check.timeStamps = info.timeStampChecks(candidates: candidates)
            return check
        }
    }
}

extension SignedData {
    /// The message with countersignatures added.
    ///
    /// - Parameters:
    ///   - signers: who countersign.
    ///   - paths: which of the signatures are countersigned; those of all signers when absent.
    /// - Throws: as `SignerInfo.countersigned(by:)`; `CMSError.noSuchSignature`; `.noSigners` when there is nothing to
    ///   countersign.
    public func countersigned(by signers: [CMSSigner], on paths: [SignaturePath]? = nil) throws(CMSError) -> SignedData
    {
        var copy = self
        let chosen = paths ?? signerInfos.indices.map { SignaturePath(signer: $0) }
        guard !chosen.isEmpty, !signers.isEmpty else { throw .noSigners }
        for path in chosen {
            let number = path.signer
            guard signerInfos.indices.contains(number), path.countersignatures.count < SignaturePath.maximumDepth,
                let changed = try copy.signerInfos[number].countersigned(by: signers, at: path.countersignatures[...])
            else { throw .noSuchSignature(path) }
            copy.signerInfos[number] = changed
        }
        copy.add(certificates: signers.filter(\.includesCertificate).map(\.certificate))
        return copy
    }

    /// The message with signers added, over content that has these digests. What the others have signed, and written, stays
    /// as it is.
    ///
    /// - Throws: as `signing`.
    func adding(
        _ signers: [CMSSigner], digests: Digests, message: Bytes?, certificates: [Certificate]
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
