import FrankenEntropy
import Glibc

/// Workloads, timings and soak runs for the entropy coders; see `Tools/bench/entropy`.
@main
struct EntropyBench {
    static func main() throws {
        let arguments = CommandLine.arguments.dropFirst()
        let numbers = arguments.dropFirst().compactMap { Double($0) }
        switch (arguments.first, numbers.count) {
        case ("workload", 2): try printWorkload(rate: numbers[0], seed: UInt64(numbers[1]))
        case ("measure", 3):
            try measure(rate: numbers[0], seed: UInt64(numbers[1]), rounds: Int(numbers[2]))
        case ("soak", 2):
            var soak = Soak(seed: UInt64(numbers[1]))
            try soak.run(symbols: Int(numbers[0]))
        default:
            print(
                """
                usage: entropy-bench workload BITS-PER-SYMBOL SEED
                       entropy-bench measure BITS-PER-SYMBOL SEED ROUNDS
                       entropy-bench soak SYMBOLS SEED
                """)
            exit(2)
        }
    }

    /// Prints channels and plane size, then per channel offset, table and symbols, for the peer.
    static func printWorkload(rate: Double, seed: UInt64) throws {
        let workload = try Workload(bitsPerSymbol: rate, seed: seed)
        let plane = workload.shape.planeCount
        print(workload.shape.channels, plane)
        for (index, channel) in workload.tables.channels.enumerated() {
            print(channel.offset)
            print(channel.cdf.map(String.init).joined(separator: " "))
            let symbols = workload.symbols[index * plane..<(index + 1) * plane]
            print(symbols.map(String.init).joined(separator: " "))
        }
    }

    /// Prints for both coders the bytes, the cross-entropy in bytes and, each way, the median
    /// seconds and the least.
    static func measure(rate: Double, seed: UInt64, rounds: Int) throws {
        let workload = try Workload(bitsPerSymbol: rate, seed: seed)
        let id = DigestPrefix(rawValue: 1)
        let ideal = try workload.tables.bitsPerChannel(
            of: workload.symbols.span, shape: workload.shape
        ).reduce(0, +)
        for coder in CoderID.allCases {
            var encoder = try LatentEncoder(tables: workload.tables, encoder: id, coder: coder)
            let decoder = LatentDecoder(
                tables: workload.tables, encoder: id, planeLimit: workload.shape.planeCount)
            var stream: [UInt8] = []
            var symbols: [Int32] = []
            var (encoding, decoding): ([Double], [Double]) = ([], [])
            for _ in 0..<rounds {
                let start = now()
                try encoder.encode(workload.symbols.span, shape: workload.shape, into: &stream)
                let middle = now()
                _ = try decoder.decode(stream.span, into: &symbols)
                decoding.append(now() - middle)
                encoding.append(middle - start)
            }
            guard symbols == workload.symbols else {
                print("coder \(coder.rawValue) does not give back what it was given")
                exit(1)
            }
            print(
                coder.rawValue, stream.count - BitstreamHeader.byteCount, ideal / 8,
                median(encoding), median(decoding), encoding.min() ?? 0, decoding.min() ?? 0)
        }
    }
}
