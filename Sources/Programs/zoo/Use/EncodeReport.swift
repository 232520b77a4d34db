import FrankenCodec
import FrankenCommands
import FrankenEntropy
import FrankenFiles
import FrankenRuntime

/// What `zoo encode` tells.
struct EncodeReport: Encodable {
    struct Photo: Encodable {
        let path: String
        var output: String?
        var bytes: Int?
        var quality: UInt8?
        var error: String?

        init(path: String, _ result: Result<EncodeBatch.Stored, any Error>) {
            self.path = path
            switch result {
            case .success(let stored):
                output = stored.target.path
                bytes = stored.byteCount
                quality = stored.quality
            case .failure(let error):
                self.error = Failure(error)?.message ?? "\(error)"
            }
        }
    }

    private enum CodingKeys: CodingKey {
        case schema, encoder, tables, training, precision, threads, seconds, photos
    }

    let schema = "zoo.encode/1"
    let encoder: String
    let tables: String
    let training: EncoderDescription.Training
    let precision: String
    let threads: Int
    let seconds: Double
    let photos: [Photo]
    private let isChosen: Bool
    private let levelCount: Int

    init(
        package: EncoderPackage,
        precision: Precision,
        isChosen: Bool,
        threads: Int,
        seconds: Double,
        photos: [Photo]
    ) {
        encoder = "\(package.description.encoderID)"
        tables = "\(package.description.tablesID)"
        levelCount = package.latents.levels.count
        training = package.description.training
        self.precision = precision.rawValue
        self.isChosen = isChosen
        self.threads = threads
        self.seconds = seconds
        self.photos = photos
    }

    /// Prints it; `target` is where the first bitstream went.
    func print(asJSON: Bool, besides target: OutputTarget) throws {
        if asJSON { return try JSONOutput.print(self) }
        for photo in photos {
            if let error = photo.error {
                Terminal.note(PhotoReport.note(photo.path, error))
            } else if let output = photo.output, let bytes = photo.bytes {
                let level = photo.quality.flatMap { levelCount > 1 ? "  level \($0)" : nil }
                try Terminal.print("\(output)  \(bytes) bytes\(level ?? "")", besides: target)
            }
        }
        let sizes = photos.compactMap(\.bytes)
        let rate = seconds > 0 ? Double(sizes.count) / seconds : 0
        let mean = sizes.isEmpty ? 0 : Double(sizes.reduce(0, +)) / Double(sizes.count)
        Terminal.note(
            "encoder \(encoder) (\(training)), \(precision)\(isChosen ? " by --precision auto" : "")"
                + ", \(threads) threads: \(sizes.count) of \(photos.count) photos, "
                + "\(mean.rounded(toPlaces: 0)) bytes each, \(rate.rounded(toPlaces: 1)) photos/s"
        )
    }
}
