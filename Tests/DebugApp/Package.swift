// swift-tools-version: 6.2
import PackageDescription

// An app that depends on Signet as others do: built in debug, it must hash and encrypt as fast as in release.
let package = Package(
    name: "debug-app",
    dependencies: [.package(name: "signet", path: "../..")],
    targets: [
        .executableTarget(name: "DebugApp", dependencies: [.product(name: "SignetCrypto", package: "signet")])
    ]
)
