import Foundation
import FrankenImage
import FrankenInference
import FrankenRuntime
import Testing

@Suite("Reading photo files")
struct PhotoReaderTests {
    private let photos = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../Programs/zoo/Photos").standardizedFileURL
    private let names = [
        "ramp.png", "text.jpg", "stripes.jpg", "missing.png", "rings.webp", "truncated.jpg",
        "grey.png",
    ]

    private var paths: [String] { names.map { photos.appending(path: $0).path } }

    @Test("Results are in order, whatever the threads", arguments: [-1, 1, 2, 3, 64])
    func order(threads: Int) async throws {
        let results = await PhotoReader(.cifar, threads: threads).read(paths)
        try #require(results.count == paths.count)
        for (path, result) in zip(paths, results) {
            let expected = Result { () throws(ImageError) in
                try Preprocessing.cifar.prepare(ImageDecoder.decode(contentsOf: path))
            }
            #expect(result == expected)
        }
        let codes = results.map { result in
            if case .failure(let error) = result { error.code } else { nil as ImageError.Code? }
        }
        #expect(codes[1] == .unsupportedFormat)
        #expect(codes[3] == .unreadableFile)
        #expect(codes[5] == .truncated)
        #expect(codes.filter { $0 == nil }.count == 4)
    }

    @Test("No files, no results")
    func none() async {
        #expect(await PhotoReader(.cifar).read([]).isEmpty)
    }

    @Test("Classified files come in order, failures among them", arguments: [1, 2, 5], [1, 3])
    func classified(batch: Int, threads: Int) async throws {
        let backbone = try SmallBackbone.make()
        let classifier = try Classifier(
            backbone,
            batch: batch,
            options: .init(threads: threads)
        )
        let single = try Classifier(backbone)
        let many = (0..<5).flatMap { _ in paths }
        var seen: [Int] = []
        try await classifier.classify(files: many, top: 3) { index, answer in
            seen.append(index)
            guard case .success(let found) = answer else {
                #expect([1, 3, 5].contains(index % paths.count))
                return
            }
            let photo = try ImageDecoder.decode(contentsOf: many[index])
            let expected = try single.classify([photo], top: 3)[0]
            #expect(found.map(\.index) == expected.map(\.index))
            for (a, b) in zip(found, expected) {
                #expect(abs(a.probability - b.probability) <= 1e-5)
            }
        }
        #expect(seen == Array(many.indices))
    }
}
