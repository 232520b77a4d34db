import CFrankenEdge
import Foundation
import FrankenCodec
import FrankenEdge
import FrankenEdgeABI
import FrankenEntropy
import FrankenRuntime
import Testing

@Suite("The C interface")
struct CInterfaceTests {
    /// The path of a package on disk, kept while the tests run.
    private static let package = Result { () throws -> String in
        let path = FileManager.default.temporaryDirectory
            .appending(path: "abi-\(UInt64.random(in: 0...UInt64.max))").path
        try UntrainedEncoder().package().write(to: path)
        return path
    }

    private struct Failed: Error {
        let status: CInt
        let message: String
    }

    /// Creates an encoder, calls `body` and destroys it.
    private func withEncoder<Value>(
        _ path: String? = nil,
        _ change: (inout frankenedge_options) -> Void = { _ in },
        _ body: (OpaquePointer) throws -> Value
    ) throws -> Value {
        var options = frankenedge_options()
        options.struct_size = MemoryLayout<frankenedge_options>.size
        options.precision = 1
        change(&options)
        var encoder: OpaquePointer?
        var message = [CChar](repeating: 1, count: 200)
        let status = try frankenedge_encoder_create(
            path ?? Self.package.get(),
            &options,
            &encoder,
            &message,
            message.count
        )
        guard status == 0, let encoder else {
            #expect(encoder == nil)
            throw Failed(status: status, message: text(message))
        }
        defer { frankenedge_encoder_destroy(encoder) }
        return try body(encoder)
    }

    private func text(_ message: [CChar]) -> String {
        String(decoding: message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private func encode(
        _ encoder: OpaquePointer,
        _ rgb: [UInt8],
        _ width: Int32,
        _ height: Int32,
        capacity: Int = 1 << 16
    ) -> (status: CInt, stream: [UInt8], count: Int, message: String) {
        var output = [UInt8](repeating: 0xAB, count: capacity + 1)
        var count = 0
        var message = [CChar](repeating: 0, count: 200)
        let status = frankenedge_encode_rgb(
            encoder,
            rgb,
            rgb.count,
            width,
            height,
            &output,
            capacity,
            &count,
            &message,
            200
        )
        #expect(output[capacity] == 0xAB)
        return (status, Array(output.prefix(min(count, capacity))), count, text(message))
    }

    @Test("gives the bytes that Swift gives")
    func bytes() throws {
        let rgb = (0..<64 * 48 * 3).map { UInt8(truncatingIfNeeded: $0 * $0 / 50) }
        let package = try EncoderPackage(path: Self.package.get())
        let swift = try EdgeEncoder(
            package,
            options: EdgeOptions(precision: .fixed(.float32), coder: .compressAI, sizing: .native)
        )
        var expected: [UInt8] = []
        try swift.encode(rgb: rgb.span, width: 64, height: 48, into: &expected)
        try withEncoder(nil) {
            $0.sizing = 1
            $0.coder_plus_one = 1
        } _: { encoder in
            let found = encode(encoder, rgb, 64, 48)
            #expect(found.status == 0)
            #expect(found.stream == expected)
            #expect(frankenedge_encoder_precision(encoder) == 1)
        }
        #expect(String(cString: frankenedge_version()).split(separator: ".").count == 3)
        #expect(frankenedge_abi_version() == FRANKENEDGE_ABI_VERSION)
        frankenedge_encoder_destroy(nil)
    }

    @Test("a short buffer is left alone, and told the length it needs")
    func shortBuffer() throws {
        let rgb = [UInt8](repeating: 90, count: 64 * 64 * 3)
        try withEncoder(nil) {
            $0.sizing = 1
        } _: { encoder in
            let whole = encode(encoder, rgb, 64, 64)
            let short = encode(encoder, rgb, 64, 64, capacity: whole.count - 1)
            #expect(short.status == 6)
            #expect(short.count == whole.count)
            #expect(short.stream.allSatisfy { $0 == 0xAB })
            #expect(short.message.contains("\(whole.count) bytes"))
            #expect(encode(encoder, rgb, 64, 64, capacity: whole.count).stream == whole.stream)
            var count = 0
            let measured = frankenedge_encode_rgb(
                encoder,
                rgb,
                rgb.count,
                64,
                64,
                nil,
                0,
                &count,
                nil,
                0
            )
            #expect(measured == 6)
            #expect(count == whole.count)
        }
    }

    @Test("failures are numbers with a sentence")
    func failures() throws {
        func status(
            _ path: String? = nil,
            _ change: (inout frankenedge_options) -> Void = { _ in }
        ) throws -> Failed? {
            do {
                try withEncoder(path, change) { _ in }
                return nil
            } catch let failed as Failed {
                return failed
            }
        }
        #expect(try status("/no/where")?.status == 2)
        #expect(try status("/no/where")?.message.contains("codec.json") == true)
        #expect(try status { $0.struct_size = 4 }?.status == 1)
        #expect(try status { $0.precision = 3 }?.message.contains("options.precision") == true)
        #expect(try status { $0.threads = -1 }?.status == 1)
        #expect(try status { $0.sizing = 2 }?.status == 1)
        #expect(try status { $0.coder_plus_one = 3 }?.status == 1)
        #expect(try status { ($0.rate, $0.rate_value) = (1, 256) }?.status == 1)
        #expect(try status { ($0.rate, $0.rate_value) = (1, 9) }?.status == 1)
        #expect(try status { ($0.rate, $0.rate_value) = (2, .nan) }?.status == 1)
        #expect(try status { ($0.rate, $0.rate_value) = (3, 0.5) }?.status == 1)
        #expect(try status { ($0.rate, $0.rate_value) = (4, 100) }?.status == 1)
        #expect(try status { $0.rate = 5 }?.status == 1)
        #expect(try status { $0.full_jpeg = 2 }?.status == 1)
        try withEncoder { encoder in
            #expect(encode(encoder, [1, 2, 3], 64, 64).status == 1)
            #expect(encode(encoder, [1, 2, 3], -1, -3).status == 1)
            var count = 0
            var tiny = [CChar](repeating: 1, count: 8)
            let file = Array("no image at all".utf8)
            let status = frankenedge_encode_file(
                encoder,
                file,
                file.count,
                nil,
                0,
                &count,
                &tiny,
                8
            )
            #expect(status == 4)
            #expect(tiny[7] == 0)
            #expect(text(tiny).count == 7)
        }
    }

    @Test("threads share an encoder")
    func threads() async throws {
        let rgb = (0..<64 * 64 * 3).map { UInt8(truncatingIfNeeded: $0 / 9) }
        var encoder: OpaquePointer?
        var options = frankenedge_options()
        options.struct_size = MemoryLayout<frankenedge_options>.size
        options.sizing = 1
        let created = try frankenedge_encoder_create(
            Self.package.get(),
            &options,
            &encoder,
            nil,
            0
        )
        #expect(created == 0)
        defer { frankenedge_encoder_destroy(encoder) }
        let address = UInt(bitPattern: encoder)
        let streams = await withTaskGroup { group in
            for _ in 0..<16 {
                group.addTask {
                    guard let encoder = OpaquePointer(bitPattern: address) else { return [UInt8]() }
                    return self.encode(encoder, rgb, 64, 64).stream
                }
            }
            return await group.reduce(into: [[UInt8]]()) { $0.append($1) }
        }
        #expect(streams.count == 16)
        #expect(Set(streams).count == 1)
        #expect(streams.first?.isEmpty == false)
    }
}
