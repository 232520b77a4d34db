/// A string that equals another only when their UTF-8 bytes are the same.
///
/// Swift's `String` compares by canonical equivalence: `é` written as one scalar equals `é`
/// written as two. Two tensors or two JSON members may differ in exactly that, and a
/// dictionary keyed by `String` would silently merge them.
public struct ExactString: Sendable {
    /// The text itself.
    public let text: String

    /// Wraps `text`.
    public init(_ text: String) {
        var text = text
        text.makeContiguousUTF8()
        self.text = text
    }
}

extension ExactString: Hashable {
    public static func == (left: ExactString, right: ExactString) -> Bool {
        left.text.utf8.elementsEqual(right.text.utf8)
    }

    public func hash(into hasher: inout Hasher) {
        let hashed: Void? = unsafe text.utf8.withContiguousStorageIfAvailable { buffer in
            unsafe hasher.combine(bytes: UnsafeRawBufferPointer(buffer))
        }
        // The text was made contiguous, so this runs for no string we know of; leaving the
        // bytes out would still be a valid, if weak, hash.
        if hashed == nil { hasher.combine(text.utf8.count) }
    }
}

extension ExactString: Comparable {
    /// Orders by UTF-8 bytes, which is also the order of the Unicode scalars.
    public static func < (left: ExactString, right: ExactString) -> Bool {
        left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
    }
}

extension ExactString: CustomStringConvertible {
    public var description: String { text }
}
