import SignetBytes

#if arch(x86_64)
/// Runs every case with its secret declared undefined. Memcheck counts the branches and addresses that depend on it.
func runUnderMemcheck(_ cases: [Case]) -> Bool {
    // The tool must find what there is to find.
    let leaky = Case("a search that ends early", secret: 16) { secret in
        for index in 0..<16 where secret.span[index] == 0 { return keep(index) }
    }
    guard errors(of: leaky) > 0 else {
        print("Memcheck does not notice a branch on a secret: nothing can be said")
        return false
    }
    var bad = 0
    for item in cases {
        let count = errors(of: item)
        print(
            count == 0 ? "ok   \(item.name)" : "BAD  \(item.name): \(count) branches or addresses depend on the secret")
        if count > 0 { bad += 1 }
    }
    print("\(cases.count) cases at level \(CPU.level), \(bad) of them bad")
    return bad == 0
}

private func errors(of item: Case) -> UInt64 {
    let secret = Randomness.secret(count: item.byteCount).shared()
    // Once with public bytes, so that what is set up lazily is set up.
    try? item.body(secret)
    unsafe secret.span.withUnsafeBytes { unsafe Memcheck.setUndefined($0) }
    let before = Memcheck.errorCount
    try? item.body(secret)
    return Memcheck.errorCount - before
}
#endif
