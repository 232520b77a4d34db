internal import FrankenBundle
internal import FrankenEdge
public import FrankenInference
internal import FrankenRuntime

/// Whether this machine computes what a bundle promises.
public struct SelfTest: Sendable {
    /// What one case gave.
    public struct Outcome: Sendable, Hashable {
        /// Whether the stream has the symbols it must have; coding is exact on every machine.
        public let symbolsAreEqual: Bool
        /// The share of symbols that encoding the image here gives differently: floating-point
        /// networks round a few values near a half the other way on another CPU.
        public let encodingDifference: Double
        /// The largest difference of logits, relative to the largest logit.
        public let logitDifference: Double
        /// How long encoding took, from pixels to bytes.
        public let encoding: Duration
        /// How long the stages of the server took.
        public let timings: SplitTimings

        /// Whether the bundle keeps its promise in this case.
        public func passes(tolerance: Double) -> Bool {
            symbolsAreEqual && logitDifference <= tolerance
                && encodingDifference <= SelfTest.encodingTolerance
        }
    }

    /// The largest share of symbols that may differ when an image is encoded here.
    public static let encodingTolerance = 0.01

    /// One for each case.
    public let outcomes: [Outcome]
    /// What the bundle allows.
    public let tolerance: Double

    /// Whether every case passes.
    public var passes: Bool { outcomes.allSatisfy { $0.passes(tolerance: tolerance) } }

    /// Runs all cases in single precision on one thread.
    ///
    /// - Parameters:
    ///   - vectors: Inputs and promised outputs.
    ///   - codec: The bundle's parts.
    ///   - tolerance: The largest difference of logits, relative to the largest.
    /// - Throws: What the parts throw, for example `BitstreamError` for a stream of another
    ///   encoder.
    public init(
        _ vectors: ConformanceVectors,
        of codec: SplitCodec,
        tolerance: Double = ConformanceVectors.tolerance
    ) throws {
        let edge = try EdgeEncoder(codec.encoder, options: EdgeOptions(precision: .fixed(.float32)))
        let server = try SplitClassifier(codec)
        let clock = ContinuousClock()
        self.tolerance = tolerance
        outcomes = try vectors.cases.map { item in
            var stream: [UInt8] = []
            let encoding = try clock.measure { try edge.encode(item.image, into: &stream) }
            let expected = try ConformanceVectors.symbols(of: item.stream, encoder: codec.encoder)
            let here = try ConformanceVectors.symbols(of: stream, encoder: codec.encoder)
            let different = zip(expected, here).count { $0 != $1 }
            let span = item.stream.span
            let (logits, timings) = try server.logits(span)
            return try Outcome(
                symbolsAreEqual: ConformanceVectors.symbolDigest(
                    of: item.stream,
                    encoder: codec.encoder
                )
                    == item.symbols,
                encodingDifference: Double(different) / Double(max(expected.count, 1)),
                logitDifference: Self.difference(logits, item.logits),
                encoding: encoding,
                timings: timings
            )
        }
    }

    private static func difference(_ found: [Float], _ expected: [Float]) -> Double {
        guard found.count == expected.count else { return .infinity }
        let largest = expected.map { abs($0) }.max() ?? 0
        let difference = zip(found, expected).map { abs($0 - $1) }.max() ?? 0
        return largest > 0 ? Double(difference / largest) : Double(difference)
    }
}
