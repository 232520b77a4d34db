/// What the suite found, and what it looked at.
public struct ConformanceReport: Sendable {
    /// Broken promises; empty for a plugin that keeps them all.
    public private(set) var findings: [ConformanceFinding] = []
    /// What was compared and how near it came, one line each; also what was left out and why.
    public private(set) var measurements: [String] = []

    /// Whether nothing was found.
    public var isClean: Bool { findings.isEmpty }

    /// Ends a test that is not written with an expectation.
    ///
    /// - Throws: ``ConformanceError`` with all findings.
    public func requireClean() throws(ConformanceError) {
        guard isClean else { throw ConformanceError(findings) }
    }

    mutating func add(_ finding: ConformanceFinding) { findings.append(finding) }

    mutating func note(_ line: String) { measurements.append(line) }

    mutating func add(_ other: ConformanceReport) {
        findings += other.findings
        measurements += other.measurements
    }
}

extension ConformanceReport: CustomStringConvertible {
    /// Findings first.
    public var description: String {
        (findings.map { "BROKEN \($0)" } + measurements).joined(separator: "\n")
    }
}
