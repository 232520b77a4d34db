import ArgumentParser
import FrankenBytes
import FrankenCommands
import FrankenFiles
import FrankenImage

/// For `Tools/parity/image_parity.py`: photos as the network sees them before normalization.
struct PrepareCommand: ParsableCommand {
    enum Stage: String, ExpressibleByArgument, CaseIterable {
        case decode
        case bilinear
        case bicubic
    }

    static let configuration = CommandConfiguration(
        commandName: "prepare",
        abstract: "Decode photos, or resize and crop them as for ImageNet, into a file of pixels.",
        shouldDisplay: false
    )

    @Argument(help: "Photos.", completion: .file())
    var photos: [String]

    @Option(help: "Full-size and upright, or Resize 256 and CenterCrop 224 with a filter.")
    var stage = Stage.bilinear

    @Option(help: "The file that receives all pixels in order, RGB bytes without any header.")
    var output: OutputTarget?

    @Option(help: "Measure medians of this many rounds instead.")
    var time: Int?

    func validate() throws {
        try Outputs.validate(output, json: true)
        if (output == nil) == (time == nil) { throw ValidationError("Use --output or --time.") }
        if let time, time < 1 { throw ValidationError("--time must be 1 or more, found \(time).") }
    }

    func run() throws {
        if let time {
            try JSONOutput.print(Answer(images: photos.map { try timed($0, rounds: time) }))
            return
        }
        guard let output else { return }
        try output.check(against: photos)
        var images: [Answer.Image] = []
        do {
            try output.write { file in
                for path in photos {
                    let image = try pixels(path)
                    try file.append(image.rgb.span.bytes)
                    images.append(.init(path: path, width: image.width, height: image.height))
                }
            }
        } catch let error as FilesError {
            throw Failure(creating: output.path, error)
        }
        try JSONOutput.print(Answer(images: images))
    }

    private func pixels(_ path: String) throws(ImageError) -> PixelImage {
        guard let filter = Interpolation(rawValue: stage.rawValue) else {
            return try ImageDecoder.decode(contentsOf: path)
        }
        // As the reference does, which does not turn photos.
        let image = try ImageDecoder(appliesOrientation: false).decode(contentsOf: path)
        return try Preprocessing.imagenet(interpolation: filter).croppedPixels(of: image)
    }

    /// Medians of decoding, of resizing with the crop, of normalizing, and of all three.
    private func timed(_ path: String, rounds: Int) throws -> Answer.Image {
        let preprocessing = Preprocessing.imagenet()
        var normalizing = preprocessing
        normalizing.resize = .none
        let image = try ImageDecoder.decode(contentsOf: path)
        let cropped = try preprocessing.croppedPixels(of: image)
        let steps: [() throws -> Void] = [
            { _ = try ImageDecoder.decode(contentsOf: path) },
            { _ = try preprocessing.croppedPixels(of: image) },
            { _ = try normalizing.prepare(cropped) },
            { _ = try preprocessing.prepare(ImageDecoder.decode(contentsOf: path)) },
        ]
        let clock = ContinuousClock()
        let medians = try steps.map { step in
            let times = try (0..<rounds).map { _ in try clock.measure(step).inSeconds * 1e6 }
            return times.sorted()[rounds / 2]
        }
        return .init(
            path: path,
            width: image.width,
            height: image.height,
            decodeMicroseconds: medians[0],
            resizeMicroseconds: medians[1],
            normalizeMicroseconds: medians[2],
            allMicroseconds: medians[3]
        )
    }

    private struct Answer: Encodable {
        struct Image: Encodable {
            let path: String
            let width: Int
            let height: Int
            var decodeMicroseconds: Double?
            var resizeMicroseconds: Double?
            var normalizeMicroseconds: Double?
            var allMicroseconds: Double?
        }

        let schema = "zoo.prepare/1"
        let images: [Image]
    }
}
