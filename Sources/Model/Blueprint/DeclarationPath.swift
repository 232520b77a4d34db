/// The way from a declaration to a value inside it: `["depths", 2]`.
public struct DeclarationPath: Sendable, Hashable, ExpressibleByArrayLiteral {
    /// One step down.
    public enum Step: Sendable, Hashable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
        /// Into a field of an object.
        case field(String)
        /// Into an element of an array.
        case index(Int)

        /// A field.
        public init(stringLiteral value: String) {
            self = .field(value)
        }

        /// An element.
        public init(integerLiteral value: Int) {
            self = .index(value)
        }
    }

    /// The steps, outermost first.
    public var steps: [Step]

    /// A path of the given steps.
    public init(_ steps: [Step]) {
        self.steps = steps
    }

    /// A path of the given steps.
    public init(arrayLiteral elements: Step...) {
        steps = elements
    }

    /// This path, then another from where it ends.
    static func + (left: Self, right: Self) -> Self {
        Self(left.steps + right.steps)
    }

    /// As messages show it: `$.branches[0].id`.
    var text: String {
        steps.reduce(into: "$") { text, step in
            switch step {
            case .field(let name): text += ".\(name)"
            case .index(let index): text += "[\(index)]"
            }
        }
    }
}
