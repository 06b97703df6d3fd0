import SignetASN1
public import SignetBytes
import SignetCMS
public import SignetX509

/// Finding revocation lists and OCSP responses in what people have them in: DER or PEM; lists in CMS (RFC 5652 §10.2.1) too.
public enum RevocationReading {
    /// Every revocation list in a file, in order.
    ///
    /// - Throws: `SignetError.malformed` with the place when it is damaged, or says what it is instead.
    public static func lists(in input: Bytes) throws(SignetError) -> [CertificateList] {
        let form = InputForm(input)
        switch form {
        case .der: return try lists(inDER: input)
        case .mail: return try lists(in: CertificateReading.contentInMail(input))
        case .pem:
            let objects: [PEM]
            do throws(PEMError) {
                objects = try PEM.decode(input)
            } catch { throw SignetError(misread: input, expected: "a revocation list", SignetError(wrapping: error)) }
            let labels = PEM.Label.messages.union([PEM.Label.certificateList])
            let lists = objects.filter { labels.contains($0.label) }
            guard !lists.isEmpty else { throw SignetError(labels: objects, expected: "a revocation list") }
            var found: [CertificateList] = []
            for object in lists { found += try Self.lists(inDER: object.contents.exposed) }
            return found
        default:
            if let content = InputForm.content(ofBase64: input)?.exposed { return try lists(inDER: content) }
            throw SignetError(
                misread: input, expected: "a revocation list",
                SignetError(.malformed(.unrecognised(expected: "a revocation list", found: form.description))))
        }
    }

    private static func lists(inDER input: Bytes) throws(SignetError) -> [CertificateList] {
        do throws(SignetError) {
            return [try list(input)]
        } catch {
            guard let content = try? ContentInfo(reading: input) else {
                throw SignetError(misread: input, expected: "a revocation list", error)
            }
            return try lists(in: content)
        }
    }

    private static func lists(in content: ContentInfo) throws(SignetError) -> [CertificateList] {
        guard case .signedData(let signedData) = content, !signedData.listEncodings.isEmpty else {
            throw SignetError(
                .malformed(.unrecognised(expected: "a revocation list", found: "a CMS message without one")))
        }
        var lists: [CertificateList] = []
        for encoding in signedData.listEncodings { lists.append(try list(encoding)) }
        return lists
    }

    /// Every revocation list in files, and in the files of folders. In a folder, other files are passed over.
    public static func lists(inFiles paths: [String]) throws(SignetError) -> [CertificateList] {
        var lists: [CertificateList] = []
        for path in paths {
            if FileSystem.isFolder(path) {
                for name in try FileSystem.names(in: path) where !FileSystem.isFolder("\(path)/\(name)") {
                    lists += (try? Self.lists(in: try FileSystem.read("\(path)/\(name)"))) ?? []
                }
            } else {
                let content = try FileSystem.read(path)
                do throws(SignetError) {
                    lists += try Self.lists(in: content)
                } catch { throw error.about(path) }
            }
        }
        return lists
    }

    /// The OCSP responses in files, one a file.
    public static func responses(inFiles paths: [String]) throws(SignetError) -> [OCSPResponse] {
        var responses: [OCSPResponse] = []
        for path in paths {
            let content = try FileSystem.read(path)
            do throws(X509Error) {
                responses.append(try OCSPResponse(contents(of: content, PEM.Label.ocspResponse)))
            } catch {
                throw SignetError(
                    misread: content, expected: "an OCSP response", SignetError(wrapping: error), file: path)
            }
        }
        return responses
    }

    /// What PEM of a label holds; other files as they are.
    fileprivate static func contents(of file: Bytes, _ label: String) -> Bytes {
        guard PEM.isPresent(in: file), let object = try? PEM.decode(file).first(where: { $0.label == label }) else {
            return file
        }
        return object.contents.exposed
    }

    /// Every entry of a list, in turn.
    public static func entries(
        of list: CertificateList, _ body: (RevokedCertificate) throws(SignetError) -> Void
    ) throws(SignetError) {
        var refusal: SignetError?
        do throws(X509Error) {
            try list.forEachEntry { entry throws(X509Error) in
                guard refusal == nil else { return }
                do throws(SignetError) { try body(entry) } catch { refusal = error }
            }
        } catch { throw SignetError(wrapping: error) }
        if let refusal { throw refusal }
    }

    static func list(_ encoding: Bytes) throws(SignetError) -> CertificateList {
        do throws(X509Error) {
            return try CertificateList(encoding)
        } catch { throw SignetError(wrapping: error) }
    }
}

extension OCSPRequest {
    /// A question in DER or PEM.
    public init(reading input: Bytes) throws(SignetError) {
        do throws(X509Error) {
            self = try OCSPRequest(RevocationReading.contents(of: input, PEM.Label.ocspRequest))
        } catch { throw SignetError(misread: input, expected: "an OCSP request", SignetError(wrapping: error)) }
    }
}

extension SignedData {
    /// The revocation lists in it, byte for byte.
    var listEncodings: [Bytes] { (crls ?? []).compactMap { if case .crl(let list) = $0 { list } else { nil } } }
}
