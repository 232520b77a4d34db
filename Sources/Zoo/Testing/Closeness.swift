/// How far two results are from each other, element by element.
public enum Closeness {
    /// The largest difference as a share of the largest magnitude that is expected.
    ///
    /// - Parameters:
    ///   - found: What was computed.
    ///   - expected: What should have been.
    /// - Returns: 0 for equal numbers; infinite for another count or what is no number.
    public static func difference(_ found: [Float], _ expected: [Float]) -> Double {
        guard found.count == expected.count else { return .infinity }
        let scale = expected.reduce(1e-30) { max($0, abs(Double($1))) }
        return zip(found, expected).reduce(0) { worst, pair in
            let difference = abs(Double(pair.0) - Double(pair.1))
            return difference.isFinite ? max(worst, difference / scale) : .infinity
        }
    }

    /// The largest difference over several outputs.
    ///
    /// - Returns: As ``difference(_:_:)-([Float],_)``; infinite when one has more outputs.
    public static func difference(_ found: [[Float]], _ expected: [[Float]]) -> Double {
        guard found.count == expected.count else { return .infinity }
        return zip(found, expected).reduce(0) { max($0, difference($1.0, $1.1)) }
    }
}
