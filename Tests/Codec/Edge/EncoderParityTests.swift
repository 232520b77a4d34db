import Foundation
import FrankenCodec
import FrankenGraph
import FrankenRuntime
import FrankenWeights
import Testing

@Suite("The encoder against PyTorch")
struct EncoderParityTests {
    struct Case: Sendable, CustomStringConvertible {
        let name: String
        let seed: UInt64
        let sizes: EncoderSizes
        let height: Int
        let width: Int
        var description: String { name }
    }

    /// The cases of Tools/goldens/encoder_goldens.py.
    static let cases = [
        Case(name: "published", seed: 1, sizes: .init(), height: 224, width: 224),
        Case(
            name: "identity",
            seed: 2,
            sizes: .init(innerActivation: .identity),
            height: 224,
            width: 224
        ),
        Case(name: "small", seed: 3, sizes: .small, height: 32, width: 32),
        Case(
            name: "odd",
            seed: 4,
            sizes: .init(widths: (16, 24), latentChannels: 40),
            height: 101,
            width: 75
        ),
    ]

    private func golden(_ name: String) throws -> [Float] {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "Goldens/\(name).f32")
        let bytes = [UInt8](try Data(contentsOf: file))
        return stride(from: 0, to: bytes.count, by: 4).map { start in
            Float(
                bitPattern: (0..<4).reduce(0) { $0 | UInt32(bytes[start + $1]) << (8 * $1) }
            )
        }
    }

    private func latent(_ item: Case, _ options: PlanOptions) throws -> [Float] {
        let graph = try EncoderGraph.make(item.sizes)
        var random = RandomParameters(seed: item.seed)
        let model = try Model(
            graph: graph,
            weights: TensorStore(inMemory: random.tensors(for: graph))
        )
        let image = random.floats(count: 3 * item.height * item.width, within: 2)
        let plan = try PlanCompiler(model).plan(
            inputs: ["image": [1, 3, item.height, item.width]],
            options: options
        )
        return try plan.session().run([image])[0]
    }

    private func expectClose(_ found: [Float], _ golden: [Float], share: Float) {
        let sampled = stride(from: 0, to: found.count, by: 13).map { found[$0] }
        #expect(sampled.count == golden.count)
        let largest = golden.map(\.magnitude).max() ?? 0
        #expect(largest > 1)
        let worst = zip(sampled, golden).map { ($0 - $1).magnitude }.max() ?? .infinity
        #expect(worst <= share * largest, "off by \(worst) of \(largest)")
    }

    @Test("f32 within 1e-4 of the largest value, with and without Winograd", arguments: cases)
    func single(item: Case) throws {
        let golden = try golden(item.name)
        var options = PlanOptions()
        expectClose(try latent(item, options), golden, share: 1e-4)
        options.usesWinograd = false
        options.threads = 2
        expectClose(try latent(item, options), golden, share: 1e-4)
    }

    @Test(
        "bf16 within 2 % of the largest value",
        .enabled(if: Precision.bfloat16.isSupported),
        arguments: cases
    )
    func half(item: Case) throws {
        let found = try latent(item, PlanOptions(precision: .bfloat16))
        expectClose(found, try golden(item.name), share: 2e-2)
    }
}
