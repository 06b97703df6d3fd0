import FormatLaws
import Foundation
import SignetBytes

// A program that looks for inputs that break a law. As a fuzzer:
//
//     SIGNET_FUZZ=1 swift build --sanitize fuzzer -Xswiftc -DFUZZING -c release --product fuzz-formats
//     FUZZ_LAW=certificate .build/release/fuzz-formats -max_total_time=600 CORPUS
//
// Without FUZZING it checks the files that it is given: fuzz-formats LAW FILE…

/// The law that `FUZZ_LAW` names.
let law: FormatLaw = {
    let name = ProcessInfo.processInfo.environment["FUZZ_LAW"] ?? ""
    guard let law = FormatLaw.all.first(where: { $0.name == name }) else {
        fatalError("FUZZ_LAW is one of \(FormatLaw.all.map(\.name).joined(separator: ", "))")
    }
    return law
}()

#if FUZZING
/// What libFuzzer calls.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = unsafe bytes.map { unsafe Bytes(copying: Span(_unsafeStart: $0, count: count)) } ?? Bytes()
    if let breach = law.breach(input) { fatalError("\(law.name): \(breach)") }
    return 0
}
#else
@main
enum Replay {
    static func main() throws {
        for path in CommandLine.arguments.dropFirst() {
            let breach = law.breach(Bytes([UInt8](try Data(contentsOf: URL(filePath: path)))))
            print("\(path): \(breach ?? "holds")")
        }
    }
}
#endif
