// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "MailServer",
    dependencies: [.package(name: "signet", path: "../..")],
    targets: [.executableTarget(name: "MailServer", dependencies: [.product(name: "Signet", package: "signet")])]
)
