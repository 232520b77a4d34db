public import FrankenGraph

/// What a server holds for one backbone: the decoder, the rest of the backbone, and class names.
///
/// ```
/// bitstream -> [ entropy decoder ] -> latent -> [ decoder ] -> features -> [ tail ] -> logits
/// ```
/// The encoder is not part of it: one serves every backbone.
public struct SplitBackbone: Sendable {
    /// What the zoo calls it.
    public let name: String
    /// From the latent `[N, C, H, W]` to the features at the split point.
    public let decoder: Model
    /// From the features to the logits `[N, classes]`.
    public let tail: Model
    /// What the classes are called, where that is known.
    public let labels: ClassLabels?

    /// Puts the parts together.
    ///
    /// - Parameters:
    ///   - name: What the zoo calls it.
    ///   - decoder: A network of one input, the latent, and one output.
    ///   - tail: A network that takes what the decoder makes, and has one output.
    ///   - labels: What the classes are called; as many as the tail tells apart.
    /// - Throws: ``SplitError`` with code `.inconsistent`.
    public init(
        name: String,
        decoder: Model,
        tail: Model,
        labels: ClassLabels? = nil
    ) throws(SplitError) {
        for (part, graph) in [("decoder", decoder.graph), ("tail", tail.graph)] {
            guard graph.inputs.count == 1, graph.outputs.count == 1 else {
                throw SplitError(
                    .inconsistent,
                    "\(name): expected a \(part) of one input and one output, found "
                        + "\(graph.inputs.count) and \(graph.outputs.count)."
                )
            }
        }
        self.name = name
        self.decoder = decoder
        self.tail = tail
        self.labels = labels
    }

    /// Bytes of the weights as single-precision numbers.
    public var weightByteCount: Int {
        [decoder, tail].reduce(0) { $0 + 4 * min($1.graph.parameterCount, Int.max >> 4) }
    }

    /// The shapes of features and logits for a latent.
    ///
    /// - Parameter latent: `[N, C, H, W]`.
    /// - Returns: Both shapes, fully known.
    /// - Throws: ``SplitError`` with code `.inconsistent` when the latent does not fit the decoder,
    ///   the features do not fit the tail, or the labels do not fit the logits.
    func shapes(latent: [Int]) throws(SplitError) -> (features: [Int], logits: [Int]) {
        let features = try Self.output(of: decoder.graph, for: latent, "\(name): the decoder")
        let logits = try Self.output(of: tail.graph, for: features, "\(name): the tail")
        guard logits.count == 2, logits[0] == latent[0] else {
            throw SplitError(
                .inconsistent,
                "\(name): expected logits of [\(latent[0]), classes], found \(logits)."
            )
        }
        if let count = labels?.labels.count, count != logits[1] {
            throw SplitError(
                .inconsistent,
                "\(name): the tail tells \(logits[1]) classes apart, the labels name \(count)."
            )
        }
        return (features, logits)
    }

    private static func output(
        of graph: ModelGraph,
        for input: [Int],
        _ part: String
    ) throws(SplitError) -> [Int] {
        do {
            let shapes = try graph.shapes(inputs: [graph.inputs[0].name: Shape(input)])
            if let known = shapes[graph.outputs[0]]?.known { return known }
            throw SplitError(.inconsistent, "\(part) leaves its output's shape open.")
        } catch let error as SplitError {
            throw error
        } catch {
            throw SplitError(.inconsistent, "\(part) does not take a value of \(input): \(error)")
        }
    }
}
