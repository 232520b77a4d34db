import FrankenEntropy
import Glibc

/// Random tables and symbols through both coders, until enough symbols went each way.
struct Soak {
    private var generator: SplitMix

    init(seed: UInt64) {
        generator = SplitMix(seed: seed)
    }

    /// Codes at least `symbols` symbols with each coder; stops the program at the first difference.
    mutating func run(symbols limit: Int) throws {
        var (done, rounds) = (0, 0)
        var worst = -Double.infinity
        while done < limit {
            let tables = try randomTables()
            let shape = try LatentShape(
                channels: tables.channels.count,
                height: .random(in: 1...40, using: &generator),
                width: .random(in: 1...40, using: &generator)
            )
            let symbols = tables.channels.flatMap { channel in
                (0..<shape.planeCount).map { _ in Workload.draw(channel, &generator) }
            }
            let id = DigestPrefix(rawValue: UInt32.random(in: 0...UInt32.max, using: &generator))
            let decoder = LatentDecoder(tables: tables, encoder: id, planeLimit: 1600)
            let ideal = try tables.bitsPerChannel(of: symbols.span, shape: shape).reduce(0, +) / 8
            for coder in CoderID.allCases {
                var encoder = try LatentEncoder(tables: tables, encoder: id, coder: coder)
                var stream: [UInt8] = []
                try encoder.encode(symbols.span, shape: shape, into: &stream)
                var decoded: [Int32] = []
                _ = try decoder.decode(stream.span, into: &decoded)
                guard decoded == symbols else {
                    print("round \(rounds), coder \(coder.rawValue): symbols differ")
                    exit(1)
                }
                if coder == .lanes {
                    let payload = Double(stream.count - BitstreamHeader.byteCount)
                    worst = max(worst, payload - ideal * 1.002)
                }
            }
            done += symbols.count
            rounds += 1
        }
        print(
            "\(done) symbols in \(rounds) rounds, both coders exact; coder 1 at most",
            "\((worst * 1000).rounded() / 1000) bytes above 1.002 x cross-entropy"
        )
        if worst > 16 { exit(1) }
    }

    /// Anything from one channel of two symbols to a hundred channels of a few hundred.
    private mutating func randomTables() throws -> EntropyTables {
        let channelCount = Int.random(in: 1...100, using: &generator)
        let channels = try (0..<channelCount).map { _ -> EntropyTables.Channel in
            let count = Int.random(
                in: 1...(Bool.random(using: &generator) ? 12 : 300),
                using: &generator
            )
            let steepness = Double.random(in: 0...6, using: &generator)
            var pmf = (0..<count).map { _ in
                Float(exp(-steepness * Double.random(in: 0...4, using: &generator)))
            }
            if Bool.random(using: &generator) {
                pmf[Int.random(in: 0..<count, using: &generator)] +=
                    Float(exp(Double.random(in: 0...10, using: &generator)))
            }
            let sum = pmf.reduce(0, +)
            let tail = Bool.random(using: &generator) ? Float(1e-9) : 0.05
            return .init(
                offset: Int32.random(in: -200...100, using: &generator),
                median: 0,
                cdf: try QuantizedCDF.make(pmf.map { $0 / sum * (1 - tail) } + [tail])
            )
        }
        return try EntropyTables(precision: 16, channels: channels)
    }
}
