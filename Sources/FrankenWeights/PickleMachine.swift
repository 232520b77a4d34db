internal import FrankenBytes

/// Reads a pickle without running anything in it.
///
/// A pickle is a program for a stack machine. This one knows the 32 opcodes that state
/// dictionaries are made of, treats functions and classes as symbols from a short list, and
/// refuses everything else with the offset and the opcode. Its stack, memo and arena are flat;
/// nothing recurses.
struct PickleMachine {
    let limits: PickleLimits
    let keepsOpaque: Bool
    let allowsStorages: Bool
    var reader: ByteReader
    var arena = PickleArena()
    private var stack: [PickleValue] = []
    private var marks: [Int] = []
    private var memo: [UInt32: PickleValue] = [:]
    private var opcodeOffset = 0
    private var opcode: UInt8 = 0
    var materializedByteCount = 0

    /// Prepares to read the pickle at the reader's position.
    ///
    /// - Parameters:
    ///   - reader: The bytes; left behind the STOP opcode.
    ///   - limits: What the pickle may cost.
    ///   - allowsStorages: Whether persistent identifiers may declare storages.
    ///   - keepsOpaque: Whether unknown functions and classes become opaque leaves.
    init(
        reader: ByteReader, limits: PickleLimits, allowsStorages: Bool = true,
        keepsOpaque: Bool = false
    ) {
        self.reader = reader
        self.limits = limits
        self.allowsStorages = allowsStorages
        self.keepsOpaque = keepsOpaque
    }

    /// Runs to the STOP opcode.
    ///
    /// - Returns: The one value that is left.
    /// - Throws: ``WeightsError`` with code `.invalidPickle`, `.forbiddenGlobal`,
    ///   `.invalidTensor` or `.limitExceeded`.
    mutating func run() throws(WeightsError) -> PickleValue {
        var operations = 0
        let start = reader.position
        while true {
            operations += 1
            guard operations <= limits.operations, stack.count <= limits.stack,
                marks.count <= limits.stack, memo.count <= limits.memo,
                reader.position - start <= limits.byteCount
            else {
                throw WeightsError(
                    .limitExceeded, "The pickle is larger than any state dictionary should be.")
            }
            opcodeOffset = reader.position
            opcode = try byte()
            if opcode == UInt8(ascii: ".") { return try stop() }
            try step()
        }
    }

    private mutating func stop() throws(WeightsError) -> PickleValue {
        guard marks.isEmpty, stack.count == 1, let value = stack.last else {
            throw failure("ends with \(stack.count) values instead of one")
        }
        return value
    }

    private mutating func step() throws(WeightsError) {
        switch opcode {
        case 0x80: try protocolVersion()
        case UInt8(ascii: "("): marks.append(stack.count)
        case UInt8(ascii: "N"): stack.append(.none)
        case 0x88: stack.append(.bool(true))
        case 0x89: stack.append(.bool(false))
        case UInt8(ascii: "K"): stack.append(.integer(Int64(try byte())))
        case UInt8(ascii: "M"): stack.append(.integer(Int64(try integer(UInt16.self))))
        case UInt8(ascii: "J"): stack.append(.integer(Int64(try integer(Int32.self))))
        case 0x8A: try longInteger()
        case UInt8(ascii: "G"): stack.append(.float(Double(bitPattern: try bigEndian())))
        case UInt8(ascii: "X"): try string(byteCount: Int(try integer(UInt32.self)))
        case UInt8(ascii: "U"): try shortString()
        case UInt8(ascii: ")"): push(tuple: [])
        case 0x85: push(tuple: try popLast(1))
        case 0x86: push(tuple: try popLast(2))
        case 0x87: push(tuple: try popLast(3))
        case UInt8(ascii: "t"): push(tuple: try popToMark())
        case UInt8(ascii: "]"):
            arena.lists.append([])
            stack.append(.list(arena.lists.count - 1))
        case UInt8(ascii: "a"): try append([try pop()])
        case UInt8(ascii: "e"): try append(try popToMark())
        case UInt8(ascii: "}"): push(dictionaryOrdered: false)
        case UInt8(ascii: "s"): try setItems(try popLast(2))
        case UInt8(ascii: "u"): try setItems(try popToMark())
        case UInt8(ascii: "c"): try global()
        case UInt8(ascii: "R"): try reduce()
        case UInt8(ascii: "b"): try build()
        case 0x81 where keepsOpaque: try newObject()
        case UInt8(ascii: "Q"): stack.append(try storage(from: try pop()))
        case UInt8(ascii: "q"): memo[UInt32(try byte())] = try top()
        case UInt8(ascii: "r"): memo[try integer()] = try top()
        case UInt8(ascii: "h"): try recall(UInt32(try byte()))
        case UInt8(ascii: "j"): try recall(try integer())
        default: throw failure("is not an opcode of state dictionaries")
        }
    }

