import Foundation
import FrankenEntropy
import Testing

@Suite("The bitstream format")
struct BitstreamFormatTests {
    private func page(_ name: String) throws -> String {
        let root = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return try String(contentsOf: root.appending(path: "Zoo/formats/\(name)"), encoding: .utf8)
    }

    private func header(of stream: [UInt8]) throws(BitstreamError) -> BitstreamHeader {
        try BitstreamHeader(reading: stream.span)
    }

    @Test("the worked example of the format page, both ways", arguments: CoderID.allCases)
    func workedExample(coder: CoderID) throws {
        let expected = try #require(FormatExample.streams[coder])
        var encoder = try LatentEncoder(
            tables: FormatExample.tables(),
            encoder: FormatExample.encoder,
            coder: coder
        )
        var stream: [UInt8] = []
        let original = FormatExample.symbols
        try encoder.encode(
            original.span,
            shape: FormatExample.shape(),
            quality: 3,
            into: &stream
        )
        #expect(hex(stream) == expected.filter(\.isHexDigit))
        let decoder = LatentDecoder(
            tables: try FormatExample.tables(),
            encoder: FormatExample.encoder,
            planeLimit: 6
        )
        var symbols: [Int32] = []
        let header = try decoder.decode(stream.span, into: &symbols)
        #expect(symbols == FormatExample.symbols)
        #expect(header.coder == coder)
        #expect(header.quality == 3)
        #expect(header.encoder == FormatExample.encoder)
        #expect(header.tables == (try FormatExample.tables().id))
        #expect(header.shape == (try FormatExample.shape()))
        #expect(try self.header(of: stream) == header)
    }

    @Test("the pages show the bytes that the code writes")
    func pages() throws {
        func digits(_ text: String) -> String { text.filter(\.isHexDigit) }
        // A page breaks its bytes into lines of code blocks; nothing else there matches so long.
        for expected in FormatExample.streams.values {
            #expect(digits(try page("bitstream.md")).contains(digits(expected)))
        }
        #expect(digits(try page("tables.md")).contains(digits(FormatExample.tableBlob)))
    }

    @Test("a header is twenty bytes and says shapes up to 4096x1024x1024")
    func shapes() throws {
        let tables = try FormatExample.tables()
        for (channels, height, width) in [
            (1, 1, 1), (4096, 1024, 1024), (48, 28, 28), (2, 1, 1024),
        ] {
            let header = BitstreamHeader(
                coder: .lanes,
                quality: 255,
                encoder: FormatExample.encoder,
                tables: tables.id,
                shape: try LatentShape(channels: channels, height: height, width: width)
            )
            var bytes: [UInt8] = []
            header.append(to: &bytes)
            #expect(bytes.count == BitstreamHeader.byteCount)
            #expect(bytes.count == 20)
            #expect(try self.header(of: resealed(bytes)) == header)
        }
        for (channels, height, width) in [
            (0, 1, 1), (4097, 1, 1), (1, 0, 1), (1, 1025, 1), (1, 1, -1),
        ] {
            #expect(throws: BitstreamError(.unsupportedShape, "")) {
                try LatentShape(channels: channels, height: height, width: width)
            }
        }
    }

    @Test("each field of a header has its own refusal")
    func refusals() throws {
        let stream = try LatentFixture(seed: 50, channels: 2, height: 2, width: 2).stream(.lanes)
        func refusal(_ offset: Int, _ value: UInt8) -> BitstreamError.Code? {
            var altered = stream
            altered[offset] = value
            do {
                _ = try header(of: resealed(altered))
                return nil
            } catch {
                return error.code
            }
        }
        #expect(refusal(0, 0) == .notABitstream)
        #expect(refusal(1, 0) == .notABitstream)
        #expect(refusal(2, 0x31) == .unsupportedVersion)
        #expect(refusal(2, 0x01) == .unsupportedVersion)
        #expect(refusal(2, 0x12) == .unknownCoder)
        #expect(refusal(3, 200) == nil)
    }
}
