/// A plane as runs of its mode, each followed by another value or by nothing.
///
/// Keeps its buffers from plane to plane.
struct RunList: Sendable {
    /// In place of a value: the run is as long as one step can say, and another follows.
    static let noValue: Int32 = -1
    /// In place of a value: the run reaches the end of the plane.
    static let toTheEnd: Int32 = -2

    /// One run.
    struct Run: Sendable {
        /// How many modes.
        var length: Int32
        /// Where in the plane the value behind it is, or ``noValue`` or ``toTheEnd``.
        var place: Int32
    }

    /// The runs; only the first ``count`` are those of the plane.
    private(set) var runs: [Run] = []
    /// How many runs the plane has.
    private(set) var count = 0
    /// Places of the values that are not the mode, and one more to write to.
    private var others: [Int32] = []

    /// Splits `plane` into runs of its channel's mode.
    mutating func find(in plane: LanePlane) {
        let planeCount = plane.count
        let limit = plane.channel.runLimit
        if others.count <= planeCount {
            others = [Int32](repeating: 0, count: planeCount + 1)
            // Each run has a value or a length of at least one.
            runs = [Run](repeating: Run(length: 0, place: 0), count: planeCount + 1)
        }
        let otherCount = findOthers(in: plane)
        var runs: [Run] = []
        swap(&runs, &self.runs)
        defer { swap(&runs, &self.runs) }
        var runCount = 0
        var place = 0
        for index in 0..<otherCount {
            let other = others[index]
            while Int(other) &- place >= limit {
                runs[runCount] = Run(
                    length: Int32(truncatingIfNeeded: limit), place: Self.noValue)
                runCount &+= 1
                place &+= limit
            }
            runs[runCount] = Run(
                length: other &- Int32(truncatingIfNeeded: place), place: other)
            runCount &+= 1
            place = Int(other) &+ 1
        }
        while place < planeCount {
            let length = min(planeCount &- place, limit)
            place &+= length
            runs[runCount] = Run(
                length: Int32(truncatingIfNeeded: length),
                place: place < planeCount ? Self.noValue : Self.toTheEnd)
            runCount &+= 1
        }
        count = runCount
    }

    /// Lists the places of values that are not the mode, without a branch on any of them.
    private mutating func findOthers(in plane: LanePlane) -> Int {
        let mode = plane.channel.mode
        return unsafe others.withUnsafeMutableBufferPointer { others in
            var otherCount = 0
            for place in 0..<plane.count {
                unsafe others[otherCount] = Int32(truncatingIfNeeded: place)
                unsafe otherCount &+= plane.symbols[place] == mode ? 0 : 1
            }
            return otherCount
        }
    }
}
