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

/// The floors of the house, lowest first: a module uses those above it in this file, so none of a
/// higher floor. `Tools/layering` holds every import against these lists.
enum Floor: String {
    case base = "Base"
    case model = "Model"
    case blueprints = "Blueprints"
    case codec = "Codec"
    case zoo = "Zoo"
    case training = "Training"
    case programs = "Programs"
}

/// A library target and its mirror under `Tests`.
///
/// - Parameters:
///   - floor: The folder of `Sources` and `Tests`.
///   - name: The folder there; the target is called so with `Franken` in front.
///   - pointers: Whether it holds C pointers and marks each use `unsafe`.
///   - dependencies: What it imports; its tests may import all of that too.
///   - testDependencies: What its tests import besides.
///   - testExclude: Folders of its tests that are data.
func module(
    _ floor: Floor,
    _ name: String,
    pointers: Bool = false,
    exclude: [String] = [],
    resources: [Resource] = [],
    uses dependencies: [Target.Dependency] = [],
    testUses testDependencies: [Target.Dependency] = [],
    testExclude: [String] = []
) -> [Target] {
    let folder = floor == .blueprints ? floor.rawValue : "\(floor.rawValue)/\(name)"
    return [
        .target(
            name: "Franken\(name)",
            dependencies: dependencies,
            path: floor == .blueprints ? folder : "Sources/\(folder)",
            exclude: exclude,
            resources: resources,
            swiftSettings: pointers ? pointerSettings : settings
        ),
        .testTarget(
            name: "Franken\(name)Tests",
            dependencies: [.target(name: "Franken\(name)")] + dependencies + testDependencies,
            path: "Tests/\(folder)",
            exclude: testExclude,
            swiftSettings: settings
        ),
    ]
}

/// A C shim over system libraries, beside the one module that imports it.
func shim(_ floor: Floor, _ name: String, links libraries: [LinkerSetting] = []) -> [Target] {
    [
        .target(
            name: name,
            path: "Sources/\(floor.rawValue)/\(name)",
            linkerSettings: libraries
        )
    ]
}

/// A program.
func program(
    _ name: String,
    pointers: Bool = false,
    uses dependencies: [Target.Dependency]
) -> [Target] {
    [
        .executableTarget(
            name: name,
            dependencies: dependencies,
            path: "Sources/Programs/\(name)",
            swiftSettings: pointers ? pointerSettings : settings
        )
    ]
}

