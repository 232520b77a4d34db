// swift-tools-version: 6.3
import PackageDescription

/// The one compiler policy of the package: an `import` line is the truth, a warning is an error.
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

/// Targets that hold C pointers must mark each use `unsafe`.
let pointerSettings = settings + [.strictMemorySafety()]

let argumentParser = Target.Dependency.product(
    name: "ArgumentParser",
    package: "swift-argument-parser"
)

/// A library target and its mirror under `Tests`.
func module(
    _ name: String,
    path: String? = nil,
    exclude: [String] = [],
    resources: [Resource] = [],
    pointers: Bool = false,
    uses dependencies: [Target.Dependency] = [],
    testUses testDependencies: [Target.Dependency] = [],
    testExclude: [String] = []
) -> [Target] {
    [
        .target(
            name: name,
            dependencies: dependencies,
            path: path,
            exclude: exclude,
            resources: resources,
            swiftSettings: pointers ? pointerSettings : settings
        ),
        .testTarget(
            name: "\(name)Tests",
            dependencies: [.target(name: name)] + testDependencies,
            exclude: testExclude,
            swiftSettings: settings
        ),
    ]
}

let targets: [[Target]] = [
    [
        .target(
            name: "CDNNL",
            linkerSettings: [.linkedLibrary("dnnl"), .linkedLibrary("gomp")]
        ),
        .target(
            name: "CImageCodecs",
            linkerSettings: [
                .linkedLibrary("jpeg"), .linkedLibrary("png"), .linkedLibrary("webp"),
                .linkedLibrary("webpdemux"),
            ]
        ),
        .target(
            name: "CCrypto",
            linkerSettings: [.linkedLibrary("crypto")]
        ),
        .target(
            name: "CArchive",
            linkerSettings: [.linkedLibrary("archive")]
        ),
        .target(
            name: "CCurl",
            // Not curl itself: it is loaded when it is needed, see library.h.
            linkerSettings: [.linkedLibrary("dl", .when(platforms: [.linux]))]
        ),
    ],
    module("FrankenBytes", pointers: true),
    module("FrankenCrypto", pointers: true, uses: ["CCrypto"]),
    module(
        "FrankenBundle", pointers: true, uses: ["CArchive", "FrankenBytes", "FrankenCrypto"],
        testUses: ["CArchive", "FrankenBytes", "FrankenCrypto"]),
    module(
        "FrankenTrust", pointers: true, uses: ["FrankenBytes", "FrankenBundle", "FrankenCrypto"],
        testUses: ["FrankenBytes", "FrankenBundle", "FrankenCrypto"]),
    module(
        "FrankenTransport", pointers: true,
        uses: ["CCurl", "FrankenBundle", "FrankenBytes", "FrankenCrypto"],
        testUses: ["FrankenBundle", "FrankenBytes", "FrankenCrypto"], testExclude: ["Servers"]),
    module("FrankenTaxonomy"),
    module(
        "FrankenStore", pointers: true,
        uses: ["FrankenBundle", "FrankenBytes", "FrankenCrypto", "FrankenTaxonomy"],
        testUses: ["FrankenBundle", "FrankenBytes", "FrankenCrypto", "FrankenTaxonomy"]),
    module(
        "FrankenCatalog",
        uses: ["FrankenBundle", "FrankenBytes", "FrankenCrypto", "FrankenTaxonomy", "FrankenTrust"],
        testUses: [
            "FrankenBundle", "FrankenBytes", "FrankenCrypto", "FrankenTaxonomy", "FrankenTrust",
        ]),
    module("FrankenEntropy", pointers: true, testExclude: ["Golden"]),
    module(
        "FrankenWeights", pointers: true, uses: ["FrankenBytes"], testUses: ["FrankenBytes"],
        testExclude: ["Corpus", "Goldens"]),
    module(
        "FrankenGraph", uses: ["FrankenBytes", "FrankenWeights"],
        testUses: ["FrankenBytes", "FrankenWeights"], testExclude: ["Goldens"]),
    module(
        "FrankenBlueprint",
        uses: [
            "FrankenBytes", "FrankenGraph", "FrankenImage", "FrankenTaxonomy", "FrankenWeights",
        ],
        testUses: [
            "FrankenBytes", "FrankenGraph", "FrankenImage", "FrankenTaxonomy", "FrankenWeights",
        ]
    ),
    module(
        "FrankenImage",
        pointers: true,
        uses: ["CImageCodecs"],
        testUses: ["CImageCodecs"],
        testExclude: ["Goldens"]
    ),
    module(
        "FrankenRuntime",
        pointers: true,
        uses: ["CDNNL", "FrankenGraph", "FrankenWeights"],
        testUses: ["FrankenBytes", "FrankenGraph", "FrankenTesting", "FrankenWeights"],
        testExclude: ["Goldens"]
    ),
    module(
        "FrankenFamilies",
        path: "Blueprints",
        exclude: ["README.md"],
        resources: [
            "ResNet/resnet.json", "ResNet/resnet-decoders.json", "Swin/swin.json",
            "Swin/swin-decoders.json", "ConvNeXt/convnext.json", "ConvNeXt/convnext-decoders.json",
        ].map { .embedInCode($0) },
        uses: ["FrankenBlueprint", "FrankenGraph", "FrankenTaxonomy", "FrankenWeights"],
        testUses: [
            "FrankenBlueprint", "FrankenGraph", "FrankenImage", "FrankenTaxonomy", "FrankenWeights",
        ],
        testExclude: ["Goldens"]
    ),
    module(
        "FrankenPlugins", pointers: true,
        uses: ["FrankenBlueprint", "FrankenBytes", "FrankenFamilies", "FrankenStore"],
        testUses: ["FrankenBlueprint", "FrankenFamilies", "FrankenGraph", "FrankenTaxonomy"]
    ),
    module(
        "FrankenPipeline",
        uses: [
            "FrankenBlueprint", "FrankenGraph", "FrankenImage", "FrankenRuntime",
            "FrankenTaxonomy", "FrankenWeights",
        ],
        testUses: [
            "FrankenBlueprint", "FrankenFamilies", "FrankenGraph", "FrankenImage",
            "FrankenRuntime", "FrankenTaxonomy", "FrankenWeights",
        ],
        testExclude: ["Goldens"]
    ),
    module(
        "FrankenData", pointers: true,
        uses: ["FrankenBundle", "FrankenBytes", "FrankenCrypto", "FrankenImage"],
        testUses: ["FrankenBytes", "FrankenCrypto", "FrankenImage"]
    ),
    module("FrankenPlot"),
    module(
        "FrankenRecipes", pointers: true,
        uses: ["FrankenBytes", "FrankenCrypto", "FrankenData", "FrankenPlot", "FrankenWeights"],
        testUses: [
            "FrankenBytes", "FrankenCrypto", "FrankenData", "FrankenPlot", "FrankenWeights",
            "training-probe",
        ]
    ),
    [
        .executableTarget(
            name: "training-probe",
            dependencies: ["FrankenCrypto", "FrankenData", "FrankenRecipes", "FrankenWeights"],
            path: "Tools/probes/training",
            swiftSettings: pointerSettings
        )
    ],
    module(
        "FrankenEvaluation",
        uses: [
            "FrankenBlueprint", "FrankenBytes", "FrankenCodec", "FrankenCrypto", "FrankenData",
            "FrankenEdge", "FrankenEntropy", "FrankenGraph", "FrankenImage", "FrankenPipeline",
            "FrankenPlot", "FrankenRuntime", "FrankenSplit",
        ],
        testUses: [
            "FrankenBlueprint", "FrankenBytes", "FrankenCodec", "FrankenCrypto", "FrankenData",
            "FrankenEdge", "FrankenFamilies", "FrankenGraph", "FrankenImage", "FrankenPipeline",
            "FrankenPlot", "FrankenRuntime", "FrankenSplit", "FrankenTaxonomy", "FrankenWeights",
        ],
        testExclude: ["Photos"]
    ),
    module(
        "FrankenCodec", pointers: true,
        uses: ["FrankenBytes", "FrankenEntropy", "FrankenGraph", "FrankenImage", "FrankenWeights"],
        testUses: [
            "FrankenBytes", "FrankenEntropy", "FrankenGraph", "FrankenImage", "FrankenWeights",
        ]
    ),
    module(
        "FrankenEdge", pointers: true,
        uses: [
            "FrankenCodec", "FrankenEntropy", "FrankenGraph", "FrankenImage", "FrankenRuntime",
            "FrankenWeights",
        ],
        testUses: [
            "FrankenBytes", "FrankenCodec", "FrankenEntropy", "FrankenGraph", "FrankenImage",
            "FrankenRuntime", "FrankenWeights",
        ],
        testExclude: ["Goldens", "Photos"]
    ),
    module(
        "FrankenSplit", pointers: true,
        uses: [
            "FrankenCodec", "FrankenEntropy", "FrankenGraph", "FrankenImage", "FrankenPipeline",
            "FrankenRuntime",
        ],
        testUses: [
            "FrankenBytes", "FrankenCodec", "FrankenEdge", "FrankenEntropy", "FrankenGraph",
            "FrankenImage", "FrankenPipeline", "FrankenRuntime", "FrankenWeights",
        ]
    ),
    module(
        "FrankenZoo", pointers: true,
        uses: [
            "FrankenBlueprint", "FrankenBundle", "FrankenBytes", "FrankenCatalog", "FrankenCodec",
            "FrankenCrypto", "FrankenEdge", "FrankenEntropy", "FrankenFamilies", "FrankenGraph", "FrankenImage",
            "FrankenPipeline", "FrankenPlugins", "FrankenRuntime", "FrankenSplit", "FrankenStore",
            "FrankenTaxonomy", "FrankenTransport", "FrankenTrust", "FrankenWeights",
        ],
        testUses: [
            "FrankenBlueprint", "FrankenBundle", "FrankenBytes", "FrankenCatalog", "FrankenCodec",
            "FrankenCrypto", "FrankenEdge", "FrankenFamilies", "FrankenGraph", "FrankenImage", "FrankenPipeline",
            "FrankenRuntime", "FrankenSplit", "FrankenStore", "FrankenTransport", "FrankenTrust",
            "FrankenWeights",
        ]
    ),
    module(
        "FrankenTesting", pointers: true,
        uses: [
            "FrankenBlueprint", "FrankenBundle", "FrankenBytes", "FrankenCodec", "FrankenEdge", "FrankenEntropy",
            "FrankenGraph", "FrankenImage", "FrankenPipeline", "FrankenRuntime", "FrankenSplit",
            "FrankenStore", "FrankenTaxonomy", "FrankenWeights", "FrankenZoo",
        ],
        testUses: [
            "FrankenBlueprint", "FrankenFamilies", "FrankenGraph", "FrankenTaxonomy",
            "FrankenWeights",
        ]
    ),
    [.target(name: "CFrankenEdge")],
    module(
        "FrankenEdgeABI", pointers: true,
        uses: [
            "CFrankenEdge", "FrankenCodec", "FrankenEdge", "FrankenEntropy", "FrankenImage",
            "FrankenRuntime",
        ],
        testUses: [
            "CFrankenEdge", "FrankenCodec", "FrankenEdge", "FrankenEntropy", "FrankenRuntime",
        ]
    ),
    [
        .executableTarget(
            name: "zoo-encode",
            dependencies: [
                "FrankenBytes", "FrankenCodec", "FrankenEdge", "FrankenEntropy", "FrankenImage",
                "FrankenRuntime",
            ],
            swiftSettings: pointerSettings
        ),
        .executableTarget(
            name: "zoo",
            dependencies: [
                argumentParser, "FrankenBlueprint", "FrankenBundle", "FrankenBytes",
                "FrankenCatalog", "FrankenCodec", "FrankenCrypto", "FrankenData", "FrankenEdge",
                "FrankenEntropy", "FrankenEvaluation", "FrankenFamilies", "FrankenGraph",
                "FrankenImage", "FrankenPipeline", "FrankenPlot", "FrankenPlugins", "FrankenRecipes",
                "FrankenRuntime", "FrankenSplit", "FrankenStore", "FrankenTaxonomy",
                "FrankenTransport", "FrankenTrust", "FrankenWeights", "FrankenZoo",
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "ZooTests",
            dependencies: [
                "zoo", "zoo-encode", "FrankenBlueprint", "FrankenBundle", "FrankenBytes",
                "FrankenCodec", "FrankenEdge", "FrankenEntropy", "FrankenFamilies", "FrankenGraph",
                "FrankenImage", "FrankenPipeline", "FrankenRuntime", "FrankenTaxonomy",
                "FrankenWeights", "FrankenZoo",
            ],
            exclude: ["Photos"],
            swiftSettings: settings
        ),
    ],
]

/// Fuzz targets need unsafe flags, so they exist only when asked for: see `Tools/fuzz`.
let fuzzTargets: [Target] =
    Context.environment["ZOO_FUZZ"] != "1"
    ? []
    : [
        ("FuzzJSON", ["FrankenBytes"]), ("FuzzSafetensors", ["FrankenWeights"]),
        ("FuzzCheckpoint", ["FrankenBytes", "FrankenWeights"]),
        ("FuzzImage", ["FrankenBytes", "FrankenImage"]), ("FuzzBitstream", ["FrankenEntropy"]),
        ("FuzzGraph", ["FrankenBytes", "FrankenGraph"]),
        ("FuzzArchive", ["FrankenBundle", "FrankenCrypto"]), ("FuzzManifest", ["FrankenBundle"]),
        ("FuzzBlueprint", ["FrankenBlueprint", "FrankenFamilies", "FrankenGraph"]),
        ("FuzzSignature", ["FrankenTrust"]), ("FuzzIndex", ["FrankenCatalog", "FrankenTrust"]),
    ].map { (name: String, dependencies: [Target.Dependency]) in
        .executableTarget(
            name: name, dependencies: dependencies, path: "Tools/fuzz/\(name)",
            swiftSettings: settings + [.unsafeFlags(["-parse-as-library"])])
    }

/// Planted faults that prove a sanitizer works, and so exist only for it: see `Tools/sanitize`.
let canaryTargets: [Target] =
    Context.environment["ZOO_SANITIZE"] != "1"
    ? []
    : [
        .target(name: "CSanitizerCanary", path: "Tools/sanitizers/CanaryC"),
        .testTarget(
            name: "SanitizerCanaryTests", dependencies: ["CSanitizerCanary"],
            path: "Tools/sanitizers/Canary", swiftSettings: settings),
    ]

/// Training links libtorch, so its targets exist only when asked for: `ZOO_TRAINING=1` takes the
/// system's (`Tools/setup --training`), `ZOO_LIBTORCH=FOLDER` the one in a folder with `include` and
/// `lib`, such as a Python installation's `site-packages/torch`.
let libtorch = Context.environment["ZOO_LIBTORCH"].flatMap { $0.isEmpty ? nil : $0 }
let trains = libtorch != nil || Context.environment["ZOO_TRAINING"] == "1"

/// `ZOO_NCCL=FOLDER:FOLDER` names the include folders of NCCL and CUDA, so that processes on several
/// GPUs share gradients without the host; it needs a libtorch for CUDA.
let nccl =
    libtorch == nil
    ? [] : Context.environment["ZOO_NCCL"]?.split(separator: ":").map(String.init) ?? []

let trainingTargets: [[Target]] =
    !trains
    ? []
    : [
        [
            .target(
                name: "CTorch",
                // What stands in for gloo's headers where libtorch came without them.
                cxxSettings: [.headerSearchPath("distributed")]
                    + (libtorch.map { root in
                        let folders = ["include", "include/torch/csrc/api/include"]
                            .map { "\(root)/\($0)" }
                        return [
                            .unsafeFlags((folders + nccl).flatMap { ["-isystem", $0] })
                        ]
                    } ?? []) + (nccl.isEmpty ? [] : [.define("FRANKEN_WITH_NCCL")]),
                // oneDNN first: a libtorch that has its own inside exports the C++ helpers that
                // set up the matrix products of both, and the loader takes those of the first.
                linkerSettings: [.linkedLibrary("dnnl")]
                    + (nccl.isEmpty
                        ? [] : [.linkedLibrary("torch_cuda"), .linkedLibrary("c10_cuda")])
                    + [
                        .linkedLibrary("torch"), .linkedLibrary("torch_cpu"),
                        .linkedLibrary("c10"),
                    ]
                    + (libtorch.map {
                        [
                            .unsafeFlags([
                                "-L\($0)/lib", "-Xlinker", "-rpath", "-Xlinker", "\($0)/lib",
                                // CUDA's library registers itself and is called by nobody.
                                "-Xlinker", "--no-as-needed",
                            ])
                        ]
                    } ?? [])
            ),
            .testTarget(
                name: "CTorchTests", dependencies: ["CTorch"], swiftSettings: pointerSettings),
        ],
        module(
            "FrankenTraining", pointers: true,
            uses: [
                "CTorch", "FrankenBytes", "FrankenEntropy", "FrankenGraph", "FrankenRuntime",
                "FrankenWeights",
            ],
            testUses: [
                "FrankenBytes", "FrankenCodec", "FrankenEntropy", "FrankenFamilies",
                "FrankenGraph", "FrankenRuntime", "FrankenTesting", "FrankenWeights",
            ]
        ),
        module(
            "FrankenTrainer",
            uses: [
                "FrankenBlueprint", "FrankenBundle", "FrankenBytes", "FrankenCodec",
                "FrankenCrypto", "FrankenData", "FrankenEdge", "FrankenEntropy",
                "FrankenEvaluation", "FrankenGraph", "FrankenImage", "FrankenPipeline",
                "FrankenPlot", "FrankenRecipes", "FrankenRuntime", "FrankenSplit",
                "FrankenTraining", "FrankenWeights",
            ],
            testUses: [
                "FrankenBlueprint", "FrankenBundle", "FrankenBytes", "FrankenCodec",
                "FrankenCrypto", "FrankenData",
                "FrankenEntropy", "FrankenFamilies", "FrankenGraph", "FrankenImage",
                "FrankenPipeline", "FrankenRecipes", "FrankenTraining", "FrankenWeights",
                "zoo-train",
            ]
        ),
        [
            .executableTarget(
                name: "zoo-train",
                dependencies: [
                    argumentParser, "FrankenBlueprint", "FrankenBundle", "FrankenBytes",
                    "FrankenCodec", "FrankenCrypto", "FrankenData", "FrankenFamilies",
                    "FrankenPipeline", "FrankenPlugins", "FrankenRecipes", "FrankenRuntime",
                    "FrankenStore", "FrankenTaxonomy", "FrankenTrainer", "FrankenTraining",
                    "FrankenWeights",
                ],
                swiftSettings: settings
            )
        ],
        [
            .executableTarget(
                name: "TrainBench",
                dependencies: [
                    "FrankenBlueprint", "FrankenCodec", "FrankenEntropy", "FrankenFamilies",
                    "FrankenGraph", "FrankenPipeline", "FrankenRuntime", "FrankenTraining",
                    "FrankenWeights",
                ],
                path: "Tools/bench/TrainBench",
                swiftSettings: settings
            )
        ],
    ]

/// The store alone, for the fault harness and its bench: see `Tools/faults`.
let probeTargets: [Target] =
    Context.environment["ZOO_FAULTS"] != "1"
    ? []
    : [
        .executableTarget(
            name: "store-probe", dependencies: ["FrankenBundle", "FrankenCrypto", "FrankenStore"],
            path: "Tools/faults/StoreProbe", swiftSettings: settings)
    ]

let package = Package(
    name: "frankensplit-zoo",
    products: [
        .executable(name: "zoo", targets: ["zoo"]),
        .library(
            name: "FrankenPipeline",
            targets: [
                "FrankenPipeline", "FrankenBlueprint", "FrankenGraph", "FrankenImage",
                "FrankenRuntime", "FrankenTaxonomy", "FrankenWeights",
            ]
        ),
        .library(name: "FrankenFamilies", targets: ["FrankenFamilies"]),
        .library(name: "FrankenTesting", targets: ["FrankenTesting"]),
        .library(name: "FrankenZoo", targets: ["FrankenZoo", "FrankenPlugins"]),
        .library(name: "FrankenBundle", targets: ["FrankenBundle", "FrankenBytes", "FrankenCrypto"]),
        .library(name: "FrankenEntropy", targets: ["FrankenEntropy"]),
        .library(name: "FrankenEdge", targets: ["FrankenEdge", "FrankenCodec", "FrankenImage"]),
        .library(name: "frankenedge", type: .dynamic, targets: ["FrankenEdgeABI"]),
        .executable(name: "zoo-encode", targets: ["zoo-encode"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
    ],
    targets: targets.flatMap(\.self) + trainingTargets.flatMap(\.self) + fuzzTargets
        + canaryTargets + probeTargets,
    cxxLanguageStandard: libtorch == nil ? .cxx17 : .cxx20
)
