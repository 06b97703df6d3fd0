public import SignetASN1
public import SignetAlgorithms

/// Why a `.pfx` could not be read, or not be written. A wrong password, damage, and an algorithm that Signet does not have
/// are three different things, and are told apart.
public enum PFXError: Error, Equatable, Sendable {
    /// It looks like a `.pfx` and is cut short or garbled.
    case malformed(ASN1Error)
    /// It is something else altogether.
    case notAPFX(PFXLookalike)
    /// The password is not the one that the file was made with.
    case wrongPassword
    /// The file has a password, and none was given.
    case passwordNeeded
    /// The password is right, and the file was changed after it was made.
    case damaged(PFXDamage)
    /// It names an algorithm that Signet does not have, or refuses.
    case unsupported(AlgorithmError)
    /// It asks for more iterations in all than a stranger's file may.
    case tooMuchWork(iterations: Int, limit: Int)
    /// It is whole, and there is neither key nor certificate in it.
    case nothingInside
    /// A part is encrypted for the owner of a private key that was not given (RFC 7292 §3.1).
    case privateKeyNeeded
    /// On writing: a certificate that is not that of the key given with it.
    case certificateOfAnotherKey
    /// On writing: a private key that lives elsewhere, such as on a smart card, and is not to be had.
    case keyElsewhere
}

/// What is wrong with a file whose password is right.
public enum PFXDamage: Equatable, Sendable {
    /// What is inside opens with the password, and its code does not match: something was changed.
    case codeDoesNotMatch
    /// The code does not match, and this part does not open or is garbled.
    case changed(part: String)
    /// The code matches, and this part does not open: it was made with another password, or damaged before the code was made.
    case doesNotOpen(part: String)
    /// No signature over the contents holds.
    case signature(String)
    /// The code matches, and what is inside is garbled.
    case malformed(ASN1Error)
}

extension PFXDamage: CustomStringConvertible {
    /// One clause.
    public var description: String {
        switch self {
        case .codeDoesNotMatch: "its authentication code does not match what is inside"
        case .changed(let part): "\(part) was changed, and its authentication code does not match"
        case .doesNotOpen(let part):
            "its \(part) does not open with the password of the file; it may have a password of its own"
        case .signature(let reason): "its signature does not hold: \(reason)"
        case .malformed(let error): "\(error)"
        }
    }
}

extension PFXError: CustomStringConvertible {
    /// One sentence.
    public var description: String {
        switch self {
        case .malformed(let error): "the file is cut short or damaged: \(error)"
        case .notAPFX(let lookalike): "this is no .pfx file: it \(lookalike)"
        case .wrongPassword: "the password is wrong"
        case .passwordNeeded: "the file needs a password"
        case .damaged(.signature(let reason)): "the file was changed after it was signed: \(reason)"
        case .damaged(let damage): "the password is right, and the file is damaged: \(damage)"
        case .unsupported(let error): "\(error)"
        case .tooMuchWork(let iterations, let limit):
            "the file asks for \(iterations) iterations of key derivation; at most \(limit) are allowed"
        case .nothingInside: "there is neither a key nor a certificate in the file"
        case .privateKeyNeeded: "a part of the file is encrypted for the owner of a private key that was not given"
        case .certificateOfAnotherKey: "the certificate is not that of the key"
        case .keyElsewhere: "the private key lives elsewhere, and cannot be written"
        }
    }
}

extension PFXError {
    /// An algorithm that cannot be used.
    init(_ error: AlgorithmError) {
        if case .tooMuchWork(_, let iterations, let limit) = error {
            self = .tooMuchWork(iterations: iterations, limit: limit)
        } else {
            self = .unsupported(error)
        }
    }
}
