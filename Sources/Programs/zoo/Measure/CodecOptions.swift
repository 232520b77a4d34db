import ArgumentParser
import FrankenInference
import FrankenRecipes
import FrankenZoo

/// The learned codecs that are measured.
struct CodecOptions: ParsableArguments {
    /// The line of a chart that codecs are on which are not given another.
    private static let method = "frankensplit"

    @Option(
        name: .long,
        parsing: .singleValue,
        help: ArgumentHelp(
            "A learned codec: an installed bundle, a .zoo file or the folder of a training.",
            discussion: """
                May be given several times; those of one backbone are one line of the chart. \
                LINE=CODEC puts it on a line of that name.
                """,
            valueName: "codec"
        ),
        completion: .file()
    )
    var codec: [String] = []

    @OptionGroup var zoo: ZooArguments

    /// A codec and its place in a chart.
    struct Entry {
        /// What is measured.
        let codec: SplitCodec
        /// The line that it belongs to: codecs of one kind at several settings.
        let method: String
        /// The lambda that it was trained with, where that is known.
        let setting: Double?
    }

    /// Opens the codecs, in the order they were given.
    func load() throws -> [Entry] {
        guard !codec.isEmpty else { return [] }
        let zoo = try zoo.open()
        return try codec.map { text in
            let (line, source) = Self.parts(of: text)
            return Entry(
                codec: try zoo.codec(source),
                method: line ?? Self.method,
                setting: Self.lambda(of: source)
            )
        }
    }

    /// `LINE=CODEC`; a path with a '=' of its own needs a line before it.
    private static func parts(of text: String) -> (line: String?, source: String) {
        guard let sign = text.firstIndex(of: "="), sign != text.startIndex,
            !text[..<sign].contains("/")
        else { return (nil, text) }
        return (String(text[..<sign]), String(text[text.index(after: sign)...]))
    }

    /// The lambda of the recipe beside a training's result.
    private static func lambda(of source: String) -> Double? {
        let recipe = try? Recipe(path: "\(source)/recipe.json")
        return recipe?.stages.last?.objective.rate?.lambda
    }
}
