// swift-tools-version: 6.2
import PackageDescription

/// Every Swift target is compiled under the same rules. Warnings are errors where `SIGNET_STRICT` is set, as in CI.
let rules: [SwiftSetting] =
    [
        .strictMemorySafety(),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
    ] + (Context.environment["SIGNET_STRICT"] == nil ? [] : [.treatAllWarnings(as: .error)])

/// Hot code stays optimised in debug builds, so that an app that embeds Signet, and our own tests, stay fast. The whole module at
/// once, as in a release: what one file calls in another is compiled into it.
let fast: [SwiftSetting] =
    rules
    + [
        .unsafeFlags(
            ["-O", "-whole-module-optimization", "-num-threads", "2", "-disable-batch-mode"],
            .when(configuration: .debug))
    ]

/// Instructions that a kernel module may use: it is called only where `CPU.level` says that they are there. On other
/// architectures the flags do not apply and the module is empty.
func instructions(_ names: String...) -> [SwiftSetting] {
    fast + [.unsafeFlags(names.flatMap { ["-Xcc", "-Xarch_x86_64", "-Xcc", "-m\($0)"] })]
}

/// The kernel modules.
let kernels: [Target.Dependency] = ["SignetKernelsX86", "SignetKernelsAVX2", "SignetKernelsAVX512"]

/// For the one module that hands out views of memory it owns.
let lifetimes: [SwiftSetting] = [.enableExperimentalFeature("Lifetimes")]

/// Where `SIGNET_MEMCHECK` is set, what becomes public is said to Valgrind's Memcheck; see `Tests/ConstantTime`.
let memcheck: [SwiftSetting] = Context.environment["SIGNET_MEMCHECK"] == nil ? [] : [.define("MEMCHECK")]

/// The programs, and what only they depend on, are built with `--traits Program`.
let argumentParser: Target.Dependency = .product(
    name: "ArgumentParser", package: "swift-argument-parser", condition: .when(traits: ["Program"]))

/// How the programs are linked for release on Linux: to load and relocate the Swift libraries takes longer than to sign a short
/// message, so an executable carries them.
let selfContained: [LinkerSetting] =
    [
        .unsafeFlags(
            ["-static-executable", "-use-ld=lld"], .when(platforms: [.linux], configuration: .release))
    ]
    + ["_FoundationCShims", "_FoundationCollections"].map {
        .linkedLibrary($0, .when(platforms: [.linux], configuration: .release))
    }

/// What a program with Signet in it finds in shared libraries is found before it starts. Found at the first call, the loader would
/// save all registers on the stack, and a key that had just been moved by way of them would stay there.
let boundEarly: [LinkerSetting] = [
    .unsafeFlags(["-Xlinker", "-z", "-Xlinker", "now"], .when(platforms: [.linux]))
]

/// A row of the table below. Dependencies point down only.
func module(
    _ name: String, _ dependencies: [Target.Dependency], _ settings: [SwiftSetting] = rules,
    linker: [LinkerSetting] = []
) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings, linkerSettings: linker)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: dependencies + ["TestSupport"], path: "Tests/\(name)", swiftSettings: rules)
}

