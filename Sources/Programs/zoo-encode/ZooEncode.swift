internal import FrankenCodec
internal import FrankenCommands
internal import FrankenEdge
internal import FrankenFailures
internal import FrankenFiles

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// The smallest program that encodes: what a device runs when it links nothing.
@main
enum ZooEncode {
    static let usage = """
        Usage: zoo-encode --encoder DIR [OPTION…] IMAGE… [-o FILE|DIR]

        Encodes photos (JPEG, PNG, WebP) to FrankenSplit bitstreams.

          --encoder DIR         the encoder package
          -o PATH               one image: the bitstream's file; several: a folder that exists.
                                Default: beside each image, as IMAGE.fsplit; - is standard
                                output, and devices and FIFOs are written into
          --precision NAME      auto (default), f32 or bf16
          --threads COUNT       threads for one image (default 1)
          --coder ID            1 (default), or 0 for CompressAI's
          --quality SHARE       of an encoder of several rates: from 0, the fewest bytes, to 1
          --max-bytes COUNT     the best level at which a photo has at most so many bytes
          --max-milliseconds T  the best level whose answer is there in time, encoding included, at
          --bandwidth BITS      so many bits a second, when the server takes
          --server-milliseconds T   so long
          --native              encode images at their own size
          --ignore-orientation  take photos as they are stored, not turned upright
          --max-megapixels N    read photos of up to so many million pixels (default 67)
          --repeat COUNT        encode each image so many times, for measurements

        Exit codes: 0 done, 64 wrong usage, 65 bad input, 66 not found, 69 not supported by this
        machine, 73 a file cannot be created or the disk is full, 74 the system cannot read or write.

        """

    static func main() {
        do {
            let arguments = try EncodeArguments(ProcessArguments.all.dropFirst())
            if arguments.isHelp {
                try Terminal.print(usage, terminator: "")
                return
            }
            try run(arguments)
        } catch {
            let failure = Failure(error) ?? Failure("\(error)", .fault)
            if let message = failure.message { Terminal.note("zoo-encode: \(message)") }
            exit(failure.status)
        }
    }

    /// Encodes every image it can, and names the others.
    private static func run(_ arguments: EncodeArguments) throws {
        let encoder = try EdgeEncoder(
            EncoderPackage(path: arguments.encoder),
            options: arguments.options
        )
        var errors: [any Error] = []
        var stream: [UInt8] = []
        let inputs = arguments.images
        for path in arguments.images {
            do {
                for _ in 0..<arguments.repeats {
                    try encoder.encode(contentsOf: path, into: &stream)
                }
                let target = arguments.target(of: path)
                do {
                    try target.check(against: inputs)
                    try target.write(stream)
                } catch {
                    throw Failure(creating: target.path, error)
                }
                let line = "\(target.path): \(stream.count) bytes"
                if target.isStandardOutput {
                    Terminal.note(line)
                } else {
                    try Terminal.print(line)
                }
            } catch {
                let message = Failure(error).map(\.message) ?? "\(error)"
                if let message { Terminal.note("zoo-encode: \(path): \(message)") }
                errors.append(error)
            }
        }
        if let failure = Failure(parts: errors) { throw failure }
    }
}
