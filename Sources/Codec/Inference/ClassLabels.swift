/// What the classes of a classifier are called.
public struct ClassLabels: Sendable, Hashable {
    /// One class.
    public struct Label: Sendable, Hashable {
        /// A short stable identifier, such as a WordNet ID; the name where there is none.
        public let id: String
        /// What people call it.
        public let name: String

        /// Identifier and name.
        public init(id: String, name: String) {
            self.id = id
            self.name = name
        }
    }

    /// The classes, by index.
    public let labels: [Label]

    /// Labels in index order.
    public init(_ labels: [Label]) {
        self.labels = labels
    }

    /// The 1000 classes of ImageNet-1k, in torchvision's and timm's order.
    public static let imagenet = ClassLabels(
        ImageNetLabels.table.split(separator: "\n").map { line in
            let fields = line.split(separator: "\t", maxSplits: 1).map(String.init)
            return Label(id: fields[0], name: fields.count > 1 ? fields[1] : fields[0])
        }
    )

    /// The ten classes of CIFAR-10, in its own order.
    public static let cifar10 = ClassLabels(
        [
            "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship",
            "truck",
        ].map { Label(id: $0, name: $0) }
    )

    /// Labels from text: one class a line, `name`, or `id`, tab, `name`.
    ///
    /// A byte order mark is no part of a name. Empty lines and those that begin with `#` are left out. A leading index column is dropped
    /// where every line has its own number, counted from 0, there.
    ///
    /// - Parameter text: The whole file.
    /// - Throws: ``InferenceError`` with `.wrongLabels` for an empty file or too long a line.
    public init(text: String) throws(InferenceError) {
        let hasMark = text.unicodeScalars.first == "\u{FEFF}"
        let content = String(text.unicodeScalars.dropFirst(hasMark ? 1 : 0))
        let lines = content.split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("#") }
        guard !lines.isEmpty, lines.count <= 100_000, lines.allSatisfy({ $0.utf8.count <= 4096 })
        else {
            throw InferenceError(
                .wrongLabels,
                "A label file has 1 to 100,000 lines of at most 4,096 bytes, found \(lines.count)."
            )
        }
        var rows = lines.map { $0.split(separator: "\t").map(String.init) }
        let isNumbered = rows.enumerated().allSatisfy { $1.count > 1 && $1[0] == String($0) }
        if isNumbered { rows = rows.map { Array($0.dropFirst()) } }
        labels = rows.map { fields in
            Label(id: fields.first ?? "", name: fields.count > 1 ? fields[1] : fields.first ?? "")
        }
    }

    /// One class a line, `id`, tab, `name`: what ``init(text:)`` reads.
    ///
    /// An index stands in front where a line would be read as something else without. Tabs and line
    /// ends in a name become spaces.
    public var text: String {
        func field(_ text: String) -> String {
            String(text.map { $0 == "\t" || $0.isNewline ? " " : $0 })
        }
        let lines = labels.map { "\(field($0.id))\t\(field($0.name))\n" }
        let isNumbered = labels.enumerated().allSatisfy { $1.id == String($0) }
        guard isNumbered || labels.contains(where: { $0.id.hasPrefix("#") || $0.id.isEmpty }) else {
            return lines.joined()
        }
        return lines.enumerated().map { "\($0)\t\($1)" }.joined()
    }

    /// The index of a class by identifier or by name.
    ///
    /// - Parameter text: An identifier, or a name that only one class has: ImageNet has two that
    ///   are called "crane".
    /// - Returns: `nil` when no class, or more than one, is called so.
    public func index(of text: String) -> Int? {
        if let index = labels.firstIndex(where: { $0.id == text }) { return index }
        let named = labels.indices.filter { labels[$0].name == text }
        return named.count == 1 ? named[0] : nil
    }
}
