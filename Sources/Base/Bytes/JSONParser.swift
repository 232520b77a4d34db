/// A strict parser of JSON (RFC 8259) for text that nobody vouches for.
///
/// It accepts exactly the grammar: UTF-8 without a byte order mark, one value, no duplicate
/// names (compared as decoded bytes), no comments, no trailing commas, nothing after the value
/// but blanks. Foundation's two readers disagree on such texts, so nothing of ours uses them.
///
/// Memory: about 100 bytes for each value and each name, whose number is limited, plus the text
/// of strings. The densest text takes 31 bytes for each of its own. Recursion is bounded by the
/// depth limit.
public struct JSONParser: Sendable {
    /// What a text may cost.
    public struct Limits: Sendable {
        /// The deepest nesting of arrays and objects that any limit may allow; beyond it, the
        /// recursion could exhaust the stack of a secondary thread.
        public static let depthCeiling = 512

        /// Deepest nesting of arrays and objects.
        public let depth: Int
        /// Longest text in bytes.
        public let byteCount: Int
        /// Most values in the text, counting containers.
        public let valueCount: Int

        /// Makes limits; the defaults suit manifests and graphs.
        public init(depth: Int = 64, byteCount: Int = 64 << 20, valueCount: Int = 5_000_000) {
            self.depth = min(max(depth, 0), Self.depthCeiling)
            self.byteCount = byteCount
            self.valueCount = valueCount
        }
    }

    /// What a text may cost.
    public let limits: Limits

    /// Makes a parser with the given limits.
    public init(limits: Limits = Limits()) {
        self.limits = limits
    }

    /// Parses one JSON text.
    ///
    /// - Parameter bytes: The whole text.
    /// - Returns: The value, whose nodes remember their byte offsets.
    /// - Throws: ``JSONError`` with line and column.
    /// - Complexity: Linear in the number of bytes.
    public func parse(_ bytes: [UInt8]) throws(JSONError) -> JSONValue {
        do throws(JSONError) {
            guard bytes.count <= limits.byteCount else {
                throw JSONError(
                    .tooLong,
                    "The text has \(bytes.count) bytes; at most \(limits.byteCount) are allowed."
                )
            }
            var scanner = JSONScanner(bytes: bytes, limits: limits)
            return try scanner.document()
        } catch {
            throw error.located(in: bytes)
        }
    }
}
