/// A decoder file as it is written, version 1; `Sizes` is what the file's decoder family declares.
///
/// Decoded strictly: an unknown field is an error. `Blueprints/README.md` explains each field.
struct DecoderFile<Sizes: Decodable & Sendable>: Decodable {
    struct DecoderRecord: Decodable {
        let name: String
        let displayName: String
        let backbones: [String]
        let splitPoint: String
        let latentChannels: Int?
        let latentReduction: Int?
        let sizes: Sizes
    }

    let format: String
    let version: Int
    let builder: BlueprintHeader.Builder
    let decoders: [DecoderRecord]

    private enum CodingKeys: String, CodingKey {
        case format, version, builder
        case decoders = "recipes"
    }
}