    /// An error at the current opcode.
    func failure(
        _ reason: String, _ code: WeightsError.Code = .invalidPickle
    ) -> WeightsError {
        WeightsError(
            code,
            "The opcode 0x\(String(opcode, radix: 16)) at byte \(opcodeOffset) of the pickle "
                + "\(reason).")
    }
}

// The stack and the memo.
extension PickleMachine {
    mutating func pop() throws(WeightsError) -> PickleValue {
        let value = try top()
        stack.removeLast()
        return value
    }

    private func top() throws(WeightsError) -> PickleValue {
        guard let value = stack.last, stack.count > marks.last ?? 0 else {
            throw failure("needs a value, but the stack is empty")
        }
        return value
    }

    private mutating func popLast(_ count: Int) throws(WeightsError) -> [PickleValue] {
        guard stack.count - (marks.last ?? 0) >= count else {
            throw failure("needs \(count) values, but the stack has fewer")
        }
        let values = Array(stack.suffix(count))
        stack.removeLast(count)
        return values
    }

    private mutating func popToMark() throws(WeightsError) -> [PickleValue] {
        guard let mark = marks.popLast() else {
            throw failure("needs a mark, but there is none")
        }
        let values = Array(stack[mark...])
        stack.removeSubrange(mark...)
        return values
    }

    private mutating func recall(_ key: UInt32) throws(WeightsError) {
        guard let value = memo[key] else { throw failure("recalls memo \(key), never stored") }
        stack.append(value)
    }

    mutating func push(_ value: PickleValue) { stack.append(value) }

    mutating func push(tuple values: [PickleValue]) {
        arena.tuples.append(values)
        stack.append(.tuple(arena.tuples.count - 1))
    }

    @discardableResult
    mutating func push(dictionaryOrdered isOrdered: Bool) -> Int {
        arena.dictionaries.append(PickleArena.Dictionary(isOrdered: isOrdered))
        stack.append(.dictionary(arena.dictionaries.count - 1))
        return arena.dictionaries.count - 1
    }

    private mutating func append(_ values: [PickleValue]) throws(WeightsError) {
        switch try top() {
        case .list(let list): arena.lists[list] += values
        case .opaque(let object): arena.opaques[object].parts += values
        case let other: throw failure("appends to \(other.kindName) instead of a list")
        }
    }

    private mutating func setItems(_ values: [PickleValue]) throws(WeightsError) {
        guard values.count.isMultiple(of: 2) else {
            throw failure("sets a key without a value")
        }
        switch try top() {
        case .dictionary(let dictionary):
            for position in stride(from: 0, to: values.count, by: 2) {
                try insert(values[position], values[position + 1], into: dictionary)
            }
        case .opaque(let object): arena.opaques[object].parts += values
        case let other: throw failure("sets an item of \(other.kindName)")
        }
    }

    mutating func insert(
        _ key: PickleValue, _ value: PickleValue, into dictionary: Int
    ) throws(WeightsError) {
        let name: PickleKey
        switch key {
        case .string(let text): name = .string(ExactString(text))
        case .integer(let integer): name = .integer(integer)
        default: throw failure("has \(key.kindName) as a key; only strings and integers may be")
        }
        guard arena.dictionaries[dictionary].insert(name, value) else {
            throw failure("sets the key '\(name.text.prefix(200))' twice", .duplicateName)
        }
    }

