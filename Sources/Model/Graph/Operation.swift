/// What every op can tell about itself without running: the ground for validation, cost and export.
///
/// An op is a value with attributes and no weights. Parameters are named by role (`weight`,
/// `bias`); a node puts its prefix in front. Shape functions work on open extents, so the same
/// code validates a graph before and after an input size is chosen.
public protocol Operation: Sendable, Hashable, Codable {
    /// How many inputs the op takes.
    var arity: ClosedRange<Int> { get }

    /// Roles and required shapes of the parameters, in the order checkpoints list them.
    var parameters: [(role: String, shape: [Int])] { get }

    /// The output's shape.
    ///
    /// - Parameter inputs: As many as the arity allows.
    /// - Returns: The shape, open where the inputs leave it open.
    /// - Throws: ``OperationError`` when attributes or inputs do not fit.
    func outputShape(_ inputs: [Shape]) throws(OperationError) -> Shape

    /// Multiply-accumulates for one call; element-wise work counts as none.
    ///
    /// - Parameters:
    ///   - inputs: Fully known input shapes.
    ///   - output: The fully known output shape.
    /// - Returns: The count, at most `Int.max`.
    func multiplyAccumulates(_ inputs: [[Int]], _ output: [Int]) -> Int

    /// A few words on the attributes, as in `3 -> 64, 7x7 /2, pad 3`.
    var summary: String { get }
}

extension Operation {
    /// One input.
    public var arity: ClosedRange<Int> { 1...1 }

    /// No parameters.
    public var parameters: [(role: String, shape: [Int])] { [] }

    /// No multiply-accumulates.
    public func multiplyAccumulates(_ inputs: [[Int]], _ output: [Int]) -> Int { 0 }

    /// Nothing to say.
    public var summary: String { "" }
}

/// Why an op refuses its attributes or inputs; the graph adds the node's name.
public enum OperationError: Error, Equatable {
    /// The attributes make no sense on their own.
    case attribute(String)
    /// An input does not fit; the text says what was expected and what was found.
    case shape(String)
}

/// The checks that op after op needs.
enum Expect {
    static func rank(_ rank: Int, _ shape: Shape, _ layout: String) throws(OperationError) {
        guard shape.rank == rank else {
            throw .shape("needs \(layout), found rank \(shape.rank) \(shape)")
        }
    }

    static func channels(
        _ expected: Int,
        _ shape: Shape,
        axis: Int
    ) throws(OperationError) {
        guard let found = shape[axis], found != expected else { return }
        throw .shape("needs \(expected) channels, found \(found) in \(shape)")
    }

    static func positive(_ value: Int, _ what: String) throws(OperationError) {
        guard value > 0, value <= Limit.extent else {
            throw .attribute("\(what) must be 1 to \(Limit.extent), found \(value)")
        }
    }

    static func extent(
        _ value: Extent2D,
        _ what: String,
        atLeast minimum: Int
    ) throws(OperationError) {
        guard value.allSatisfy({ $0 >= minimum && $0 <= Limit.window }) else {
            throw .attribute("\(what) must be \(minimum) to \(Limit.window), found \(value)")
        }
    }
}

/// Bounds on what a graph may declare, so that arithmetic on hostile attributes cannot overflow.
package enum Limit {
    /// Largest channel count or extent of a tensor.
    package static let extent = 1 << 24
    /// Largest kernel, stride, padding, dilation or window.
    package static let window = 1 << 12
    /// Most nodes in a graph.
    package static let nodes = 100_000
    /// Most values that a caller provides.
    package static let inputs = 64
    /// Most values that a caller gets.
    package static let outputs = 1024
    /// Largest factor by which rows and columns become more.
    package static let scale = 64
    /// Most axes of a value.
    package static let rank = 8
    /// Most elements of a value.
    package static let elements = 1 << 40
    /// Longest name, in UTF-8 bytes.
    package static let name = 256
}
