/// Text for bytes that need not be UTF-8: file names, arguments and variables of the environment.
///
/// A Swift `String` holds valid Unicode only, a file name holds any byte but `/` and NUL. Bytes that
/// are no UTF-8 become scalars of a private-use plane, `U+10F700` plus the byte, and become the same
/// bytes again when a path goes to the system or text goes to a stream. A name that has such scalars
/// itself gets each of their bytes written so, and therefore every sequence of bytes survives the
/// way to text and back. Nothing else in the package makes or undoes these scalars.
///
/// - SeeAlso: Python's PEP 383, which does the same with surrogates that no valid text can hold.
package enum ByteText {
    private static let base: UInt32 = 0x10F700

    /// The text of any bytes.
    package static func text(of bytes: some Collection<UInt8>) -> String {
        let bytes = Array(bytes)
        if let text = String(validating: bytes, as: UTF8.self), !hasEscape(bytes) { return text }
        var written: [UInt8] = []
        written.reserveCapacity(bytes.count + 16)
        var index = 0
        while index < bytes.count {
            let length = sequenceLength(bytes[index])
            let end = index + length
            if length > 0, end <= bytes.count, !isEscape(bytes, at: index),
                String(validating: bytes[index..<end], as: UTF8.self) != nil
            {
                written += bytes[index..<end]
                index = end
            } else {
                written += escape(bytes[index])
                index += 1
            }
        }
        return String(decoding: written, as: UTF8.self)
    }

    /// The text of bytes up to a NUL.
    package static func text(cString: UnsafePointer<CChar>) -> String {
        var count = 0
        while unsafe cString[count] != 0 { count += 1 }
        let bytes = unsafe UnsafeBufferPointer(start: cString, count: count)
        return unsafe text(of: bytes.map { UInt8(bitPattern: $0) })
    }

    /// The bytes that a text stands for.
    package static func bytes(of text: String) -> [UInt8] {
        let bytes = Array(text.utf8)
        guard hasEscape(bytes) else { return bytes }
        var read: [UInt8] = []
        read.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            if isEscape(bytes, at: index) {
                read.append((bytes[index + 2] - 0x9E) << 6 | bytes[index + 3])
                index += 4
            } else {
                read.append(bytes[index])
                index += 1
            }
        }
        return read
    }

    /// Whether a text stands for bytes that are no UTF-8, or has scalars that look so.
    package static func isEscaped(_ text: String) -> Bool {
        text.utf8.contains(0xF4) && hasEscape(Array(text.utf8))
    }

    /// Calls `body` with the bytes that a text stands for and a NUL behind them.
    ///
    /// A text with a NUL in it names no file, so `body` gets no bytes at all then: the system
    /// answers that nothing has this path.
    package static func withBytes<Result>(
        of text: String,
        _ body: (UnsafePointer<CChar>) -> Result
    ) -> Result {
        guard text.utf8.contains(where: { $0 == 0xF4 || $0 == 0 }) else {
            return unsafe text.withCString { unsafe body($0) }
        }
        let bytes = bytes(of: text)
        let terminated = (bytes.contains(0) ? [] : bytes.map { CChar(bitPattern: $0) }) + [0]
        return unsafe terminated.withUnsafeBufferPointer { buffer in
            guard let start = buffer.baseAddress else { return unsafe "".withCString(body) }
            return unsafe body(start)
        }
    }

    /// The escape's four bytes of UTF-8: `F4 8F 9E` or `F4 8F 9F`, then one more.
    private static func isEscape(_ bytes: [UInt8], at index: Int) -> Bool {
        index + 3 < bytes.count && bytes[index] == 0xF4 && bytes[index + 1] == 0x8F
            && (bytes[index + 2] == 0x9E || bytes[index + 2] == 0x9F)
            && bytes[index + 3] & 0xC0 == 0x80
    }

    private static func hasEscape(_ bytes: [UInt8]) -> Bool {
        bytes.contains(0xF4) && bytes.indices.contains { isEscape(bytes, at: $0) }
    }

    private static func escape(_ byte: UInt8) -> [UInt8] {
        guard let scalar = UnicodeScalar(base + UInt32(byte)) else { return [] }
        return Array(String(Character(scalar)).utf8)
    }

    private static func sequenceLength(_ lead: UInt8) -> Int {
        switch lead {
        case ..<0x80: 1
        case 0xC2...0xDF: 2
        case 0xE0...0xEF: 3
        case 0xF0...0xF4: 4
        default: 0
        }
    }
}
