import Foundation
import FrankenImage
import Testing

/// The parity requirement on real photos of odd sizes: within 1 level for 99.9 % of samples, never
/// more than 2.
///
/// Needs the photo shards beside the package and a Python with torchvision, named by
/// the environment variable FRANKEN_PYTHON.
@Suite("Photos equal torchvision")
struct PhotoParityTests {
    static let python = ProcessInfo.processInfo.environment["FRANKEN_PYTHON"]
    static let package = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    static let shards = ["imagenet-samples-eval.tar", "nips17-eval.tar"].map {
        package.appending(path: "../shared/data/images/\($0)").standardizedFileURL.path
    }
    static var isPossible: Bool {
        python != nil && shards.allSatisfy(FileManager.default.fileExists(atPath:))
    }

    @Test(
        "Resize 256, CenterCrop 224 of 50 photos",
        .enabled(
            if: isPossible,
            "needs ../shared/data/images and FRANKEN_PYTHON with torchvision"
        )
    )
    func crops() throws {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "franken-parity-\(ProcessInfo.processInfo.processIdentifier)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let process = Process()
        process.executableURL = URL(filePath: try #require(Self.python))
        process.arguments =
            [Self.package.appending(path: "Tools/parity/image_parity.py").path]
            + Self.shards.flatMap { ["--photos", $0] } + ["--references", folder.path]
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        let photos = names.filter { !$0.hasSuffix(".rgb") }.sorted()
        #expect(photos.count == 50)
        var equal = 0
        var total = 0
        for photo in photos {
            let path = folder.appending(path: photo).path
            let image = try ImageDecoder(appliesOrientation: false).decode(contentsOf: path)
            for filter in Interpolation.allCases {
                let crop = try Preprocessing.imagenet(interpolation: filter)
                    .croppedPixels(of: image)
                let data = try Data(contentsOf: URL(filePath: "\(path).\(filter.rawValue).rgb"))
                try #require(data.count == crop.rgb.count)
                let differences = zip(crop.rgb, data).map { abs(Int($0) - Int($1)) }
                #expect(differences.allSatisfy { $0 <= 2 }, "\(photo) \(filter)")
                let near = differences.count { $0 <= 1 }
                #expect(near * 1000 >= differences.count * 999, "\(photo) \(filter)")
                equal += differences.count { $0 == 0 }
                total += differences.count
            }
        }
        print("photo parity: \(equal) of \(total) samples are equal")
    }
}