    private mutating func build() throws(WeightsError) {
        let state = try pop()
        switch (try top(), state) {
        case (.dictionary(let target), .dictionary) where arena.dictionaries[target].isOrdered:
            break  // The state is `_metadata` of a module: versions, no numbers.
        case (.opaque(let object), _): arena.opaques[object].parts.append(state)
        case let (target, _): throw failure("sets the state of \(target.kindName)")
        }
    }
}

// Operands.
extension PickleMachine {
    private mutating func byte() throws(WeightsError) -> UInt8 {
        do { return try reader.byte() } catch { throw truncated(error) }
    }

    private mutating func take(_ count: Int) throws(WeightsError) -> ArraySlice<UInt8> {
        do { return try reader.take(count) } catch { throw truncated(error) }
    }

    private mutating func integer<Value: FixedWidthInteger>(
        _ type: Value.Type = Value.self
    ) throws(WeightsError) -> Value {
        do { return try reader.littleEndian(type) } catch { throw truncated(error) }
    }

    private mutating func bigEndian() throws(WeightsError) -> UInt64 {
        do { return try reader.bigEndian() } catch { throw truncated(error) }
    }

    /// Reads a line of ASCII.
    mutating func line() throws(WeightsError) -> String {
        let line: ArraySlice<UInt8>
        do { line = try reader.take(until: 0x0A, limit: limits.name) } catch {
            throw WeightsError(
                .invalidPickle,
                "A name at byte \(reader.position) of the pickle does not end within "
                    + "\(limits.name) bytes.", cause: error)
        }
        guard line.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw failure("has a name that is not plain ASCII")
        }
        return String(decoding: line, as: UTF8.self)
    }

    private mutating func protocolVersion() throws(WeightsError) {
        let version = try byte()
        guard version == 2 else {
            throw failure("declares protocol \(version); PyTorch writes protocol 2")
        }
    }

    private mutating func longInteger() throws(WeightsError) {
        let count = Int(try byte())
        guard count <= 16 else { throw failure("has an integer of \(count) bytes") }
        let bytes = Array(try take(count))
        guard count > 8 else {
            let isNegative = bytes.last.map { $0 >= 0x80 } ?? false
            var value: Int64 = isNegative ? -1 : 0
            for byte in bytes.reversed() { value = value << 8 | Int64(byte) }
            stack.append(.integer(value))
            return
        }
        // A sign byte in front of 64 bits still makes a 64-bit integer.
        var narrow: UInt64 = 0
        for byte in bytes.prefix(8).reversed() { narrow = narrow << 8 | UInt64(byte) }
        let value = Int64(bitPattern: narrow)
        if bytes.dropFirst(8).allSatisfy({ $0 == (value < 0 ? 0xFF : 0) }) {
            stack.append(.integer(value))
        } else {
            arena.wideIntegers.append(bytes)
            stack.append(.wideInteger(arena.wideIntegers.count - 1))
        }
    }

    private mutating func string(byteCount: Int) throws(WeightsError) {
        guard byteCount <= limits.string else {
            throw failure("has a string of \(byteCount) bytes", .limitExceeded)
        }
        guard let text = String(validating: try take(byteCount), as: UTF8.self) else {
            throw failure("has a string that is not UTF-8")
        }
        stack.append(.string(text))
    }

    /// A string of Python 2, one byte for each of the first 256 scalars.
    private mutating func shortString() throws(WeightsError) {
        let bytes = try take(Int(try byte()))
        var text = ""
        for byte in bytes { text.unicodeScalars.append(UnicodeScalar(byte)) }
        stack.append(.string(text))
    }

    private func truncated(_ error: BytesError) -> WeightsError {
        WeightsError(
            .truncated,
            "The pickle ends inside an opcode at byte \(opcodeOffset). Download the file again.",
            cause: error)
    }
}
