internal import FrankenGraph
internal import FrankenRuntime

/// One network compiled for batches of one size, for callers that come at once.
///
/// The network has one input and one output, and both begin with the axis of the batch.
struct NetworkRunner: Sendable {
    /// Items that one run takes.
    let batch: Int
    private let sessions: SessionPool

    /// Compiles a network.
    ///
    /// - Parameters:
    ///   - networks: The compiler that holds its weights.
    ///   - input: The shape of a whole batch.
    ///   - options: Precision and threads.
    /// - Throws: `GraphError` for a shape that does not fit, ``InferenceError`` with code `.notFinite`
    ///   for weights that are not, `RuntimeError` naming the op otherwise.
    init(_ networks: PlanCompiler, input: [Int], options: PlanOptions) throws {
        let name = networks.model.graph.inputs[0].name
        do {
            let plan = try networks.plan(inputs: [name: Shape(input)], options: options)
            batch = input[0]
            sessions = try SessionPool(plan)
        } catch let error as RuntimeError where error.code == .notFinite {
            throw InferenceError(.notFinite, "\(error)", cause: error)
        }
    }

    /// What is run.
    var plan: Plan { sessions.plan }
    /// Bytes that its sessions run in.
    var byteCount: Int { sessions.byteCount }

    /// Runs a batch or a part of one.
    ///
    /// - Parameter items: Row-major floats of whole items, one after the other.
    /// - Returns: The output of the whole batch, of which the first items are those asked for.
    /// - Throws: `RuntimeError` when a count is wrong or a kernel fails.
    func run(_ items: [[Float]]) throws -> [Float] {
        let (count, capacity) = (items.reduce(0) { $0 + $1.count }, plan.inputs[0].elementCount)
        guard count <= capacity, count.isMultiple(of: capacity / batch) else {
            throw InferenceError(
                .invalidRequest,
                "A run takes \(batch) times \(capacity / batch) numbers, found \(count)."
            )
        }
        return unsafe try sessions.run(
            write: { inputs in
                var place = 0
                for item in items {
                    let part = unsafe inputs[0][place..<place + item.count]
                    _ = unsafe UnsafeMutableBufferPointer(rebasing: part).update(from: item)
                    place += item.count
                }
            },
            read: { outputs in unsafe Array(outputs[0]) }
        )
    }
}
