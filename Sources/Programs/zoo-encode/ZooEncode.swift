internal import FrankenCodec
internal import FrankenEdge
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
                                Default: beside each image, as IMAGE.fsplit
          --precision NAME      auto (default), f32 or bf16
          --threads COUNT       threads for one image (default 1)
          --coder ID            1 (default), or 0 for CompressAI's
          --native              encode images at their own size
          --ignore-orientation  take photos as they are stored, not turned upright
          --max-megapixels N    read photos of up to so many million pixels (default 67)
          --repeat COUNT        encode each image so many times, for measurements

        Exit codes: 0 done, 64 wrong usage, 65 bad input, 66 not found, 69 not supported by this
        machine, 73 a file cannot be created.

        """

    static func main() {
        do {
            let arguments = try EncodeArguments(ProcessArguments.all.dropFirst())
            if arguments.isHelp {
                print(usage, terminator: "")
                exit(0)
            }
            exit(try run(arguments))
        } catch {
            note("\(error)")
            exit(ExitStatus.of(error))
        }
    }

    /// Encodes every image it can; the status is that of the last one it could not.
    private static func run(_ arguments: EncodeArguments) throws -> CInt {
        let encoder = try EdgeEncoder(
            EncoderPackage(path: arguments.encoder),
            options: arguments.options
        )
        var status: CInt = 0
        var stream: [UInt8] = []
        for path in arguments.images {
            do {
                for _ in 0..<arguments.repeats {
                    try encoder.encode(contentsOf: path, into: &stream)
                }
                let target = arguments.target(of: path)
                do {
                    try AtomicFile.write(stream, to: target)
                } catch {
                    throw CannotCreate(description: "\(error)")
                }
                print("\(target): \(stream.count) bytes")
            } catch {
                note("\(path): \(error)")
                status = ExitStatus.of(error)
            }
        }
        return status
    }

    private static func note(_ text: String) {
        try? StandardStream.error.write("zoo-encode: \(text)\n")
    }
}
