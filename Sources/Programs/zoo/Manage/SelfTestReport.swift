import FrankenCommands
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
        /// What has to be done before there is anything to test.
        var waiting: String?

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

        /// A bundle whose weights are to be imported breaks no promise.
        init(reference: String, waiting: String) {
            self.reference = reference
            self.waiting = waiting
            passes = true
        }

        /// Two digits of a small number: `7.1e-07`.
        private static func short(_ value: Double) -> String {
            guard value.isFinite, value > 0 else { return "\(value)" }
            var (scaled, exponent) = (value, 0)
            while scaled < 1 { (scaled, exponent) = (scaled * 10, exponent - 1) }
            while scaled >= 10 { (scaled, exponent) = (scaled / 10, exponent + 1) }
            let digits = scaled.rounded(toPlaces: 1)
            return exponent == 0 ? digits : "\(digits)e\(exponent)"
        }

        var text: String {
            if let waiting { return "wait \(reference)  \(waiting)" }
            if let error { return "BAD  \(reference)  \(error)" }
            let worst = cases.map { $0.logitDifference ?? .infinity }.max() ?? 0
            let symbols = cases.count { $0.symbolsAreEqual }
            return "\(passes ? "ok " : "BAD")  \(reference)  \(symbols) of \(cases.count) streams "
                + "decode exactly, answers within \(Self.short(worst)) of \(Self.short(tolerance ?? 0))"
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
