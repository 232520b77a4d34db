/// Renders coding paths the way messages show them.
enum JSONPath {
    /// `$`, then `.name` or `[index]` for each key.
    static func text(_ path: [any CodingKey]) -> String {
        path.reduce(into: "$") { text, key in
            if let index = key.intValue {
                text += "[\(index)]"
            } else {
                text += ".\(key.stringValue)"
            }
        }
    }

    /// A step into an array, or to the parent's coder.
    struct Step: CodingKey {
        let stringValue: String
        let intValue: Int?

        init(index: Int) {
            stringValue = "[\(index)]"
            intValue = index
        }

        init(stringValue: String) {
            self.stringValue = stringValue
            intValue = nil
        }

        init(intValue: Int) {
            self.init(index: intValue)
        }
    }
}