let package = Package(
    name: "signet",
    products: [
        .library(name: "Signet", targets: ["Signet"]),
        .library(name: "SignetMIME", targets: ["SignetMIME"]),
        .library(name: "SignetPKCS12", targets: ["SignetPKCS12"]),
        .library(name: "SignetCMS", targets: ["SignetCMS"]),
        .library(name: "SignetX509", targets: ["SignetX509"]),
        .library(name: "SignetASN1", targets: ["SignetASN1"]),
        .library(name: "SignetCrypto", targets: ["SignetHash", "SignetCipher", "SignetRSA", "SignetEC", "SignetDSA"]),
        .executable(name: "signet", targets: ["SignetCLI"]),
        .executable(name: "signet-git", targets: ["SignetGit"]),
    ],
    traits: [.trait(name: "Program", description: "Builds the signet program.")],
    dependencies: [.package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")],
    targets: [
        // Programs and facade
        .executableTarget(
            name: "SignetCLI", dependencies: ["Signet", "SignetTerminal", "SignetVectors", argumentParser],
            swiftSettings: rules, linkerSettings: selfContained),
        .executableTarget(
            name: "SignetGit", dependencies: ["Signet", "SignetTerminal", argumentParser], swiftSettings: rules,
            linkerSettings: selfContained),
        // Public test vectors, read and run
        module(
            "SignetVectors",
            [
                "SignetPKCS12", "SignetX509", "SignetKeys", "SignetAlgorithms", "SignetASN1", "SignetDSA", "SignetEC",
                "SignetRSA", "SignetCipher", "SignetHash", "SignetBytes",
            ]),
        // What the programs share: what they say and ask.
        module("SignetTerminal", ["Signet"]),
        module(
            "Signet",
            [
                "SignetMIME", "SignetPKCS12", "SignetCMS", "SignetX509", "SignetKeys", "SignetAlgorithms",
                "SignetASN1", "SignetRSA", "SignetEC", "SignetCipher", "SignetHash", "SignetBytes",
            ]),

        // Formats: never compute
        module(
            "SignetPKCS12",
            ["SignetCMS", "SignetX509", "SignetKeys", "SignetAlgorithms", "SignetASN1", "SignetHash", "SignetBytes"]),
        module(
            "SignetCMS",
            [
                "SignetX509", "SignetKeys", "SignetAlgorithms", "SignetASN1", "SignetRSA", "SignetCipher",
                "SignetDeflate",
                "SignetHash", "SignetBytes",
            ]),
        module(
            "SignetX509", ["SignetKeys", "SignetAlgorithms", "SignetASN1", "SignetRSA", "SignetHash", "SignetBytes"]),
        module(
            "SignetKeys",
            ["SignetAlgorithms", "SignetASN1", "SignetRSA", "SignetEC", "SignetDSA", "SignetCipher", "SignetBytes"]),
        module("SignetMIME", ["SignetBytes"], fast),

        // Where the two columns meet
        module(
            "SignetAlgorithms",
            ["SignetASN1", "SignetRSA", "SignetEC", "SignetDSA", "SignetCipher", "SignetHash", "SignetBytes"]),

        // The grammar engine
        module("SignetASN1", ["SignetBytes"], fast),

        // Algorithms: never parse
        module("SignetRSA", ["SignetBigNum", "SignetHash", "SignetBytes"], fast),
        module("SignetEC", ["SignetKernelsAVX512", "SignetHash", "SignetBytes", "CInstructions"], fast),
        module("SignetDSA", ["SignetBigNum", "SignetHash", "SignetBytes"], fast),
        module("SignetBigNum", ["SignetKernelsAVX512", "CGMP", "SignetBytes"], fast),
        module("SignetDeflate", ["SignetBytes"], fast),
        module("SignetCipher", ["SignetHash", "SignetBytes"] + kernels, fast),
        module("SignetHash", ["SignetBytes", "CInstructions"] + kernels, fast),

        // Kernels, one module a set of instructions
        module("SignetKernelsX86", ["CInstructions"], instructions("sse4.1", "aes", "pclmul", "sha", "bmi", "bmi2")),
        module(
            "SignetKernelsAVX2", ["CInstructions"], instructions("avx2", "vaes", "vpclmulqdq", "bmi", "bmi2")),
        module(
            "SignetKernelsAVX512", ["CInstructions"],
            instructions(
                "avx512f", "avx512bw", "avx512dq", "avx512vl", "avx512ifma", "avx512vbmi", "vaes", "vpclmulqdq", "bmi",
                "bmi2")),

        // Foundations
        module("SignetBytes", ["CInstructions"], fast + lifetimes + memcheck, linker: boundEarly),
        .systemLibrary(name: "CInstructions"),
        .systemLibrary(name: "CGMP", pkgConfig: "gmp", providers: [.apt(["libgmp-dev"]), .brew(["gmp"])]),

        // Looks for branches and addresses that depend on secrets
        .executableTarget(
            name: "constant-time",
            dependencies: ["SignetRSA", "SignetEC", "SignetCipher", "SignetHash", "SignetBytes"],
            path: "Tests/ConstantTime", swiftSettings: rules),
        // Counts what hot code asks memory for
        .executableTarget(
            name: "allocations", dependencies: ["SignetCipher", "SignetHash", "SignetBytes"], path: "Tests/Allocations",
            swiftSettings: rules,
            linkerSettings: [
                .unsafeFlags(
                    ["malloc", "calloc", "realloc", "aligned_alloc", "posix_memalign"].flatMap {
                        ["-Xlinker", "--defsym=\($0)=counted_\($0)"]
                    }, .when(platforms: [.linux]))
            ]),

        // What holds for every input, for the fuzzers and for the tests
        .target(
            name: "FormatLaws",
            dependencies: [
                "Signet", "SignetMIME", "SignetPKCS12", "SignetCMS", "SignetX509", "SignetKeys", "SignetAlgorithms",
                "SignetASN1",
                "SignetBytes",
            ],
            path: "Tests/Fuzz/Laws", swiftSettings: rules),

        // Tests, one target a module
        .target(name: "TestSupport", dependencies: ["SignetBytes"], path: "Tests/Support", swiftSettings: rules),
        tests("SignetBytesTests", ["SignetBytes"]),
        tests("SignetASN1Tests", ["SignetASN1", "SignetBytes"]),
        tests("SignetKernelsTests", ["SignetBytes"] + kernels),
        tests(
            "FormatLawsTests",
            [
                "FormatLaws", "SignetPKCS12", "SignetCMS", "SignetX509", "SignetKeys", "SignetAlgorithms", "SignetASN1",
                "SignetBytes",
            ]),
        tests("SignetHashTests", ["SignetHash", "SignetBytes"]),
        tests("SignetCipherTests", ["SignetCipher", "SignetBytes"]),
        tests("SignetBigNumTests", ["SignetBigNum", "SignetBytes"]),
        tests("SignetRSATests", ["SignetRSA", "SignetBigNum", "SignetHash", "SignetBytes"]),
        tests("SignetDSATests", ["SignetDSA", "SignetHash", "SignetBytes"]),
        tests("SignetDeflateTests", ["SignetDeflate", "SignetBytes"]),
        tests("SignetECTests", ["SignetEC", "SignetHash", "SignetBytes"]),
        tests(
            "SignetKeysTests",
            ["SignetKeys", "SignetAlgorithms", "SignetASN1", "SignetRSA", "SignetHash", "SignetBytes"]),
        tests(
            "SignetX509Tests",
            [
                "SignetX509", "SignetKeys", "SignetAlgorithms", "SignetASN1", "SignetRSA", "SignetEC", "SignetHash",
                "SignetBytes",
            ]),
        tests("SignetMIMETests", ["SignetMIME", "SignetBytes"]),
        tests("DocumentationTests", ["Signet"]),
        tests(
            "SignetCMSTests",
            [
                "SignetCMS", "SignetMIME", "SignetX509", "SignetKeys", "SignetAlgorithms", "SignetASN1", "SignetRSA",
                "SignetEC",
                "SignetCipher", "SignetHash", "SignetBytes",
            ]),
        tests(
            "SignetPKCS12Tests",
            [
                "SignetPKCS12", "SignetCMS", "SignetX509", "SignetKeys", "SignetAlgorithms", "SignetASN1", "SignetHash",
                "SignetRSA", "SignetBytes",
            ]),
        tests("SignetVectorsTests", ["SignetVectors"]),
        tests("SignetTests", ["Signet", "SignetMIME", "SignetBytes"]),
        // The program, told stories: it is run, not linked.
        .testTarget(
            name: "CLITests", dependencies: ["SignetHash", "SignetBytes", "TestSupport"], path: "Tests/CLI",
            exclude: ["Stories"], swiftSettings: rules),
    ],
    swiftLanguageModes: [.v6]
)

// The fuzzer, which needs `--sanitize fuzzer`; see `Tests/Fuzz/Formats`.
if Context.environment["SIGNET_FUZZ"] != nil {
    package.targets.append(
        .executableTarget(
            name: "fuzz-formats", dependencies: ["FormatLaws", "SignetBytes"], path: "Tests/Fuzz/Formats",
            swiftSettings: rules))
}
