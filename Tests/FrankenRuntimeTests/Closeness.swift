import Testing

/// Element by element, against the largest magnitude expected.
enum Closeness {
    /// The largest difference as a share of the largest magnitude; infinite on a non-number.
    static func difference(_ found: [Float], _ expected: [Float]) -> Double {
        guard found.count == expected.count else { return .infinity }
        let scale = expected.reduce(1e-30) { max($0, abs(Double($1))) }
        return zip(found, expected).reduce(0) { worst, pair in
            let difference = abs(Double(pair.0) - Double(pair.1))
            return difference.isFinite ? max(worst, difference / scale) : .infinity
        }
    }

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
