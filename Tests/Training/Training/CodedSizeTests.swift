import Foundation
import FrankenCodec
import FrankenRecipes
import FrankenTraining
import Testing

@Suite("Real bytes beside estimated ones")
@MainActor
struct CodedSizeTests {
    @Test("Payloads are what the learned distribution promises, within 2 %; the header is apart")
    func payload() async throws {
        var training = try TinyTraining()
        training.steps = 100
        training.latentChannels = 48
        training.evaluationInterval = 1000
        training.learningRate = 0.005
        // A coder's last words are some ten bytes, whatever stands before them.
        training.lambda = 1e-4
        let result = try await training.train("out")
        let figures = try #require(result.figures)
        let payload = figures.meanBytes - Double(CodecEvaluator.Figures.headerBytes)
        #expect(CodecEvaluator.Figures.headerBytes == 20)
        #expect(payload > 1000, "\(payload)")
        #expect(
            abs(payload - figures.estimatedBytes) <= 0.02 * figures.estimatedBytes,
            "\(payload) real, \(figures.estimatedBytes) estimated"
        )
        let last = try TrainingLog.records(of: training.output("out/log.jsonl"))
            .last { $0.event == .evaluation }
        #expect(last?.values["bytes"] == figures.meanBytes)
        #expect(last?.values["estimatedBytes"] == figures.estimatedBytes)
        #expect(last?.values["headerBytes"] == 20)

        // Only the tables are left of a frozen encoder's prior; they say nearly the same.
        let decoder = try await training.train(
            "decoder",
            limit: 0,
            encoder: training.output("out/encoder")
        )
        let frozen = try #require(decoder.figures)
        #expect(frozen.meanBytes == figures.meanBytes)
        #expect(
            abs(frozen.estimatedBytes - figures.estimatedBytes) <= 0.01 * figures.estimatedBytes
        )
    }
}
