// Looks for code whose course depends on secrets.
//
//     constant-time [trace NAME]   under Valgrind: every case, its secrets declared undefined
//     constant-time timing [NAME]  by the clock: two classes of secrets, one fixed and one random, and Welch's t-test
//
// The environment's SIGNET_CPU caps the level of instructions, as everywhere. Ends with status 1 if anything was found.
import SignetBytes

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

let words = CommandLine.arguments.dropFirst()
let named = cases.filter { item in words.dropFirst().first.map { item.name.contains($0) } ?? true }

#if arch(x86_64)
switch words.first {
case nil where Memcheck.isRunning, "trace" where Memcheck.isRunning:
    exit(runUnderMemcheck(named.filter(\.isTraced)) ? 0 : 1)
case "timing": exit(runTiming(named.filter(\.isTimed)) ? 0 : 1)
default:
    print("run this under Valgrind, or with the word `timing`")
    exit(2)
}
#else
print("Memcheck's requests are made on x86_64 only")
#endif
