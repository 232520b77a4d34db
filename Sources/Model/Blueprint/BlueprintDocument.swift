/// A file whose header was read: what it is, and for which code.
struct BlueprintDocument {
    /// What files are there.
    enum Kind {
        /// Relatives of a family.
        case backbones
        /// Decoders.
        case decoders
    }

    let kind: Kind
    let header: BlueprintHeader
    let reader: BlueprintReader
    /// The file's name.
    let name: String

    /// Reads a file's header.
    ///
    /// - Throws: ``BlueprintError`` with file, line and column.
    init(_ source: BlueprintSource) throws(BlueprintError) {
        name = source.name
        reader = try BlueprintReader(source)
        header = try reader.decode(BlueprintHeader.self)
        switch header.format {
        case BlueprintHeader.format: kind = .backbones
        case BlueprintHeader.decoderFormat: kind = .decoders
        default: throw Self.unsupported(header, reader)
        }
        guard header.version == BlueprintHeader.version else {
            throw Self.unsupported(header, reader)
        }
    }

    private static func unsupported(
        _ header: BlueprintHeader,
        _ reader: BlueprintReader
    ) -> BlueprintError {
        reader.error(
            .unsupportedFormat,
            at: ["version"],
            "this build reads \(BlueprintHeader.format) and \(BlueprintHeader.decoderFormat) "
                + "version \(BlueprintHeader.version), found "
                + "\(header.format.prefix(40).debugDescription) version \(header.version). "
                + "A newer build may read it."
        )
    }

    /// The error for a builder that is not there.
    func unknownBuilder(among names: [String]) -> BlueprintError {
        let known = names.sorted().joined(separator: ", ")
        return reader.error(
            .unknownFamily,
            at: ["builder", "name"],
            "no family is called \(header.builder.name.prefix(40).debugDescription); this build "
                + "knows \(known.isEmpty ? "none" : known). A plugin may bring others."
        )
    }

    /// The error for another parameter layout than the build's.
    func wrongLayout(has identity: String) -> BlueprintError {
        reader.error(
            .layoutMismatch,
            at: ["builder", "layout"],
            "the file was written for builder layout \(header.builder.layout) "
                + "(\(header.builder.name)@\(header.builder.layout)), this build has \(identity). "
                + "Use a file for this build, or the build that the file is for."
        )
    }
}
