internal import FrankenCodec
internal import FrankenEntropy
internal import FrankenGraph
internal import FrankenImage
internal import FrankenRuntime

/// What an encoder works with: sessions by image size, an entropy coder, and buffers.
struct EncoderState {
    /// Sizes that sessions are kept for; the least recently used one goes first.
    private static let sessionLimit = 4

    private struct Prepared {
        let size: PixelSize
        let session: Session
        let shape: LatentShape
    }

    private let package: EncoderPackage
    private let compiler: PlanCompiler
    private let options: PlanOptions
    private var prepared: [Prepared] = []
    private var rate: RateControl

    init(
        _ package: EncoderPackage,
        rule: RateRule,
        options: EdgeOptions,
        precision: Precision
    ) throws {
        self.package = package
        self.options = PlanOptions(precision: precision, threads: options.threads)
        compiler = try PlanCompiler(package.model)
        rate = try RateControl(rule, of: package, coder: options.coder)
    }

    /// Makes sure that there is a session for images of a size, as the last of the list.
    mutating func prepare(_ size: PixelSize) throws {
        if prepared.last?.size == size { return }
        if let index = prepared.firstIndex(where: { $0.size == size }) {
            prepared.append(prepared.remove(at: index))
            return
        }
        let shape = try package.latentShape(of: size)
        let plan = try compiler.plan(
            inputs: [package.model.graph.inputs[0].name: [1, 3, size.height, size.width]],
            options: options
        )
        if prepared.count == Self.sessionLimit { prepared.removeFirst() }
        prepared.append(Prepared(size: size, session: try plan.session(), shape: shape))
    }

    /// Runs the network and the coder.
    ///
    /// - Parameters:
    ///   - size: The size of the prepared image.
    ///   - start: When the work on the image began.
    ///   - output: Is replaced by the bitstream.
    ///   - fill: Writes the prepared image, `[3, H, W]`.
    /// - Throws: What compiling, running, coding or `fill` throws.
    mutating func encode(
        _ size: PixelSize,
        since start: ContinuousClock.Instant,
        into output: inout [UInt8],
        fill: (UnsafeMutableBufferPointer<Float>) throws -> Void
    ) throws {
        try prepare(size)
        guard let current = prepared.last else { return }
        try unsafe current.session.run(
            write: { inputs in try unsafe fill(inputs[0]) },
            read: { outputs in
                let latent = unsafe outputs[0].span
                try rate.encode(latent, shape: current.shape, since: start, into: &output)
            }
        )
    }
}
