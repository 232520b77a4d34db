import FrankenInference
import FrankenRuntime
import FrankenZoo

/// What `zoo selftest` tells.
struct SelfTestReport: Encodable {
    struct Bundle: Encodable {
        struct Case: Encodable {
            let passes: Bool
            let symbolsAreEqual: Bool
            let encodingDifference: Double
            /// `nil` when it is no number that JSON has.
            let logitDifference: Double?
            let encodeMilliseconds: Double
            let entropyDecodeMilliseconds: Double
            let decoderMilliseconds: Double
            let tailMilliseconds: Double
        }

        let reference: String
        let passes: Bool
        var tolerance: Double?
        var cases: [Case] = []
        var error: String?

        init(reference: String, _ test: SelfTest) {
            self.reference = reference
            passes = test.passes
            tolerance = test.tolerance
            cases = test.outcomes.map {
                Case(
                    passes: $0.passes(tolerance: test.tolerance),
                    symbolsAreEqual: $0.symbolsAreEqual,
                    encodingDifference: $0.encodingDifference,
                    logitDifference: $0.logitDifference.isFinite ? $0.logitDifference : nil,
                    encodeMilliseconds: $0.encoding.inSeconds * 1000,
                    entropyDecodeMilliseconds: $0.timings.entropy.inSeconds * 1000,
                    decoderMilliseconds: $0.timings.decoder.inSeconds * 1000,
                    tailMilliseconds: $0.timings.tail.inSeconds * 1000
                )
            }
        }

        init(reference: String, error: String) {
            self.reference = reference
            self.error = error
            passes = false
        }

        var text: String {
            if let error { return "BAD  \(reference)  \(error)" }
            let worst = cases.map { $0.logitDifference ?? .infinity }.max() ?? 0
            let symbols = cases.count { $0.symbolsAreEqual }
            return "\(passes ? "ok " : "BAD")  \(reference)  \(symbols) of \(cases.count) streams "
                + "decode exactly, answers within \(worst) of \(tolerance ?? 0)"
        }
    }

    let schema = "zoo.selftest/1"
    let zoo = ZooVersion.text
    let library = InferenceLibrary.version
    let passes: Bool
    let bundles: [Bundle]

    init(_ bundles: [Bundle]) {
        self.bundles = bundles
        passes = bundles.allSatisfy(\.passes)
    }
}
