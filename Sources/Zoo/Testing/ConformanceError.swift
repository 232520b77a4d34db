/// Broken promises of a plugin as an error.
public struct ConformanceError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What was found; at least one.
    public let findings: [ConformanceFinding]

    init(_ findings: [ConformanceFinding]) { self.findings = findings }

    /// One finding on a line.
    public var description: String { findings.map(\.description).joined(separator: "\n") }
}
