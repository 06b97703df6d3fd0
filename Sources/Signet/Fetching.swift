public import SignetASN1
public import SignetBytes
public import SignetX509

/// Gets what certificates point at: an app's own way to the network. Nothing is fetched unless an app asks for it, since
/// whoever made a certificate learns who looks at it, and when.
public protocol ObjectFetcher {
    /// Gets an object: by GET, or, for an OCSP response, by POST of the request (RFC 6960 §A.1).
    ///
    /// - Throws: any error; the object then counts as not to be had.
    func fetch(_ object: WantedObject) throws -> Bytes
}

extension PathValidator {
    /// Looks for a path, and fetches what is missing, at most so many objects. What was fetched is judged like everything
    /// else, and what is no such thing is passed over.
    ///
    /// - Parameters:
    ///   - leaf: whose path is looked for.
    ///   - fetcher: who gets what stands at an address.
    ///   - limit: how many objects are fetched at most.
    ///   - clock: what time it is, where paths are judged for now: what is fetched may be younger than the question.
    /// - Returns: the report, and the validator that it is of.
    public func validate(
        _ leaf: Certificate, fetching fetcher: some ObjectFetcher, limit: Int = 16, clock: (() -> Instant)? = nil
    ) -> (report: PathReport, validator: PathValidator) {
        var validator = self
        var report = validator.validate(leaf)
        var tried = Set<WantedObject>()
        while tried.count < limit, let object = report.wanted.first(where: { !tried.contains($0) }) {
            tried.insert(object)
            guard let content = try? fetcher.fetch(object), let richer = validator.adding(object, content) else {
                continue
            }
            validator = clock.map { richer.at(max(richer.time, $0())) } ?? richer
            report = validator.validate(leaf)
        }
        return (report, validator)
    }

    private func adding(_ object: WantedObject, _ content: Bytes) -> PathValidator? {
        switch object {
        case .certificates: (try? CertificateReading.certificates(in: content)).map { adding(untrusted: $0) }
        case .list: (try? RevocationReading.lists(in: content)).map { adding(lists: $0) }
        case .response: (try? OCSPResponse(content)).map { adding(responses: [$0]) }
        }
    }
}
