/// The part of a blueprint file that says how to read the rest, in every version.
struct BlueprintHeader: Decodable {
    static let format = "frankensplit-blueprint"
    static let decoderFormat = "frankensplit-decoders"
    static let version = 1

    /// The code a file is for.
    struct Builder: Decodable {
        /// ``BackboneFamily/name`` or ``DecoderFamily/name``.
        let name: String
        /// The code's parameter layout.
        let layout: Int
    }

    /// Any field: a later version may have other ones.
    private struct Field: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    let format: String
    let version: Int
    let builder: Builder

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Field.self)
        format = try fields.decode(String.self, forKey: Field(stringValue: "format"))
        version = try fields.decode(Int.self, forKey: Field(stringValue: "version"))
        builder = try fields.decode(Builder.self, forKey: Field(stringValue: "builder"))
        // Asking for a field tells the strict decoder that it is known.
        for field in fields.allKeys { _ = fields.contains(field) }
    }
}
