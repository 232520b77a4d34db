import FrankenCodec
import FrankenCommands
import FrankenEntropy

/// What `zoo inspect` tells.
struct InspectReport: Encodable {
    let schema = "zoo.inspect/1"
    let path: String
    let version: Int
    let coder: Int
    let quality: Int
    let encoder: String
    let tables: String
    let shape: [Int]
    let bytes: Int
    let headerBytes: Int
    let payloadBytes: Int
    var encoderName: String?
    var training: EncoderDescription.Training?
    var pixels: [Int]?
    var bitsPerPixel: Double?
    var modelBits: Double?
    var bitsPerChannel: [Double]?

    init(path: String, _ header: BitstreamHeader, byteCount: Int) {
        self.path = path
        version = Int(header.version)
        coder = Int(header.coder.rawValue)
        quality = Int(header.quality)
        encoder = "\(header.encoder)"
        tables = "\(header.tables)"
        shape = [header.shape.channels, header.shape.height, header.shape.width]
        bytes = byteCount
        headerBytes = BitstreamHeader.byteCount
        payloadBytes = byteCount - BitstreamHeader.byteCount
    }

    /// Adds what only the package tells.
    mutating func add(_ bits: [Float], _ package: EncoderPackage, _ shape: LatentShape) {
        encoderName = package.description.name
        training = package.description.training
        let size = [shape.width * package.reduction, shape.height * package.reduction]
        pixels = size
        bitsPerPixel = Double(bytes) * 8 / Double(size[0] * size[1])
        let channels = (0..<shape.channels).map { channel in
            bits[channel * shape.planeCount..<(channel + 1) * shape.planeCount]
                .reduce(0) { $0 + Double($1) }
        }
        bitsPerChannel = channels
        modelBits = channels.reduce(0, +)
    }

    var text: String {
        var lines = [
            path,
            "  format    version \(version), coder \(coder), quality \(quality)",
            "  encoder   \(encoder)" + (encoderName.map { "  \($0)" } ?? "")
                + (training == .untrained ? " (untrained)" : ""),
            "  tables    \(tables)",
            "  latent    \(shape.map(String.init).joined(separator: " x "))",
            "  bytes     \(bytes) = header \(headerBytes) + payload \(payloadBytes)",
        ]
        if let pixels, let bitsPerPixel, let modelBits, let bitsPerChannel {
            lines += [
                "  image     \(pixels[0]) x \(pixels[1]), \(bitsPerPixel.rounded(toPlaces: 4)) bpp",
                "  entropy   \((modelBits / 8).rounded(toPlaces: 1)) bytes under the tables",
                "  channel   bits",
            ]
            let order = bitsPerChannel.indices.sorted { bitsPerChannel[$0] > bitsPerChannel[$1] }
            for channel in order {
                let share = modelBits > 0 ? bitsPerChannel[channel] / modelBits : 0
                let bar = String(repeating: "#", count: Int((share * 60).rounded(.up)))
                lines.append(
                    "  \(Self.padded("\(channel)", 7))"
                        + Self.padded(bitsPerChannel[channel].rounded(toPlaces: 1), 11) + "  \(bar)"
                )
            }
        }
        return lines.joined(separator: "\n")
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }
}
