import SignetBytes

/// Something that is done with a secret, and must take the same course whatever the secret is.
///
/// To add one is a line in a list: a name, how many bytes of secret it wants, and what is done with them. What becomes
/// public on the way must go through `Choice.declassified`, `SecretBytes.declassified()` or `declassified(_:)`.
struct Case: Sendable {
    /// What is shown, and what can be asked for.
    let name: String
    /// How many bytes of secret the work wants.
    let byteCount: Int
    /// Whether the clock has a say. Not where the time depends on the secret by a number that may be known.
    let isTimed: Bool
    /// Whether Memcheck has a say. Not where two secrets are compared that are made beforehand, which only takes time there.
    let isTraced: Bool
    /// The work. An error it throws is not of interest.
    let body: @Sendable (SecretSlice) throws -> Void

    init(
        _ name: String, secret byteCount: Int, isTimed: Bool = true, isTraced: Bool = true,
        _ body: @escaping @Sendable (SecretSlice) throws -> Void
    ) {
        (self.name, self.byteCount, self.isTimed, self.isTraced, self.body) = (name, byteCount, isTimed, isTraced, body)
    }
}

/// All cases. A module's list is a function in a file of its own.
let cases: [Case] = hashCases() + cipherCases() + publicKeyCases()

/// Keeps a result, so that computing it is not optimised away.
@inline(never) @_optimize(none)
func keep(_ bytes: borrowing SecretBytes) {}

/// Keeps a result, so that computing it is not optimised away.
@inline(never) @_optimize(none)
func keep<Result>(_ result: Result) {}
