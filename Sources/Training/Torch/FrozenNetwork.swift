package import FrankenGraph
package import FrankenRuntime
internal import Synchronization

/// A network that only runs forward: a teacher's head, or an encoder that must not change.
///
/// On the processor it is a plan of the runtime, which is faster than libtorch; elsewhere libtorch
/// runs it.
package final class FrozenNetwork: Sendable {
    /// What is run.
    package let model: Model
    /// Where results go.
    package let device: Device

    private enum Engine {
        case plan(PlanCompiler, PlanOptions)
        case libtorch(TrainingExecutor, ParameterSet)
    }

    private let engine: Engine
    /// Whether the output is a map, which the plan then gives with the channels last.
    private let isMap: Bool
    /// The session of the last batch's shape.
    private let latest = Mutex<(shape: [Int], session: Session)?>(nil)

    /// A network with one input and one output.
    ///
    /// - Parameters:
    ///   - model: The graph and its weights.
    ///   - precision: The number format of a plan; results are single precision.
    ///   - threads: Threads of a plan.
    ///   - device: Where the results are wanted.
    /// - Throws: ``TorchError``, `RuntimeError` or `GraphError`.
    package init(
        _ model: Model,
        precision: Precision = .float32,
        threads: Int = PlanOptions.availableThreads,
        on device: Device = .cpu
    ) throws {
        let graph = model.graph
        guard graph.inputs.count == 1, graph.outputs.count == 1 else {
            throw TorchError(
                .invalidOption,
                "'\(graph.name)' has \(graph.inputs.count) inputs and \(graph.outputs.count) "
                    + "outputs; a frozen network has one each"
            )
        }
        self.model = model
        self.device = device
        let rank = try graph.shapes(inputs: [:])[graph.outputs[0]]?.rank
        isMap = rank == 4 && device.isCPU
        if device.isCPU {
            let planned = isMap ? try Self.channelsLast(model) : model
            engine = .plan(
                try PlanCompiler(planned),
                PlanOptions(precision: precision, threads: threads)
            )
        } else {
            let arithmetic: ExecutorOptions.Arithmetic =
                precision == .bfloat16 ? .bfloat16 : .full
            engine = .libtorch(
                try TrainingExecutor(
                    graph,
                    options: .init(mode: .evaluation, arithmetic: arithmetic)
                ),
                try ParameterSet(of: model, on: device, isTrainable: false)
            )
        }
    }

    /// Runs the network.
    ///
    /// - Parameter batch: The images.
    /// - Returns: The output; maps lie with the channels last in memory.
    /// - Throws: ``TorchError``, `RuntimeError` or `GraphError`.
    package func run(_ batch: Batch) throws -> Tensor {
        switch engine {
        case .libtorch(let executor, let parameters):
            let images = try Tensor.of(batch.images, shape: batch.shape, on: device)
            return try executor.run([images], parameters: parameters).outputs[0].cast(to: .float32)
        case .plan(let compiler, let options):
            let session = try session(compiler, options, batch.shape)
            let shape = session.plan.outputs[0].shape
            let output = try unsafe session.run(
                write: { inputs in _ = unsafe inputs[0].update(from: batch.images) },
                read: { outputs in try unsafe Tensor.copying(outputs[0], shape: shape, on: .cpu) }
            )
            return isMap ? try output.permuted([0, 3, 1, 2]) : output
        }
    }

    private func session(
        _ compiler: PlanCompiler,
        _ options: PlanOptions,
        _ shape: [Int]
    ) throws -> Session {
        try latest.withLock { latest in
            if let latest, latest.shape == shape { return latest.session }
            let input = model.graph.inputs[0].name
            let session = try compiler.plan(inputs: [input: Shape(shape)], options: options)
                .session()
            latest = (shape, session)
            return session
        }
    }

    /// The same model with its output's channels last, where the plan has them anyway.
    private static func channelsLast(_ model: Model) throws -> Model {
        let graph = model.graph
        var name = "channelsLast"
        while graph.node(named: name) != nil { name += "'" }
        let node = ModelGraph.Node(name, .permute(.init([0, 2, 3, 1])), graph.outputs)
        let extended = try ModelGraph(
            name: graph.name,
            inputs: graph.inputs,
            nodes: graph.nodes + [node],
            outputs: [name]
        )
        return try Model(graph: extended, weights: model.weights)
    }
}
