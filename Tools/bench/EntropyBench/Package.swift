// swift-tools-version: 6.3
import PackageDescription

let package = Package(
    name: "entropy-bench",
    dependencies: [.package(name: "frankensplit-zoo", path: "../../..")],
    targets: [
        .executableTarget(
            name: "entropy-bench",
            dependencies: [.product(name: "FrankenEntropy", package: "frankensplit-zoo")],
            swiftSettings: [
                .swiftLanguageMode(.v6),
                .enableUpcomingFeature("ExistentialAny"),
                .enableUpcomingFeature("InternalImportsByDefault"),
                .enableUpcomingFeature("MemberImportVisibility"),
                .treatAllWarnings(as: .error),
            ]
        )
    ]
)
