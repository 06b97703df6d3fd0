import Foundation
import SignetBytes
import TestSupport
import Testing

@Suite("Kernel modules")
struct KernelModules {
    /// A kernel module must not emit code that other modules share with it: the linker keeps one copy of a generic
    /// specialisation or an inlined library function, and if it keeps the one that was compiled here, processors without
    /// these instructions stop at it. Such code is a weak symbol (W, w) of an object file; weak data (V) is harmless, and so
    /// are specialisations of the module's own functions, whose names begin with the module's.
    @Test(arguments: ["SignetKernelsX86", "SignetKernelsAVX2", "SignetKernelsAVX512"])
    func sharedCode(_ module: String) throws {
        let test = URL(filePath: ProcessInfo.processInfo.arguments[0]).resolvingSymlinksInPath()
        var objects: [String] = []
        // The objects lie beside the test program, as long as SwiftPM builds that way.
        for folder in [test.deletingLastPathComponent(), TestFiles.package.appending(path: ".build/debug")] {
            let folder = folder.resolvingSymlinksInPath().appending(path: "\(module).build")
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
            objects = names.filter { $0.hasSuffix(".o") }.map { folder.appending(path: $0).path }
            if !objects.isEmpty { break }
        }
        guard !objects.isEmpty, Programs.exists("nm") else {
            TestFiles.report("nm \(module): no object files or no nm", ran: 0)
            return
        }
        let output = try #require(try Programs.run("nm", ["--defined-only", "--format=posix"] + objects))
        let symbols = String(decoding: output, as: UTF8.self).split(separator: "\n").map { $0.split(separator: " ") }
        let shared = symbols.filter {
            $0.count > 1 && ["W", "w"].contains($0[1]) && !$0[0].hasPrefix("$s\(module.utf8.count)\(module)")
        }
        #expect(shared.isEmpty)
        TestFiles.report("nm \(module), symbols", ran: symbols.count)
    }

    /// The levels that can be used are those up to the one that is.
    @Test func levels() {
        #expect(CPU.levels.first == .portable && CPU.levels.last == CPU.level)
        #expect(CPU.levels == CPU.levels.sorted())
    }
}
