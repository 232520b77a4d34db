internal import CDNNL
public import FrankenGraph

/// How a plan computes.
public struct PlanOptions: Sendable, Hashable {
    /// The number format.
    public var precision: Precision
    /// Threads that one run uses.
    public var threads: Int
    /// Whether 3x3 convolutions may run as Winograd ones: faster, and as far from the exact sum as
    /// another order of summation, about 1e-5 of the largest value.
    public var usesWinograd = true

    /// Processors that this process may use: the most threads that help.
    public static var availableThreads: Int { max(1, Int(fd_processor_count())) }

    /// All options; the defaults are single precision on one thread.
    public init(precision: Precision = .float32, threads: Int = 1) {
        self.precision = precision
        self.threads = threads
    }
}

/// Compiles one model into plans, which share its packed weights.
///
/// Thread-safe; plans stay usable after the compiler is gone.
public final class PlanCompiler: Sendable {
    /// The model that plans run.
    public let model: Model
    private let weights: WeightCache
    private let engine: Engine

    /// A compiler for one model.
    ///
    /// - Parameter model: A graph with weights that fit it.
    /// - Throws: ``RuntimeError`` when the engine cannot start.
    public init(_ model: Model) throws(RuntimeError) {
        self.model = model
        weights = WeightCache(model)
        engine = try Engine()
    }

    /// Compiles a plan for fixed input shapes.
    ///
    /// Batch normalization is folded, sums and activations are fused, weights are packed for the
    /// kernels that were chosen, and all intermediate values are placed in one arena.
    ///
    /// - Parameters:
    ///   - inputs: A fully known shape for every graph input.
    ///   - options: Precision and threads.
    /// - Returns: A plan that any number of sessions can run.
    /// - Throws: `GraphError` when a shape does not fit, ``RuntimeError`` naming the op otherwise.
    public func plan(inputs: [String: Shape], options: PlanOptions = .init()) throws -> Plan {
        guard options.precision.isSupported else {
            throw RuntimeError(
                .unsupportedPrecision,
                """
                this CPU has no \(options.precision.rawValue) arithmetic; use \
                \(Precision.float32.rawValue)
                """
            )
        }
        guard (1...1024).contains(options.threads) else {
            throw RuntimeError(
                .invalidOption,
                "threads must be 1 to 1024, found \(options.threads)"
            )
        }
        let graph = model.graph
        let shapes = try graph.shapes(inputs: inputs)
        var known: [String: [Int]] = [:]
        for name in graph.inputs.map(\.name) + graph.nodes.map(\.name) {
            guard let shape = shapes[name], let extents = shape.known else {
                throw RuntimeError(
                    .invalidOption,
                    node: name,
                    "has the open shape \(shapes[name] ?? []); a plan needs every input extent"
                )
            }
            known[name] = extents
        }
        // Primitives are compiled for the threads of the thread that compiles them.
        fd_set_threads(CInt(options.threads))
        let lowered = try LoweredGraph(
            graph,
            shapes: known,
            options: options,
            engine: engine,
            weights: weights
        )
        return Plan(graph, lowered, engine: engine, options: options)
    }

    /// Bytes of packed weights that all plans share.
    public var packedWeightByteCount: Int { weights.byteCount }
}
