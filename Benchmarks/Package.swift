// swift-tools-version: 6.1
import Foundation
import PackageDescription

// A package of its own, so that whoever uses Signet fetches none of this. `SIGNET_PEERS=c` leaves the Swift peers and
// ordo-one's harness out: it builds in a third of the time.
let withSwiftPeers = Context.environment["SIGNET_PEERS"] != "c"
let withGcrypt = ["/usr/include/gcrypt.h", "/usr/local/include/gcrypt.h"].contains(
    where: FileManager.default.fileExists)
let withBotan = FileManager.default.fileExists(atPath: "/usr/include/botan-2/botan/ffi.h")

var rules: [SwiftSetting] = [.enableUpcomingFeature("MemberImportVisibility")]
if withSwiftPeers { rules.append(.define("SWIFT_PEERS")) }
if withGcrypt { rules.append(.define("GCRYPT")) }
if withBotan { rules.append(.define("BOTAN")) }

let signet: [Target.Dependency] = [
    "SignetCrypto", "SignetASN1", "SignetX509", "SignetCMS", "SignetPKCS12", "SignetMIME",
].map { .product(name: $0, package: "signet") }

let swiftPeers: [Target.Dependency] = [
    .product(name: "Crypto", package: "swift-crypto"),
    .product(name: "CryptoExtras", package: "swift-crypto"),
    .product(name: "X509", package: "swift-certificates"),
    .product(name: "SwiftASN1", package: "swift-asn1"),
]

let package = Package(
    name: "signet-benchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "signet", path: "..")]
        + (withSwiftPeers
            ? [
                .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
                .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
                .package(url: "https://github.com/apple/swift-asn1", from: "1.7.4"),
                .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: []),
            ] : []),
    targets: [
        // Libraries that Signet is measured against: declarations only.
        .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        // What is measured: one file an area, one table.
        .target(
            name: "Suites",
            dependencies: signet + ["COpenSSL"] + (withGcrypt ? ["CGcrypt"] : []) + (withBotan ? ["CBotan"] : [])
                + (withSwiftPeers ? swiftPeers : []),
            swiftSettings: rules),
        // Runs the table beside the peers and prints ratios.
        .executableTarget(name: "ratios", dependencies: ["Suites"], swiftSettings: rules),
    ]
        + (withGcrypt
            ? [.systemLibrary(name: "CGcrypt", pkgConfig: "libgcrypt", providers: [.apt(["libgcrypt20-dev"])])] : [])
        + (withBotan
            ? [.systemLibrary(name: "CBotan", pkgConfig: "botan-2", providers: [.apt(["libbotan-2-dev"])])] : [])
        + (withSwiftPeers
            ? [
                // The same table under ordo-one's harness: percentiles, memory, baselines.
                .executableTarget(
                    name: "SignetBenchmarks",
                    dependencies: ["Suites", .product(name: "Benchmark", package: "benchmark")],
                    path: "Benchmarks/SignetBenchmarks", swiftSettings: rules,
                    plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")])
            ] : []),
    swiftLanguageModes: [.v6]
)
