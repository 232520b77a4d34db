import FrankenCodec
import FrankenEdge
import FrankenEntropy
import FrankenGraph
import FrankenImage
import FrankenRuntime
import Testing

@Suite("The edge encoder")
struct EdgeEncoderTests {
    @Test("what is decoded is what the network computed, rounded, with both coders")
    func latents() throws {
        let package = try TestEncoder.package.get()
        let photo = try ImageDecoder.decode(bytes: TestEncoder.photoBytes())
        let prepared = try package.preprocessing.prepare(photo)
        let plan = try PlanCompiler(package.model).plan(inputs: ["image": [1, 3, 224, 224]])
        let latent = try plan.session().run([prepared.values])[0]
        let shape = try package.latentShape(of: PixelSize(width: 224, height: 224))
        var expected: [Int32] = []
        try package.latents.quantize(latent.span, shape: shape, into: &expected)
        #expect(Set(expected).count > 5)
        for coder in CoderID.allCases {
            let stream = try TestEncoder.make { $0.coder = coder }.encode(photo)
            #expect(try BitstreamHeader(reading: stream.span).coder == coder)
            #expect(try TestEncoder.symbols(of: stream) == expected)
        }
    }

    @Test("the same bytes on 1, 2 and 8 threads, and again", arguments: CoderID.allCases)
    func threads(coder: CoderID) throws {
        let bytes = try TestEncoder.photoBytes()
        let expected = try TestEncoder.make { $0.coder = coder }.encode(file: bytes)
        for threads in [1, 2, 8] {
            let encoder = try TestEncoder.make {
                $0.coder = coder
                $0.threads = threads
            }
            for _ in 0..<2 { #expect(try encoder.encode(file: bytes) == expected) }
        }
    }

    @Test("many tasks share one encoder")
    func sharing() async throws {
        let encoder = try TestEncoder.make { $0.sizing = .native }
        let images = try (1...6).map { index in
            try PixelImage(
                width: 8 * index,
                height: 40,
                rgb: (0..<8 * index * 40 * 3).map { UInt8(truncatingIfNeeded: $0 * index) }
            )
        }
        let alone = try images.map { try TestEncoder.make { $0.sizing = .native }.encode($0) }
        try await withThrowingTaskGroup(of: (Int, [UInt8]).self) { group in
            for round in 0..<48 {
                let index = round % images.count
                group.addTask { (index, try encoder.encode(images[index])) }
            }
            for try await (index, stream) in group { #expect(stream == alone[index]) }
        }
    }

    @Test("a frame of the trained size is the same stream raw, as an image, and prepared")
    func raw() throws {
        let frame = try TestEncoder.frame()
        let rgb = frame.rgb
        let native = try TestEncoder.make { $0.sizing = .native }
        var stream: [UInt8] = [1, 2, 3]
        try native.encode(rgb: rgb.span, width: 224, height: 224, into: &stream)
        #expect(try native.encode(frame) == stream)
        // The trained pipeline crops the same pixels out of the photo.
        let photo = try ImageDecoder.decode(bytes: TestEncoder.photoBytes())
        #expect(try TestEncoder.make().encode(photo) == stream)
        var trained: [UInt8] = []
        try TestEncoder.make().encode(
            rgb: photo.rgb.span,
            width: photo.width,
            height: photo.height,
            into: &trained
        )
        #expect(trained == stream)
    }

    @Test("channels in the other order are taken in the other order")
    func channelOrder() throws {
        let package = try TestEncoder.package.get()
        var preprocessing = package.preprocessing
        preprocessing.channelOrder = .bgr
        preprocessing.resize = .none
        let reversed = try EncoderPackage(
            name: "bgr",
            training: .untrained,
            model: package.model,
            latents: package.latents,
            preprocessing: preprocessing
        )
        let frame = try TestEncoder.frame()
        func stream(_ sizing: EdgeOptions.Sizing) throws -> [UInt8] {
            let options = EdgeOptions(precision: .fixed(.float32), sizing: sizing)
            return try EdgeEncoder(reversed, options: options).encode(frame)
        }
        #expect(try stream(.native) == stream(.trained))
        #expect(try stream(.native) != TestEncoder.make { $0.sizing = .native }.encode(frame))
    }

    @Test("native sizes lose what makes no whole symbol, at both borders")
    func native() throws {
        let encoder = try TestEncoder.make { $0.sizing = .native }
        var rgb = [UInt8](repeating: 0, count: 53 * 38 * 3)
        for index in rgb.indices { rgb[index] = UInt8(truncatingIfNeeded: index &* index / 7) }
        let image = try PixelImage(width: 53, height: 38, rgb: rgb)
        let stream = try encoder.encode(image)
        let header = try BitstreamHeader(reading: stream.span)
        #expect(header.shape == (try LatentShape(channels: 48, height: 4, width: 6)))
        var inner: [UInt8] = []
        for y in 3..<35 { inner += rgb[(y * 53 + 2) * 3..<(y * 53 + 50) * 3] }
        #expect(try encoder.encode(PixelImage(width: 48, height: 32, rgb: inner)) == stream)
        let tiny = try PixelImage(width: 7, height: 64, rgb: Array(rgb[..<(7 * 64 * 3)]))
        #expect(throws: CodecError(.invalidImage, "")) { try encoder.encode(tiny) }
    }

    @Test("frames whose size and bytes disagree are refused, and the next one is encoded")
    func frames() throws {
        let encoder = try TestEncoder.make { $0.sizing = .native }
        let rgb = [UInt8](repeating: 7, count: 64 * 64 * 3)
        var stream: [UInt8] = [1]
        for (width, height) in [
            (64, 63), (0, 64), (64, 0), (-64, -64), (Int.max, 2), (Int.max, Int.max), (Int.min, 1),
        ] {
            #expect(throws: CodecError(.invalidImage, "")) {
                try encoder.encode(rgb: rgb.span, width: width, height: height, into: &stream)
            }
            #expect(stream.isEmpty)
            try encoder.encode(rgb: rgb.span, width: 64, height: 64, into: &stream)
            #expect(!stream.isEmpty)
        }
    }

    @Test("files that are no images are refused, and the next one is encoded")
    func files() throws {
        let encoder = try TestEncoder.make()
        let bytes = try TestEncoder.photoBytes()
        let expected = try encoder.encode(file: bytes)
        for broken in [[], [0xFF], Array(bytes.prefix(400)), Array("<html>".utf8)] {
            var stream: [UInt8] = [1]
            #expect(throws: ImageError.self) {
                try encoder.encode(file: broken.span, into: &stream)
            }
            #expect(stream.isEmpty)
        }
        #expect(try encoder.encode(file: bytes) == expected)
        var stream: [UInt8] = []
        #expect(throws: ImageError(.unreadableFile, "")) {
            try encoder.encode(contentsOf: "/no/such/photo.jpg", into: &stream)
        }
    }

    @Test("streams of another encoder or other tables are refused, naming both")
    func foreign() throws {
        let package = try TestEncoder.package.get()
        let stream = try TestEncoder.make().encode(file: TestEncoder.photoBytes())
        var maker = UntrainedEncoder()
        maker.seed = 99
        let other = try maker.package()
        var symbols: [Int32] = []
        let error = #expect(throws: BitstreamError.self) {
            try other.decoder().decode(stream.span, into: &symbols)
        }
        #expect(error?.code == .encoderMismatch)
        #expect(error?.message.contains("\(package.description.encoderID)") == true)
        #expect(error?.message.contains("\(other.description.encoderID)") == true)
        let mixed = try EncoderPackage(
            name: "mixed",
            training: .untrained,
            model: package.model,
            latents: other.latents,
            preprocessing: package.preprocessing
        )
        let second = #expect(throws: BitstreamError.self) {
            try mixed.decoder().decode(stream.span, into: &symbols)
        }
        #expect(second?.code == .tableMismatch)
        #expect(second?.message.contains("\(package.description.tablesID)") == true)
        #expect(second?.message.contains("\(other.description.tablesID)") == true)
    }

    @Test("a quality is one of the package's")
    func quality() throws {
        let stream = try TestEncoder.make { $0.rate = .level(0) }
            .encode(file: TestEncoder.photoBytes())
        #expect(try BitstreamHeader(reading: stream.span).quality == 0)
        #expect(throws: CodecError(.unknownQuality, "")) {
            try TestEncoder.make { $0.rate = .level(4) }
        }
    }

    @Test("auto is a precision this CPU has, and bf16 is close to f32")
    func precision() throws {
        let bytes = try TestEncoder.photoBytes()
        let encoder = try TestEncoder.make { $0.precision = .auto }
        #expect(encoder.precision.isSupported)
        let found = try TestEncoder.symbols(of: encoder.encode(file: bytes))
        let expected = try TestEncoder.symbols(of: TestEncoder.make().encode(file: bytes))
        let distance = zip(found, expected).map { abs($0 - $1) }
        #expect((distance.max() ?? 9) <= 1)
        #expect(Double(distance.reduce(0, +)) <= 0.02 * Double(distance.count))
    }

    @Test("a reduced JPEG is used only where the resize makes it smaller still")
    func reducedJPEG() throws {
        let bytes = try TestEncoder.photoBytes()
        let decoder = ImageDecoder()
        // 640 x 480
        #expect(try decoder.jpegScale(of: bytes.span, for: .shorterSide(256)) == .full)
        #expect(try decoder.jpegScale(of: bytes.span, for: .shorterSide(240)) == .half)
        #expect(try decoder.jpegScale(of: bytes.span, for: .shorterSide(241)) == .full)
        #expect(try decoder.jpegScale(of: bytes.span, for: .shorterSide(60)) == .eighth)
        #expect(try decoder.jpegScale(of: bytes.span, for: .exact(width: 64, height: 128)) == .half)
        #expect(try decoder.jpegScale(of: bytes.span, for: .none) == .full)
        #expect(throws: ImageError.self) {
            try decoder.jpegScale(of: [0xFF, 0xD8].span, for: .none)
        }
        let full = try TestEncoder.make { $0.jpegDecoding = .full }.encode(file: bytes)
        #expect(try TestEncoder.make().encode(file: bytes) == full)
    }
}
