/// Everything that differs between a checkpoint and what a model needs.
public struct TensorMismatch: Sendable, Equatable {
    /// A tensor of the wrong shape.
    public struct Misshapen: Sendable, Equatable {
        /// The tensor.
        public let name: String
        /// The shape the model needs.
        public let expected: [Int]
        /// The shape in the checkpoint.
        public let found: [Int]

        package init(name: String, expected: [Int], found: [Int]) {
            self.name = name
            self.expected = expected
            self.found = found
        }
    }

    /// A tensor the model needs and the checkpoint lacks.
    public struct Missing: Sendable, Equatable {
        /// The tensor.
        public let name: String
        /// The shape the model needs.
        public let shape: [Int]
        /// A surplus name that differs by leading components only.
        public let hint: String?

        package init(name: String, shape: [Int], hint: String?) {
            self.name = name
            self.shape = shape
            self.hint = hint
        }
    }

    /// Entries of each kind that a message lists before it counts the rest.
    static let listedCount = 12

    /// Tensors the model needs and the checkpoint lacks.
    public let missing: [Missing]
    /// Names in the checkpoint that the model does not know.
    public let surplus: [String]
    /// Tensors of the wrong shape.
    public let misshapen: [Misshapen]

    /// Whether nothing differs.
    public var isEmpty: Bool { missing.isEmpty && surplus.isEmpty && misshapen.isEmpty }

    /// The differences as text: at most twelve of each kind, then how many more.
    var message: String {
        var parts = ["The checkpoint does not fit the model."]
        parts += Self.section("missing", missing) {
            "'\($0.name)' \($0.shape)" + ($0.hint.map { " (did you mean '\($0)'?)" } ?? "")
        }
        parts += Self.section("surplus", surplus) { "'\($0)'" }
        parts += Self.section("of the wrong shape", misshapen) {
            "'\($0.name)' is \($0.found) in the checkpoint but the model needs \($0.expected)"
        }
        parts.append(nextStep)
        return parts.joined(separator: "\n")
    }

    private var nextStep: String {
        let prefixes = Set(
            missing.compactMap { item in
                item.hint.flatMap {
                    $0.hasSuffix(item.name) ? String($0.dropLast(item.name.count)) : nil
                }
            }
        )
        if let prefix = prefixes.first, prefixes.count == 1 {
            return "Strip the prefix '\(prefix)' from the names in the file, then try again."
        }
        return
            "Check that the file is of this model, and that its names are those of its publisher."
    }

    private static func section<Item>(
        _ title: String,
        _ items: [Item],
        _ line: (Item) -> String
    ) -> [String] {
        guard !items.isEmpty else { return [] }
        let listed = items.prefix(listedCount).map { "    " + line($0) }
        let rest = items.count - listed.count
        return ["  \(items.count) \(title):"] + listed + (rest > 0 ? ["    and \(rest) more"] : [])
    }
}
