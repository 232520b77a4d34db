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
                """
            )
            exit(2)
        }
    }

    /// How many latents a measurement goes through in turn.
    static let latentCount = 16

    /// Prints channels, plane size and latent count, then per channel offset and table, then the
    /// latents, for the peer.
    static func printWorkload(rate: Double, seed: UInt64) throws {
        let workload = try Workload(bitsPerSymbol: rate, latentCount: latentCount, seed: seed)
        print(workload.shape.channels, workload.shape.planeCount, workload.latents.count)
        for channel in workload.tables.channels {
            print(channel.offset, channel.cdf.map(String.init).joined(separator: " "))
        }
        for latent in workload.latents { print(latent.map(String.init).joined(separator: " ")) }
    }

    /// Prints for both coders, over all latents: payload bytes, cross-entropy in bytes, median
    /// seconds to encode and to decode one, and a hash (FNV-1a) of the payloads.
    static func measure(rate: Double, seed: UInt64, rounds: Int) throws {
        let workload = try Workload(bitsPerSymbol: rate, latentCount: latentCount, seed: seed)
        let id = DigestPrefix(rawValue: 1)
        let bits = try workload.latents.map { latent in
            try workload.tables.bitsPerChannel(of: latent.span, shape: workload.shape)
                .reduce(0, +)
        }
        for coder in CoderID.allCases {
            var encoder = try LatentEncoder(tables: workload.tables, encoder: id, coder: coder)
            let decoder = LatentDecoder(
                tables: workload.tables,
                encoder: id,
                planeLimit: workload.shape.planeCount
            )
            var stream: [UInt8] = []
            var symbols: [Int32] = []
            var byteCount = 0
            var hash: UInt64 = 0xCBF2_9CE4_8422_2325
            var (encoding, decoding): ([Double], [Double]) = ([], [])
            for round in 0..<rounds {
                for latent in workload.latents {
                    let start = now()
                    try encoder.encode(latent.span, shape: workload.shape, into: &stream)
                    let middle = now()
                    _ = try decoder.decode(stream.span, into: &symbols)
                    let end = now()
                    guard symbols == latent else {
                        print("coder \(coder.rawValue) does not give back what it was given")
                        exit(1)
                    }
                    encoding.append(middle - start)
                    decoding.append(end - middle)
                    if round == 0 {
                        let payload = stream.dropFirst(BitstreamHeader.byteCount)
                        byteCount += payload.count
                        for byte in payload { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
                    }
                }
            }
            print(
                coder.rawValue,
                byteCount,
                bits.reduce(0, +) / 8,
                median(encoding),
                median(decoding),
                hash
            )
        }
    }
}
