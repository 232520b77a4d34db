import FrankenTesting
import Testing

extension Closeness {
    /// Expects results within a tolerance of each other, output by output.
    static func check(
        _ found: [[Float]],
        _ expected: [[Float]],
        within tolerance: Double,
        _ what: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(found.count == expected.count, sourceLocation: sourceLocation)
        for (index, pair) in zip(found, expected).enumerated() {
            let difference = difference(pair.0, pair.1)
            #expect(
                difference <= tolerance,
                "\(what), output \(index): off by \(difference)",
                sourceLocation: sourceLocation
            )
        }
    }
}
