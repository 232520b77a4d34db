// swift-tools-version: 6.3
import PackageDescription

let package = Package(
    name: "archive-bench",
    dependencies: [.package(name: "frankensplit-zoo", path: "../../..")],
    targets: [
        .executableTarget(
            name: "archive-bench",
            dependencies: [.product(name: "FrankenBundle", package: "frankensplit-zoo")],
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
