import ArgumentParser
import FrankenCommands
import FrankenEdge

/// How many bytes a bitstream may take, as options.
struct RateArguments: ParsableArguments {
    @Option(help: "How good, from 0, the fewest bytes, to 1 (default: 1).")
    var quality: Double?

    @Option(help: "The level itself: what the stream names as its quality.")
    var level: UInt8?

    @Option(
        help: ArgumentHelp(
            "The best level at which a photo's stream has at most so many bytes.",
            valueName: "size"
        )
    )
    var maxBytes: String?

    @Option(
        help: ArgumentHelp(
            "The best level with which the answer is there in time, at the --bandwidth.",
            valueName: "time"
        )
    )
    var maxMilliseconds: Double?

    @Option(
        help: ArgumentHelp(
            "What the radio sends a second, such as 250k, 1.3M or 270000 bits.",
            valueName: "bits"
        )
    )
    var bandwidth: String?

    @Option(
        help: ArgumentHelp(
            "What of --max-milliseconds decoder and tail take on the server.",
            valueName: "time"
        )
    )
    var serverMilliseconds: Double?

    func validate() throws {
        let given = [quality != nil, level != nil, maxBytes != nil, maxMilliseconds != nil]
        guard given.count(where: { $0 }) <= 1 else {
            throw ValidationError(
                "Give one of --quality, --level, --max-bytes and --max-milliseconds."
            )
        }
        guard (maxMilliseconds != nil) == (bandwidth != nil) else {
            throw ValidationError("--max-milliseconds and --bandwidth belong together.")
        }
        guard maxMilliseconds != nil || serverMilliseconds == nil else {
            throw ValidationError("--server-milliseconds is a part of --max-milliseconds.")
        }
        _ = try choice
    }

    /// The choice.
    var choice: RateChoice {
        get throws {
            if let quality { return .quality(quality) }
            if let level { return .level(level) }
            if let maxBytes { return .bytes(try ByteCount(parsing: maxBytes).value) }
            guard let maxMilliseconds, let bandwidth else { return .finest }
            return .time(
                TimeBudget(
                    milliseconds: maxMilliseconds,
                    bandwidth: try Self.bitsPerSecond(bandwidth),
                    answering: serverMilliseconds ?? 0
                )
            )
        }
    }

    /// Reads bits per second; `k`, `M` and `G` are powers of a thousand, as radios have them.
    private static func bitsPerSecond(_ text: String) throws -> Double {
        var number = Substring(text)
        for unit in ["bit/s", "bps"] where number.hasSuffix(unit) {
            number = number.dropLast(unit.count)
        }
        let scales: [Character: Double] = ["k": 1e3, "K": 1e3, "M": 1e6, "G": 1e9]
        let scale = number.last.flatMap { scales[$0] }
        if scale != nil { number = number.dropLast() }
        guard let value = Double(number.filter { $0 != " " }), value > 0, value.isFinite else {
            throw ValidationError(
                "Expected bits per second such as 250k or 1.3M, found '\(text.prefix(40))'."
            )
        }
        return value * (scale ?? 1)
    }
}
