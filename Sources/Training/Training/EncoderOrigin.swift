internal import FrankenBundle
internal import FrankenBytes
internal import FrankenFiles
internal import FrankenRecipes

/// What is known of an encoder that stays as it is, from the result that it lies in.
public struct EncoderOrigin: Sendable {
    /// The SPDX identifier of its licence; nil where nobody stated one.
    public let license: String?
    /// The recipe that it was trained by; nil where that is not known.
    let recipe: Recipe?

    /// Of an encoder that nothing is known of.
    init() {
        (license, recipe) = (nil, nil)
    }

    /// Reads what lies beside an encoder's folder.
    ///
    /// - Parameter path: The folder with the five files, `encoder` of a result or any other.
    public init(encoderFolder path: String) {
        let result = "\(path)/.."
        // Only a result whose encoder this is can speak for it.
        let own = Self.bytes("\(path)/codec.json")
        guard own != nil, own == Self.bytes("\(result)/encoder/codec.json") else {
            (license, recipe) = (nil, nil)
            return
        }
        license = Self.licenses(result).first { $0.component == "encoder" }?.spdx
        // A decoder's recipe says nothing about the encoder, which came from elsewhere.
        let recipe = try? Recipe(path: "\(result)/\(TrainingOutput.recipeFile)")
        self.recipe = recipe?.purpose == .codec ? recipe : nil
    }

    private static func licenses(_ folder: String) -> [BundleLicense] {
        guard let bytes = bytes("\(folder)/\(PackDescription.fileName)") else { return [] }
        return (try? PackDescription(bytes: bytes))?.licenses ?? []
    }

    private static func bytes(_ path: String) -> [UInt8]? {
        guard let file = try? MappedFile(path: path) else { return nil }
        return try? file.copyBytes(in: 0..<min(file.byteCount, 1 << 20))
    }
}
