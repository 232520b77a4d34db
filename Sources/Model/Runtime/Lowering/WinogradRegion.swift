internal import CDNNL
internal import FrankenGraph

/// The part of a graph, from its start, that runs in channel blocks so that Winograd kernels can
/// take its 3x3 convolutions.
///
/// Winograd's minimal filtering (Lavin and Gray, 2016, arXiv:1509.09308) does a 3x3 convolution in
/// under half the time of a direct one, but only in channel blocks, in single precision and with
/// weights of four times the size. So the region ends where weights get large, and it is empty
/// where too little of the work would gain.
struct WinogradRegion {
    /// Nodes whose values are kept in channel blocks.
    private(set) var blocked: Set<String> = []
    /// Convolutions to compile as Winograd ones.
    private(set) var winograd: Set<String> = []

    /// Transformed weights beyond this many bytes cost more in memory traffic than they save.
    private static let weightByteLimit = 4 << 20
    /// Maps below this many positions leave the tiles mostly empty.
    private static let positionMinimum = 14 * 14
    /// The share of the region's work that has to gain.
    private static let gainingShare = 0.2

    /// An empty region: everything stays channels-last.
    init() {}

    init(_ graph: ModelGraph, shapes: [String: [Int]], engine: Engine) {
        guard Self.isAvailable(engine) else { return }
        var work = 0
        var gaining = 0
        var candidates: Set<String> = []
        var end: Int?
        for (index, node) in graph.nodes.enumerated() {
            guard case .convolution(let op) = node.op, let output = shapes[node.name],
                let input = shapes[node.inputs[0]]
            else { continue }
            let macs = op.multiplyAccumulates([input], output)
            work += macs
            guard Self.gains(op, output: output) else { continue }
            candidates.insert(node.name)
            gaining += macs
            if Double(gaining) >= Self.gainingShare * Double(work) { end = index }
        }
        guard let end else { return }
        winograd = candidates.intersection(graph.nodes[...end].map(\.name))
        blocked = Set(graph.nodes[...end].map(\.name))
    }

    private static func gains(_ op: Convolution, output: [Int]) -> Bool {
        let isPlain =
            op.kernel == Extent2D(3) && op.stride == Extent2D(1) && op.dilation == Extent2D(1)
            && op.groups == 1 && op.padding.height <= 1 && op.padding.width <= 1
        let transformed = 36 * 4 * op.inChannels * op.outChannels
        return isPlain && op.inChannels % 16 == 0 && op.outChannels % 16 == 0
            && transformed <= weightByteLimit && output[2] * output[3] >= positionMinimum
    }

    /// Whether the library has a Winograd kernel for this CPU: oneDNN 2 on AVX-512.
    private static func isAvailable(_ engine: Engine) -> Bool {
        let extents = [1, 64, 56, 56]
        guard let map = try? LayoutHandle(.blocked(extents, .float32), node: "probe"),
            let weights = try? LayoutHandle([64, 64, 3, 3], .float32, strides: nil, node: "probe")
        else { return false }
        var window = fd_window(
            kernel: (3, 3),
            stride: (1, 1),
            dilation: (1, 1),
            before: (1, 1),
            after: (1, 1)
        )
        let probe = unsafe try? Primitive(node: "probe", "winograd") { made in
            unsafe fd_convolution(
                engine.handle,
                map.handle,
                weights.handle,
                nil,
                map.handle,
                &window,
                FD_WINOGRAD,
                nil,
                0,
                made
            )
        }
        return probe?.isFast ?? false
    }
}

extension Primitive {
    /// Whether the kernel is one of the library's plain loops.
    var isReference: Bool { kernel.hasPrefix("ref") }

    /// Whether the kernel was made for the CPU, and is not one of the library's fallbacks.
    var isFast: Bool { !isReference && !kernel.contains("gemm:") }
}
