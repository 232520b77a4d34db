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
    /// Where blocks of four begin that are not all modes, and one more to write to.
    private var blocks: [Int32] = []

    /// Splits `plane` into runs of its channel's mode.
    mutating func find(in plane: LanePlane) {
        let planeCount = plane.count
        let limit = plane.channel.runLimit
        if others.count <= planeCount {
            others = [Int32](repeating: 0, count: planeCount + 1)
            // Each run has a value or a length of at least one.
            blocks = [Int32](repeating: 0, count: planeCount / 4 + 1)
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
    /// Where they are is what the stream has to say, so no branch here could be predicted. First
    /// come the blocks of four that are not all modes, then the places in those blocks; a place is
    /// always written and kept only if it counts, which is why there is room for one more.
    private mutating func findOthers(in plane: LanePlane) -> Int {
        let mode = plane.channel.mode
        let pair = UInt64(UInt32(bitPattern: mode)) &* 0x1_0000_0001
        let wholeBlocks = plane.count & ~3
        return unsafe others.withUnsafeMutableBufferPointer { others in
            unsafe blocks.withUnsafeMutableBufferPointer { blocks in
                var blockCount = 0
                for place in stride(from: 0, to: wholeBlocks, by: 4) {
                    let raw = unsafe UnsafeRawPointer(plane.symbols + place)
                    let first = unsafe raw.loadUnaligned(as: UInt64.self) ^ pair
                    let second =
                        unsafe raw.loadUnaligned(fromByteOffset: 8, as: UInt64.self) ^ pair
                    unsafe blocks[blockCount] = Int32(truncatingIfNeeded: place)
                    let difference = first | second
                    blockCount &+= Int((difference | (0 &- difference)) &>> 63)
                }
                var otherCount = 0

                @inline(__always)
                func check(_ place: Int32) {
                    let difference = unsafe UInt32(bitPattern: plane.symbols[Int(place)] ^ mode)
                    unsafe others[otherCount] = place
                    otherCount &+= Int((difference | (0 &- difference)) &>> 31)
                }

                for index in 0..<blockCount {
                    let place = unsafe blocks[index]
                    check(place)
                    check(place &+ 1)
                    check(place &+ 2)
                    check(place &+ 3)
                }
                for place in wholeBlocks..<plane.count { check(Int32(truncatingIfNeeded: place)) }
                return otherCount
            }
        }
    }

    /// Writes the runs between `others`; how many there are.
    ///
    /// A run has a value behind it or a length of at least one, so there is room for all of them.
    private static func fill(
        _ runs: UnsafeMutableBufferPointer<Run>,
        limit: Int,
        planeCount: Int,
        _ others: UnsafeBufferPointer<Int32>,
        _ otherCount: Int
    ) -> Int {
        var runCount = 0
        var place = 0
        for index in 0..<otherCount {
            let other = unsafe others[index]
            while Int(other) &- place >= limit {
                unsafe runs[runCount] = Run(
                    length: Int32(truncatingIfNeeded: limit),
                    place: Self.noValue
                )
                runCount &+= 1
                place &+= limit
            }
            unsafe runs[runCount] = Run(
                length: other &- Int32(truncatingIfNeeded: place),
                place: other
            )
            runCount &+= 1
            place = Int(other) &+ 1
        }
        while place < planeCount {
            let length = min(planeCount &- place, limit)
            place &+= length
            unsafe runs[runCount] = Run(
                length: Int32(truncatingIfNeeded: length),
                place: place < planeCount ? Self.noValue : Self.toTheEnd
            )
            runCount &+= 1
        }
        return runCount
    }
}
