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
        count = unsafe runs.withUnsafeMutableBufferPointer { runs in
            unsafe others.withUnsafeBufferPointer { others in
                unsafe Self.fill(runs, limit: limit, planeCount: planeCount, others, otherCount)
            }
        }
    }

    /// Lists the places of values that are not the mode.
    ///
    /// Eight modes in a row are skipped at once; the rest goes without a branch on the values.
    /// There is room for one place more than there are symbols, which the last write may use.
    private mutating func findOthers(in plane: LanePlane) -> Int {
        let mode = plane.channel.mode
        let pair = UInt64(UInt32(bitPattern: mode)) &* 0x1_0000_0001
        return unsafe others.withUnsafeMutableBufferPointer { others in
            var otherCount = 0

            @inline(__always)
            func check(_ place: Int) {
                let difference = unsafe UInt32(bitPattern: plane.symbols[place] ^ mode)
                unsafe others[otherCount] = Int32(truncatingIfNeeded: place)
                otherCount &+= Int((difference | (0 &- difference)) &>> 31)
            }

            var place = 0
            while place &+ 8 <= plane.count {
                let raw = unsafe UnsafeRawPointer(plane.symbols + place)
                var difference: UInt64 = 0
                for offset in stride(from: 0, to: 32, by: 8) {
                    unsafe difference |=
                        raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self) ^ pair
                }
                if difference != 0 {
                    for index in 0..<8 { check(place &+ index) }
                }
                place &+= 8
            }
            while place < plane.count {
                check(place)
                place &+= 1
            }
            return otherCount
        }
    }

    /// Writes the runs between `others`; how many there are.
    ///
    /// A run has a value behind it or a length of at least one, so there is room for all of them.
    private static func fill(
        _ runs: UnsafeMutableBufferPointer<Run>, limit: Int, planeCount: Int,
        _ others: UnsafeBufferPointer<Int32>, _ otherCount: Int
    ) -> Int {
        var runCount = 0
        var place = 0
        for index in 0..<otherCount {
            let other = unsafe others[index]
            while Int(other) &- place >= limit {
                unsafe runs[runCount] = Run(
                    length: Int32(truncatingIfNeeded: limit), place: Self.noValue)
                runCount &+= 1
                place &+= limit
            }
            unsafe runs[runCount] = Run(
                length: other &- Int32(truncatingIfNeeded: place), place: other)
            runCount &+= 1
            place = Int(other) &+ 1
        }
        while place < planeCount {
            let length = min(planeCount &- place, limit)
            place &+= length
            unsafe runs[runCount] = Run(
                length: Int32(truncatingIfNeeded: length),
                place: place < planeCount ? Self.noValue : Self.toTheEnd)
            runCount &+= 1
        }
        return runCount
    }
}
