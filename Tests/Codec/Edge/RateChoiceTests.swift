import FrankenCodec
import FrankenEdge
import FrankenEntropy
import FrankenRuntime
import Testing

@Suite("Rates of an encoder")
struct RateChoiceTests {
    private static let package = Result { try makePackage() }

    private static func makePackage() throws -> EncoderPackage {
        var maker = UntrainedEncoder()
        maker.levelCount = 6
        maker.byteCount = 6000
        return try maker.package()
    }

    private static func stream(
        _ rate: RateChoice,
        _ change: (inout EdgeOptions) -> Void = { _ in }
    ) throws -> [UInt8] {
        var options = EdgeOptions(precision: .fixed(.float32), rate: rate)
        change(&options)
        return try EdgeEncoder(package.get(), options: options)
            .encode(file: TestEncoder.photoBytes())
    }

    private static func level(_ stream: [UInt8]) throws -> UInt8 {
        try BitstreamHeader(reading: stream.span).quality
    }

    @Test("Bytes rise with the level, and a share names a level")
    func levels() throws {
        let sizes = try (0..<6).map { try Self.stream(.level($0)).count }
        #expect(sizes == sizes.sorted() && sizes[5] > 3 * sizes[0], "\(sizes)")
        for (share, level) in [(0, 0), (0.19, 1), (0.5, 3), (1.0, 5)] {
            #expect(try Self.stream(.quality(share)) == Self.stream(.level(UInt8(level))))
        }
        #expect(try Self.stream(.finest) == Self.stream(.level(5)))
    }

    @Test("A budget gets the finest level that fits, and never a byte more", arguments: [0, 1])
    func bytes(coder: UInt8) throws {
        let coder = try #require(CoderID(rawValue: coder))
        let sizes = try (0..<6).map { level in
            try Self.stream(.level(level)) { $0.coder = coder }.count
        }
        for (level, size) in sizes.enumerated() {
            let fitting = try Self.stream(.bytes(size)) { $0.coder = coder }
            #expect(try Int(Self.level(fitting)) == level && fitting.count == size)
            let tight = try? Self.stream(.bytes(size - 1)) { $0.coder = coder }
            #expect(try tight.map { try Int(Self.level($0)) } == (level == 0 ? nil : level - 1))
        }
    }

    @Test("A budget that no level meets is refused with the least there is, and leaves nothing")
    func overBudget() throws {
        let least = try Self.stream(.level(0)).count
        let encoder = try EdgeEncoder(
            Self.package.get(),
            options: EdgeOptions(precision: .fixed(.float32), rate: .bytes(least - 1))
        )
        let photo = try TestEncoder.photoBytes()
        var stream: [UInt8] = [1]
        do {
            try encoder.encode(file: photo.span, into: &stream)
            Issue.record("a budget of \(least - 1) bytes was met")
        } catch let error as CodecError {
            #expect(error.code == .overBudget && error.message.contains("\(least) bytes"))
        }
        #expect(stream.isEmpty)
        // One rate is one level: it fits or it does not.
        let size = try TestEncoder.make().encode(file: TestEncoder.photoBytes()).count
        #expect(
            try TestEncoder.make { $0.rate = .bytes(size) }
                .encode(file: TestEncoder.photoBytes()).count == size
        )
        #expect(throws: CodecError(.overBudget, "")) {
            try TestEncoder.make { $0.rate = .bytes(size - 1) }
                .encode(file: TestEncoder.photoBytes())
        }
    }

    @Test("Time that is left is bytes: more for a faster radio, none when all of it is spent")
    func time() throws {
        // Ten thousand seconds make the time of encoding small beside them.
        let sizes = try (0..<6).map { try Self.stream(.level($0)).count }
        var budget = TimeBudget(
            milliseconds: 1e7,
            bandwidth: Double(8 * (sizes[2] + 1)) / 1e4
        )
        #expect(try Self.level(Self.stream(.time(budget))) == 2)
        budget.bandwidth = 1e9
        #expect(try Self.level(Self.stream(.time(budget))) == 5)
        budget.answering = 1e7
        let spent = budget
        #expect(throws: CodecError(.overBudget, "")) { try Self.stream(.time(spent)) }
    }

    @Test("What is no rate is refused before an image comes")
    func refused() throws {
        let wrong: [(RateChoice, CodecError.Code)] = [
            (.level(6), .unknownQuality), (.quality(-0.1), .unknownQuality),
            (.quality(.nan), .unknownQuality), (.bytes(0), .invalidBudget),
            (.time(TimeBudget(milliseconds: 0, bandwidth: 1)), .invalidBudget),
            (.time(TimeBudget(milliseconds: 1, bandwidth: .infinity)), .invalidBudget),
            (.time(TimeBudget(milliseconds: 1, bandwidth: 1, answering: -1)), .invalidBudget),
        ]
        for (rate, code) in wrong {
            #expect(throws: CodecError(code, "")) {
                try EdgeEncoder(Self.package.get(), options: EdgeOptions(rate: rate))
            }
        }
        #expect(throws: CodecError(.unknownQuality, "")) {
            try TestEncoder.make { $0.rate = .quality(0.5) }
        }
    }

    @Test("A package of several rates is read back as it was written")
    func folder() throws {
        let package = try Self.package.get()
        #expect(package.description.qualities == [0, 1, 2, 3, 4, 5])
        let copy = try LatentCodec(blob: package.latents.blob)
        #expect(copy == package.latents)
    }
}
