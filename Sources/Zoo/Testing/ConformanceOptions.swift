/// How the suite looks.
public struct ConformanceOptions: Sendable {
    /// Chooses random weights and inputs.
    public var seed: UInt64 = 1
    /// How far the same graph may be from itself when it is cut, as a share of the largest value:
    /// other fusions sum in another order.
    public var cutTolerance = 2e-5
    /// How far two executors may be apart, as a share of the largest value.
    public var executorTolerance = 5e-4
    /// What plans are compared with.
    public var executor = ReferenceExecutor.interpreter
    /// The promises that are looked at.
    public var properties = Set(ConformanceProperty.allCases)
    /// Where bundles are packed and installed; a folder that is removed again when left out.
    public var folder: String?

    /// Everything, with the reference interpreter.
    public init() {}
}
