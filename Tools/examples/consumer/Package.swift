// swift-tools-version: 6.3
import PackageDescription

// A program of somebody else's: it depends on the zoo and chooses a backbone when it runs.
let package = Package(
    name: "pick-backbone",
    dependencies: [.package(name: "frankensplit-zoo", path: "../../..")],
    targets: [
        .executableTarget(
            name: "pick-backbone",
            dependencies: [.product(name: "FrankenZoo", package: "frankensplit-zoo")]
        )
    ]
)
