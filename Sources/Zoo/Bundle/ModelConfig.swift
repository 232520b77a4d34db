internal import FrankenBytes

/// ModelPack's description of a model, for programs that know nothing of zoos.
///
/// Its schema is closed, so all that is ours is in `zoo.json`; the time of making is left out
/// because equal bundles must be equal bytes.
///
/// - SeeAlso: CNCF ModelPack specification 1.0, "Model config".
struct ModelConfig: Codable {
    struct About: Codable {
        let name: String
        let version: String
        let family: String
        let licenses: [String]?
        let description: String?
    }

    struct Config: Codable {
        let architecture: String
        let format: String
    }

    struct Files: Codable {
        let type: String
        let diffIds: [String]
    }

    let descriptor: About
    let config: Config
    let modelfs: Files

    init(_ description: BundleDescription, layers: [Descriptor]) {
        let licenses = Set(description.licenses.map(\.spdx)).sorted()
        descriptor = About(
            name: description.name.text,
            version: "\(description.version)",
            family: description.taxonomy.family,
            licenses: licenses.isEmpty ? nil : licenses,
            description: description.summary
        )
        config = Config(architecture: description.taxonomy.archetype, format: "safetensors")
        // Raw layers are what they are when unpacked.
        modelfs = Files(type: "layers", diffIds: layers.map { "\($0.digest)" })
    }

    func bytes() throws(BundleError) -> [UInt8] {
        try BundleError.reading(.malformedManifest, "The config") {
            try StableJSONEncoder(.compact).encode(self)
        }
    }
}
