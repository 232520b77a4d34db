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
    var stack: [PickleValue] = []
    var marks: [Int] = []
    var memo: [UInt32: PickleValue] = [:]
    private(set) var opcodeOffset = 0
    private var opcode: UInt8 = 0
    private var operationCount = 0
    var materializedByteCount = 0

    /// Prepares to read the pickle at the reader's position.
    ///
    /// - Parameters:
    ///   - reader: The bytes; left behind the STOP opcode.
    ///   - limits: What the pickle may cost.
    ///   - allowsStorages: Whether persistent identifiers may declare storages.
    ///   - keepsOpaque: Whether unknown functions and classes become opaque leaves.
    init(
        reader: ByteReader,
        limits: PickleLimits,
        allowsStorages: Bool = true,
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
        let start = reader.position
        while true {
            try charge(1)
            guard stack.count <= limits.stack,
                marks.count <= limits.stack, memo.count <= limits.memo,
                reader.position - start <= limits.byteCount
            else { throw Self.tooLarge() }
            opcodeOffset = reader.position
            opcode = try byte()
            if opcode == UInt8(ascii: ".") { return try stop() }
            try step()
        }
    }

    /// Counts work against the limit; one opcode may copy as many entries as it pays for.
    mutating func charge(_ operations: Int) throws(WeightsError) {
        operationCount += operations
        guard operationCount <= limits.operations else { throw Self.tooLarge() }
    }

    private static func tooLarge() -> WeightsError {
        WeightsError(
            .limitExceeded,
            "The pickle is larger than any state dictionary should be."
        )
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
        _ reason: String,
        _ code: WeightsError.Code = .invalidPickle
    ) -> WeightsError {
        WeightsError(
            code,
            "The opcode 0x\(String(opcode, radix: 16)) at byte \(opcodeOffset) of the pickle "
                + "\(reason)."
        )
    }
}
