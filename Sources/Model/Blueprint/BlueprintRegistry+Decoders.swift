public import FrankenTaxonomy

extension BlueprintRegistry {
    /// The decoders that are declared for a backbone, the preferred one first.
    ///
    /// - Parameter backbone: A name or alias.
    /// - Returns: Those in the order of the files; empty where nobody declared one.
    /// - Throws: `TaxonomyError` with code `.unknownName` and the likeliest backbones.
    public func decoders(
        for backbone: String
    ) throws(TaxonomyError) -> [DecoderBlueprint] {
        let name = try self.backbone(named: backbone).name
        return declaredDecoders.flatMap(\.decoders).filter { $0.backbone == name }
    }

    /// A decoder that is declared for a backbone.
    ///
    /// - Parameters:
    ///   - backbone: A name or alias.
    ///   - wanted: The decoder's name; the backbone's first decoder when left out.
    /// - Returns: The decoder.
    /// - Throws: `TaxonomyError` with code `.unknownName` and the likeliest backbones or the
    ///   decoders that there are.
    public func decoder(
        for backbone: String,
        named wanted: String? = nil
    ) throws(TaxonomyError) -> DecoderBlueprint {
        let name = try self.backbone(named: backbone).name
        let decoders = try decoders(for: name)
        guard let wanted else {
            guard let first = decoders.first else {
                throw TaxonomyError(
                    .unknownName,
                    "No file declares a decoder for \(name). Write a decoder file for it."
                )
            }
            return first
        }
        guard let decoder = decoders.first(where: { $0.name == wanted }) else {
            throw TaxonomyError(
                .unknownName,
                "\(name) has no decoder called \(wanted.prefix(40).debugDescription).",
                suggestions: decoders.map(\.name)
            )
        }
        return decoder
    }

    /// Refuses a second decoder of one name for a backbone.
    static func checkAcross(_ files: [DeclaredDecoders]) throws(BlueprintError) {
        var owners: [String: String] = [:]
        for file in files {
            for (decoder, path) in zip(file.decoders, file.paths) {
                let key = "\(decoder.backbone) \(decoder.name)"
                guard let owner = owners.updateValue(file.file, forKey: key) else { continue }
                throw file.reader.error(
                    .duplicateName,
                    at: path.backbone,
                    "\(decoder.backbone) has a decoder called '\(decoder.name)' in "
                        + "\(owner) already. Rename one."
                )
            }
        }
    }
}
