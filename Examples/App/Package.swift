// swift-tools-version: 6.2
import PackageDescription

// `.ci/slow embedding` replaces this dependency by a versioned one.
let package = Package(
    name: "App",
    dependencies: [.package(name: "signet", path: "../..")],
    targets: [.executableTarget(name: "App", dependencies: [.product(name: "Signet", package: "signet")])]
)
