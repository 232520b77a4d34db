// swift-tools-version: 6.3
import PackageDescription

// A family of somebody else's: code, blueprint, decoder, a command and the suite. No file of
// the zoo changes for it.
let package = Package(
    name: "zoo-regnet",
    products: [
        .library(name: "RegNet", targets: ["RegNet"]),
        .executable(name: "zoo-regnet", targets: ["zoo-regnet"]),
    ],
    dependencies: [.package(name: "frankensplit-zoo", path: "../../..")],
    targets: [
        .target(
            name: "RegNet",
            dependencies: [
                .product(name: "FrankenInference", package: "frankensplit-zoo"),
                .product(name: "FrankenZoo", package: "frankensplit-zoo"),
            ],
            resources: [.embedInCode("regnet.json"), .embedInCode("regnet-decoders.json")]
        ),
        .executableTarget(
            name: "zoo-regnet",
            dependencies: [
                "RegNet", .product(name: "FrankenInference", package: "frankensplit-zoo"),
                .product(name: "FrankenBundle", package: "frankensplit-zoo"),
                .product(name: "FrankenZoo", package: "frankensplit-zoo"),
            ]
        ),
        .testTarget(
            name: "RegNetTests",
            dependencies: [
                "RegNet", .product(name: "FrankenInference", package: "frankensplit-zoo"),
                .product(name: "FrankenTesting", package: "frankensplit-zoo"),
            ],
            exclude: ["Goldens", "goldens.py"]
        ),
    ]
)
