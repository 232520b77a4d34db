/// Encodes symbols with coder 1.
///
/// Keeps its buffers, so that after the first frame nothing allocates.
/// A decoder reads first what was written last, so channels, symbols and words all go backwards.
struct LaneEncoder: Sendable {
    private var words: [UInt16] = []
    private var usedWords = 0
    private var runs = RunList()
    /// One state per lane.
    var states: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)

    /// Appends the payload of `symbols` to `output`.
    ///
    /// - Parameters:
    ///   - symbols: `planeCount` for each channel of `code`.
    ///   - code: The tables.
    ///   - planeCount: Symbols per channel.
    ///   - output: Gets the payload appended.
    /// - Throws: `.symbolOutOfRange` for a value that no escape reaches; `output` is then unchanged.
    mutating func encode(
        _ symbols: Span<Int32>,
        with code: LaneCode,
        planeCount: Int,
        into output: inout [UInt8]
    ) throws(PayloadFault) {
        let bound = UInt64(LaneReader.lowerBound)
        states = (bound, bound, bound, bound)
        usedWords = 0
        for index in code.channels.indices.reversed() {
            // A run, a value and both parts of an escape are at most four words per symbol.
            makeRoom(for: 4 * planeCount + planeCount / 2 + 8)
            let channel = code.channels[index]
            let range = index * planeCount..<(index + 1) * planeCount
            let badPlace = unsafe symbols.extracting(range).withUnsafeBufferPointer { plane in
                unsafe code.steps.withUnsafeBufferPointer { steps in
                    unsafe encode(plane, channel, steps)
                }
            }
            if let badPlace { throw .symbolOutOfRange(position: range.lowerBound + badPlace) }
        }
        for state in [states.0, states.1, states.2, states.3] {
            for shift in stride(from: UInt64(0), to: 32, by: 8) {
                output.append(UInt8(truncatingIfNeeded: state >> shift))
            }
        }
        unsafe words[(words.count - usedWords)...].withUnsafeBytes { bytes in
            unsafe output.append(contentsOf: bytes)
        }
    }

    /// Makes sure that `count` more words fit, keeping those there are at the end.
    private mutating func makeRoom(for count: Int) {
        guard words.count - usedWords < count else { return }
        let larger = max(2 * words.count, usedWords + count)
        words.insert(contentsOf: repeatElement(0, count: larger - words.count), at: 0)
    }

    /// Encodes one plane; the place of a symbol that cannot be coded, if there is one.
    private mutating func encode(
        _ plane: UnsafeBufferPointer<Int32>,
        _ channel: LaneCode.Channel,
        _ steps: UnsafeBufferPointer<LaneStep>
    ) -> Int? {
        // Borrowed for the loops below, which may not touch the array through `self` meanwhile.
        var words = [UInt16]()
        swap(&words, &self.words)
        defer { swap(&words, &self.words) }
        return unsafe words.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress, let plane = unsafe LanePlane(plane, channel, steps)
            else { return nil }
            let start = unsafe base + (buffer.count - usedWords)
            var writer = unsafe LaneWriter(before: start)
            let badPlace: Int?
            if channel.isRun {
                runs.find(in: plane)
                badPlace = encodeRuns(plane, runs, &writer)
            } else {
                badPlace = encodeDirect(plane, &writer)
            }
            unsafe usedWords += start - writer.next
            return badPlace
        }
    }
}
