/// The names of classes, in the order of their indices.
///
/// The name of a sub-folder or archive folder becomes a label here: by being in the list, or else
/// by being an index of it.
package struct ClassList: Sendable, Hashable {
    /// The names; the index of a name is its label.
    package let names: [String]
    private let indices: [String: Int]

    /// A list of names.
    ///
    /// - Parameters:
    ///   - names: The names in the order of their labels.
    ///   - aliases: Other names and their labels; a name of the list comes first.
    /// - Throws: ``DataError`` with code `.malformed` for a name that is empty or there twice.
    package init(_ names: [String], aliases: [String: Int] = [:]) throws(DataError) {
        var indices: [String: Int] = [:]
        for (index, name) in names.enumerated() {
            guard !name.isEmpty, indices.updateValue(index, forKey: name) == nil else {
                throw DataError(
                    .malformed,
                    """
                    Expected every class once, found '\(name.prefix(80))' again or empty at \
                    index \(index). Correct the list of classes.
                    """
                )
            }
        }
        self.names = names
        self.indices = indices.merging(aliases.filter { names.indices.contains($0.value) }) {
            name,
            _ in name
        }
    }

    /// A list of one name per line, such as a file of WordNet identifiers.
    ///
    /// - Throws: ``DataError`` with code `.malformed`.
    package init(text: String) throws(DataError) {
        try self.init(
            text.split(whereSeparator: \.isNewline).map { line in
                String(line.prefix { $0 != "\t" && $0 != " " })
            }
        )
    }

    /// The label of a name: its index in the list, or the index it spells.
    package func label(of name: String) -> Int? {
        if let index = indices[name] { return index }
        guard let number = Int(name), names.indices.contains(number), "\(number)" == name
        else { return nil }
        return number
    }
}
