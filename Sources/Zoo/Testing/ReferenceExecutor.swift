public import FrankenGraph

/// Something else than a plan that runs a graph: what plans are compared with.
///
/// A package that links the training library hands its executor in here, so that this module need
/// not link it.
public struct ReferenceExecutor: Sendable {
    /// What reports call it.
    public let name: String
    /// The most multiply-accumulates that it runs in reasonable time; larger graphs are left out.
    public let multiplyAccumulateLimit: Int
    /// Inputs in the graph's order, with their shapes; outputs in the graph's order.
    let run: @Sendable (Model, [String: Shape], [[Float]]) throws -> [[Float]]

    /// An executor.
    ///
    /// - Parameters:
    ///   - name: What reports call it.
    ///   - multiplyAccumulateLimit: The most that it runs in reasonable time.
    ///   - run: Runs a model on row-major inputs in the graph's order, each of the shape of its
    ///     name; returns the outputs in the graph's order.
    public init(
        _ name: String,
        multiplyAccumulateLimit: Int = .max,
        run: @escaping @Sendable (Model, [String: Shape], [[Float]]) throws -> [[Float]]
    ) {
        self.name = name
        self.multiplyAccumulateLimit = multiplyAccumulateLimit
        self.run = run
    }

    /// ``ReferenceInterpreter``: op by op in double precision, straight from the definitions.
    public static let interpreter = ReferenceExecutor(
        "the reference interpreter",
        multiplyAccumulateLimit: 3_000_000
    ) { model, shapes, inputs in
        let values = try ReferenceInterpreter(model).run(inputs, shapes: shapes)
        return model.graph.outputs.map { (values[$0]?.values ?? []).map(Float.init) }
    }
}
