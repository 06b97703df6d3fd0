public import Signet

extension SignetError {
    /// The exit status of DESIGN §10.
    public var exitStatus: CInt {
        switch kind {
        case .notSigned: 1
        // A tag is judged, as a signature is.
        case .undecryptable where isWrongTag: 1
        case .usage, .ambiguous: 2
        case .malformed: 3
        case .unsupported, .wrongPassword, .passwordNeeded, .notARecipient, .undecryptable, .notFound, .unsuitable: 4
        case .nonSecureRecipients, .refused: 5
        case .system, .internalFault: 6
        }
    }
}
