internal import CDNNL

/// Where an argument's bytes are.
enum Operand: Sendable {
    /// In the session's arena, this many bytes into a buffer.
    case buffer(Int, byteOffset: Int)
    /// In memory that plans share.
    case constant(AlignedBuffer)
}

/// One argument of a primitive.
struct Argument: Sendable {
    let role: fd_role
    let operand: Operand
    let layout: LayoutHandle
}

/// One thing a session does when it runs.
enum Instruction: Sendable {
    /// A compiled primitive over its arguments.
    case primitive(Primitive, [Argument])
    /// Rows of bytes moved to new places.
    case gather(RowGather, from: Operand, to: Operand)
    /// Rows brought to given lengths, in place.
    case normalize(HeadNormalization, Operand)
    /// Scores of attention to the shares of values.
    case attend(AttentionShares, scores: Operand, shares: Operand)
    /// Zeros.
    case clear(Operand, byteCount: Int)

    /// The buffers that must be alive.
    var buffers: [Int] {
        let operands: [Operand] =
            switch self {
            case .primitive(_, let arguments): arguments.map(\.operand)
            case .gather(_, let source, let destination): [source, destination]
            case .attend(_, let scores, let shares): [scores, shares]
            case .normalize(_, let operand), .clear(let operand, _): [operand]
            }
        return operands.compactMap {
            guard case .buffer(let index, _) = $0 else { return nil }
            return index
        }
    }

    /// Working memory the instruction needs.
    var scratchpadByteCount: Int {
        guard case .primitive(let primitive, _) = self else { return 0 }
        return primitive.scratchpadByteCount
    }

    /// The kernel that runs.
    var kernel: String {
        switch self {
        case .primitive(let primitive, _): primitive.kernel
        case .gather: "gather"
        case .normalize: "normalize"
        case .attend: "attend"
        case .clear: "clear"
        }
    }
}

/// Builds an output of equal rows, each a copy of an input row or zeros.
///
/// Patch merging, window partition, nearest-neighbor resizing: on channels-last data all are a
/// table of row numbers, made once when the plan is compiled.
struct RowGather: Sendable {
    /// Bytes of a row.
    let rowByteCount: Int
    /// The input row for each output row; -1 for zeros.
    let rows: [Int32]
}

/// An instruction and the graph node it came from.
struct Step: Sendable {
    let node: String
    let instruction: Instruction
}
