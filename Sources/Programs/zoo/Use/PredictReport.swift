import FrankenCommands
import FrankenFiles
import FrankenInference
import FrankenZoo

/// What `zoo predict` tells of one photo or bitstream.
struct PredictReport: Encodable {
    struct Encoding: Encodable {
        let encoder: String
        let encoderID: String
        let bytes: Int
        let bitsPerPixel: Double
        let width: Int
        let height: Int
        let encodeMilliseconds: Double?
    }

    struct Answer: Encodable {
        struct Milliseconds: Encodable {
            let entropyDecoder: Double
            let decoder: Double
            let tail: Double
        }

        let backbone: String
        let encoderID: String
        let milliseconds: Milliseconds
        let predictions: [PhotoReport.Line]
    }

    let path: String
    var streams: [Encoding] = []
    var answers: [Answer] = []
    /// Backbones of other encoders than a bitstream's.
    var skipped: [String] = []
    /// Where the bitstreams were written.
    var outputs: [String] = []
    var error: String?

    init(path: String) {
        self.path = path
    }

    mutating func add(_ prediction: PhotoPrediction) {
        streams = prediction.encodings.map {
            Encoding(
                encoder: $0.encoder,
                encoderID: "\($0.identity)",
                bytes: $0.stream.count,
                bitsPerPixel: $0.bitsPerPixel,
                width: $0.width,
                height: $0.height,
                encodeMilliseconds: $0.duration.map { $0.inSeconds * 1000 }
            )
        }
        answers = prediction.answers.map { answer in
            Answer(
                backbone: answer.reference,
                encoderID: streams[answer.encoding].encoderID,
                milliseconds: .init(
                    entropyDecoder: answer.timings.entropy.inSeconds * 1000,
                    decoder: answer.timings.decoder.inSeconds * 1000,
                    tail: answer.timings.tail.inSeconds * 1000
                ),
                predictions: answer.predictions.map { PhotoReport.Line($0) }
            )
        }
        skipped = prediction.skipped
    }

    /// For people: results on standard output, or the error on standard error.
    func print(besides target: OutputTarget?) throws {
        if let error { return Terminal.note(PhotoReport.note(path, error)) }
        var lines = [path]
        for stream in streams {
            let time = stream.encodeMilliseconds.map { "  encode \(Self.text($0))" } ?? ""
            lines.append(
                "  \(stream.bytes) bytes  \(stream.bitsPerPixel.rounded(toPlaces: 4)) bpp"
                    + "\(time)  encoder \(stream.encoder) \(stream.encoderID)"
            )
        }
        for answer in answers {
            let times = answer.milliseconds
            lines.append(
                "  \(answer.backbone)  entropy decode \(Self.text(times.entropyDecoder))  decoder "
                    + "\(Self.text(times.decoder))  tail \(Self.text(times.tail))"
            )
            lines += answer.predictions.map { "  \($0.text)" }
        }
        try Terminal.print(lines.joined(separator: "\n"), besides: target)
        for reference in skipped { Terminal.note("\(reference) is of another encoder: left out.") }
    }

    private static func text(_ milliseconds: Double) -> String {
        "\(milliseconds.rounded(toPlaces: milliseconds < 10 ? 2 : 1)) ms"
    }
}
