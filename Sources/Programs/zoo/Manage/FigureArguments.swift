import ArgumentParser

/// What a bundle must be and achieve: options of `list` and `search`.
struct FigureArguments: ParsableArguments {
    @Option(help: "Only of this family, for example swin.")
    var family: String?

    @Option(help: "Only of this archetype, for example convolutional.")
    var archetype: String?

    @Option(help: "Only bundles that send at most so many bytes per image, for example 4K.")
    var maxBytes: String?

    @Option(help: "Only bundles with at least this top-1 accuracy, 0 to 1.")
    var minTop1: Double?

    func validate() throws {
        _ = try maxBytes.map(ByteCount.init(parsing:))
        guard (0...1).contains(minTop1 ?? 0) else {
            throw ValidationError("--min-top1 must be 0 to 1, found \(minTop1 ?? 0).")
        }
    }

    /// The most bytes per image; a text that is no number was refused before.
    var mostBytes: Double? {
        maxBytes.flatMap { try? ByteCount(parsing: $0) }.map { Double($0.value) }
    }

    /// Whether anything is asked for.
    var isGiven: Bool {
        family != nil || archetype != nil || maxBytes != nil || minTop1 != nil
    }
}