let targets: [[Target]] = [
    module(.base, "Failures"),
    module(.base, "Bytes", pointers: true, uses: ["FrankenFailures"]),
    module(.base, "Files", pointers: true, uses: ["FrankenBytes", "FrankenFailures"]),
    shim(.base, "CCrypto", links: [.linkedLibrary("crypto")]),
    module(.base, "Crypto", pointers: true, uses: ["CCrypto", "FrankenFailures"]),
    module(.model, "Taxonomy", uses: ["FrankenFailures"]),
    module(
        .model,
        "Weights",
        pointers: true,
        uses: [
            "FrankenBytes", "FrankenFailures", "FrankenFiles",
        ],
        testExclude: ["Corpus", "Goldens"]
    ),
    shim(
        .model,
        "CImageCodecs",
        links: [
            .linkedLibrary("jpeg"), .linkedLibrary("png"), .linkedLibrary("webp"),
            .linkedLibrary("webpdemux"), .linkedLibrary("z"),
        ]
    ),
    module(
        .model,
        "Image",
        pointers: true,
        uses: [
            "CImageCodecs", "FrankenFailures", "FrankenFiles",
        ],
        testExclude: ["Goldens"]
    ),
    module(
        .model,
        "Graph",
        uses: ["FrankenFailures", "FrankenWeights"],
        testUses: ["FrankenBytes"],
        testExclude: ["Goldens"]
    ),
    module(
        .model,
        "Blueprint",
        uses: [
            "FrankenBytes", "FrankenFailures", "FrankenGraph", "FrankenImage", "FrankenTaxonomy",
            "FrankenWeights",
        ]
    ),
    shim(.model, "CDNNL", links: [.linkedLibrary("dnnl"), .linkedLibrary("gomp")]),
    module(
        .model,
        "Runtime",
        pointers: true,
        uses: ["CDNNL", "FrankenFailures", "FrankenGraph", "FrankenWeights"],
        testUses: ["FrankenBytes", "FrankenTesting"],
        testExclude: ["Goldens"]
    ),
    module(
        .blueprints,
        "Families",
        exclude: ["README.md"],
        resources: [
            "ResNet/resnet.json", "ResNet/resnet-decoders.json", "Swin/swin.json",
            "Swin/swin-decoders.json", "ConvNeXt/convnext.json", "ConvNeXt/convnext-decoders.json",
        ].map { .embedInCode($0) },
        uses: ["FrankenBlueprint", "FrankenGraph", "FrankenWeights"],
        testUses: ["FrankenImage", "FrankenTaxonomy"],
        testExclude: ["Goldens"]
    ),
    module(
        .codec,
        "Entropy",
        pointers: true,
        uses: ["FrankenFailures"],
        testExclude: ["Golden"]
    ),
    module(
        .codec,
        "Codec",
        pointers: true,
        uses: [
            "FrankenBytes", "FrankenEntropy", "FrankenFailures", "FrankenFiles", "FrankenGraph",
            "FrankenImage",
            "FrankenWeights",
        ]
    ),
    module(
        .codec,
        "Edge",
        pointers: true,
        uses: [
            "FrankenCodec", "FrankenEntropy", "FrankenGraph", "FrankenImage", "FrankenRuntime",
            "FrankenWeights",
        ],
        testExclude: ["Goldens", "Photos"]
    ),
    shim(.codec, "CFrankenEdge"),
    module(
        .codec,
        "EdgeABI",
        pointers: true,
        uses: [
            "CFrankenEdge", "FrankenCodec", "FrankenEdge", "FrankenEntropy", "FrankenImage",
            "FrankenRuntime",
        ]
    ),
    module(
        .codec,
        "Inference",
        pointers: true,
        uses: [
            "FrankenBlueprint", "FrankenCodec", "FrankenCrypto", "FrankenEntropy",
            "FrankenFailures", "FrankenGraph", "FrankenImage", "FrankenRuntime",
            "FrankenTaxonomy", "FrankenWeights",
        ],
        testUses: ["FrankenBytes", "FrankenEdge", "FrankenFamilies"],
        testExclude: ["Goldens"]
    ),
    shim(.zoo, "CArchive", links: [.linkedLibrary("archive")]),
    module(
        .zoo,
        "Bundle",
        pointers: true,
        uses: ["CArchive", "FrankenBytes", "FrankenCrypto", "FrankenFailures", "FrankenFiles"]
    ),
    module(
        .zoo,
        "Trust",
        pointers: true,
        uses: [
            "FrankenBundle", "FrankenBytes", "FrankenCrypto", "FrankenFailures", "FrankenFiles",
        ]
    ),
    shim(
        .zoo,
        "CCurl",
        // Not curl itself: it is loaded when it is needed, see library.h.
        links: [.linkedLibrary("dl", .when(platforms: [.linux]))]
    ),
    module(
        .zoo,
        "Transport",
        pointers: true,
        uses: [
            "CCurl", "FrankenBundle", "FrankenBytes", "FrankenCrypto", "FrankenFailures",
            "FrankenFiles",
        ],
        testExclude: ["Servers"]
    ),
    module(
        .zoo,
        "Store",
        pointers: true,
        uses: [
            "FrankenBundle", "FrankenBytes", "FrankenCrypto", "FrankenFailures", "FrankenFiles",
            "FrankenTaxonomy",
        ]
    ),
    module(
        .zoo,
        "Catalog",
        uses: [
            "FrankenBundle", "FrankenBytes", "FrankenCrypto", "FrankenFailures", "FrankenTaxonomy",
            "FrankenTrust",
        ]
    ),
    module(
        .zoo,
        "Plugins",
        pointers: true,
        uses: [
            "FrankenBlueprint", "FrankenBytes", "FrankenFailures", "FrankenFamilies",
            "FrankenFiles", "FrankenStore",
        ],
        testUses: ["FrankenTaxonomy"]
    ),
    module(
        .zoo,
        "Zoo",
        pointers: true,
        uses: [
            "FrankenBlueprint", "FrankenBundle", "FrankenBytes", "FrankenCatalog", "FrankenCodec",
            "FrankenCrypto", "FrankenEdge", "FrankenEntropy", "FrankenFailures", "FrankenFiles",
            "FrankenGraph",
            "FrankenImage", "FrankenInference", "FrankenPlugins", "FrankenRuntime", "FrankenStore",
            "FrankenTaxonomy", "FrankenTransport", "FrankenTrust", "FrankenWeights",
        ],
        testUses: ["FrankenFamilies"]
    ),
    module(
        .zoo,
        "Testing",
        pointers: true,
        uses: [
            "FrankenBlueprint", "FrankenBundle", "FrankenBytes", "FrankenCodec", "FrankenEdge",
            "FrankenEntropy", "FrankenFiles", "FrankenGraph", "FrankenImage", "FrankenInference",
            "FrankenRuntime", "FrankenStore", "FrankenTaxonomy", "FrankenWeights", "FrankenZoo",
        ],
        testUses: ["FrankenFamilies"]
    ),
    module(
        .training,
        "Data",
        pointers: true,
        uses: [
            "FrankenBundle", "FrankenCrypto", "FrankenFailures", "FrankenFiles", "FrankenImage",
        ],
        testUses: ["FrankenBytes"]
    ),
    module(
        .training,
        "Evaluation",
        uses: [
            "FrankenBlueprint", "FrankenBytes", "FrankenCodec", "FrankenCrypto", "FrankenData",
            "FrankenEdge", "FrankenEntropy", "FrankenFailures", "FrankenImage", "FrankenInference",
            "FrankenRuntime",
        ],
        testUses: ["FrankenFamilies", "FrankenGraph", "FrankenWeights"],
        testExclude: ["Photos"]
    ),
    module(
        .training,
        "Recipes",
        pointers: true,
        uses: [
            "FrankenBytes", "FrankenCrypto", "FrankenData", "FrankenEvaluation", "FrankenFailures",
            "FrankenFiles", "FrankenWeights",
        ],
        testUses: ["training-probe"]
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
        .programs,
        "Commands",
        pointers: true,
        uses: ["FrankenBytes", "FrankenFailures", "FrankenFiles"]
    ),
    program(
        "zoo-encode",
        pointers: true,
        uses: [
            "FrankenCodec", "FrankenCommands", "FrankenEdge", "FrankenEntropy", "FrankenFailures",
            "FrankenFiles", "FrankenImage", "FrankenRuntime",
        ]
    ),
    program(
        "zoo",
        uses: [
            argumentParser, "FrankenBlueprint", "FrankenBundle", "FrankenBytes", "FrankenCatalog",
            "FrankenCodec", "FrankenCommands", "FrankenCrypto", "FrankenData", "FrankenEdge",
            "FrankenEntropy", "FrankenEvaluation", "FrankenFailures", "FrankenFamilies",
            "FrankenFiles", "FrankenGraph", "FrankenImage",
            "FrankenInference", "FrankenPlugins", "FrankenRecipes", "FrankenRuntime",
            "FrankenStore", "FrankenTaxonomy", "FrankenTransport", "FrankenTrust", "FrankenWeights",
            "FrankenZoo",
        ]
    ),
    [
        .testTarget(
            name: "ZooTests",
            // The programs are not imported: they must be built to be run.
            dependencies: [
                "zoo", "zoo-encode", "FrankenBlueprint", "FrankenBundle", "FrankenBytes",
                "FrankenCodec", "FrankenEdge", "FrankenEntropy", "FrankenFamilies", "FrankenGraph",
                "FrankenImage", "FrankenInference", "FrankenRuntime", "FrankenTaxonomy",
                "FrankenWeights", "FrankenZoo",
            ],
            path: "Tests/Programs/zoo",
            exclude: ["Photos"],
            swiftSettings: settings
        )
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
        ("FuzzSignature", ["FrankenBundle", "FrankenTrust"]), ("FuzzIndex", ["FrankenBundle", "FrankenCatalog", "FrankenTrust"]),
    ].map { (name: String, dependencies: [Target.Dependency]) in
        .executableTarget(
            name: name,
            dependencies: dependencies,
            path: "Tools/fuzz/\(name)",
            swiftSettings: settings + [.unsafeFlags(["-parse-as-library"])]
        )
    }

/// Planted faults that prove a sanitizer works, and so exist only for it: see `Tools/sanitize`.
let canaryTargets: [Target] =
    Context.environment["ZOO_SANITIZE"] != "1"
    ? []
    : [
        .target(name: "CSanitizerCanary", path: "Tools/sanitizers/CanaryC"),
        .testTarget(
            name: "SanitizerCanaryTests",
            dependencies: ["CSanitizerCanary"],
            path: "Tools/sanitizers/Canary",
            swiftSettings: settings
        ),
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
                path: "Sources/Training/CTorch",
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
                name: "CTorchTests",
                dependencies: ["CTorch"],
                path: "Tests/Training/CTorch",
                swiftSettings: pointerSettings
            ),
        ],
        module(
            .training,
            "Torch",
            pointers: true,
            uses: [
                "CTorch", "FrankenEntropy", "FrankenFailures", "FrankenGraph", "FrankenRuntime",
                "FrankenWeights",
            ],
            testUses: ["FrankenBytes", "FrankenCodec", "FrankenFamilies", "FrankenTesting"]
        ),
        module(
            .training,
            "Training",
            uses: [
                "FrankenBlueprint", "FrankenBundle", "FrankenBytes", "FrankenCodec",
                "FrankenCrypto", "FrankenData", "FrankenEdge", "FrankenEntropy",
                "FrankenEvaluation", "FrankenFailures", "FrankenFiles", "FrankenGraph",
                "FrankenImage", "FrankenInference", "FrankenRecipes", "FrankenRuntime",
                "FrankenTorch",
                "FrankenWeights",
            ],
            testUses: ["FrankenFamilies", "zoo-train"]
        ),
        program(
            "zoo-train",
            uses: [
                argumentParser, "FrankenBlueprint", "FrankenBundle", "FrankenBytes", "FrankenCodec",
                "FrankenCommands", "FrankenCrypto", "FrankenData", "FrankenFiles",
                "FrankenInference", "FrankenPlugins", "FrankenRecipes", "FrankenRuntime",
                "FrankenStore", "FrankenTorch", "FrankenTraining", "FrankenWeights",
            ]
        ),
        [
            .executableTarget(
                name: "TrainBench",
                dependencies: [
                    "FrankenBlueprint", "FrankenCodec", "FrankenEntropy", "FrankenFamilies",
                    "FrankenGraph", "FrankenInference", "FrankenRuntime", "FrankenTorch",
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
            name: "store-probe",
            dependencies: ["FrankenBundle", "FrankenCrypto", "FrankenStore"],
            path: "Tools/faults/StoreProbe",
            swiftSettings: settings
        )
    ]

let package = Package(
    name: "frankensplit-zoo",
    products: [
        .executable(name: "zoo", targets: ["zoo"]),
        .library(
            name: "FrankenInference",
            targets: [
                "FrankenInference", "FrankenBlueprint", "FrankenCodec", "FrankenCrypto",
                "FrankenEntropy", "FrankenFailures", "FrankenFiles", "FrankenGraph", "FrankenImage",
                "FrankenRuntime", "FrankenTaxonomy", "FrankenWeights",
            ]
        ),
        .library(
            name: "FrankenFamilies",
            targets: [
                "FrankenFamilies", "FrankenBlueprint", "FrankenFailures", "FrankenFiles",
                "FrankenGraph",
                "FrankenImage", "FrankenTaxonomy", "FrankenWeights",
            ]
        ),
        .library(
            name: "FrankenTesting",
            targets: [
                "FrankenTesting", "FrankenBlueprint", "FrankenFailures", "FrankenFiles",
                "FrankenGraph",
                "FrankenImage", "FrankenTaxonomy", "FrankenWeights",
            ]
        ),
        .library(
            name: "FrankenZoo",
            targets: [
                "FrankenZoo", "FrankenBlueprint", "FrankenBundle", "FrankenBytes", "FrankenCatalog",
                "FrankenCodec", "FrankenCrypto", "FrankenEdge", "FrankenEntropy",
                "FrankenFailures", "FrankenFiles",
                "FrankenGraph", "FrankenImage", "FrankenInference", "FrankenPlugins",
                "FrankenRuntime", "FrankenStore", "FrankenTaxonomy", "FrankenTransport",
                "FrankenTrust", "FrankenWeights",
            ]
        ),
        .library(
            name: "FrankenBundle",
            targets: ["FrankenBundle", "FrankenCrypto", "FrankenFailures", "FrankenFiles"]
        ),
        .library(name: "FrankenEntropy", targets: ["FrankenEntropy", "FrankenFailures"]),
        .library(
            name: "FrankenEdge",
            targets: [
                "FrankenEdge", "FrankenCodec", "FrankenEntropy", "FrankenFailures", "FrankenFiles",
                "FrankenGraph", "FrankenImage", "FrankenRuntime", "FrankenWeights",
            ]
        ),
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
