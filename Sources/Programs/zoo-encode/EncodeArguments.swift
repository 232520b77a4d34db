internal import FrankenCommands
internal import FrankenEdge
internal import FrankenEntropy
internal import FrankenFailures
internal import FrankenFiles
internal import FrankenImage
internal import FrankenRuntime

/// The command line of `zoo-encode`; a parser library would cost more than the rest of it.
struct EncodeArguments {
    private(set) var encoder = ""
    private(set) var images: [String] = []
    private(set) var output: String?
    private(set) var options = EdgeOptions()
    private(set) var repeats = 1
    private(set) var isHelp = false

    init(_ words: some Sequence<String>) throws {
        var words = words.makeIterator()
        var onlyImages = false
        var rates: [RateChoice] = []
        var time = TimeBudget(milliseconds: 0, bandwidth: 0)
        while let word = words.next() {
            func value() throws -> String {
                guard let value = words.next() else {
                    throw Failure("\(word) needs a value; see --help", .usage)
                }
                return value
            }
            func number(_ range: ClosedRange<Int>) throws -> Int {
                let text = try value()
                guard let number = Int(text), range.contains(number) else {
                    throw Failure(
                        "\(word) is a number from \(range.lowerBound) to "
                            + "\(range.upperBound), found '\(text)'",
                        .usage
                    )
                }
                return number
            }
            func decimal() throws -> Double {
                let text = try value()
                guard let number = Double(text), number.isFinite else {
                    throw Failure("\(word) is a number, found '\(text)'", .usage)
                }
                return number
            }
            switch word {
            case _ where onlyImages || !word.hasPrefix("-") || word == "-": images.append(word)
            case "--": onlyImages = true
            case "-h", "--help":
                isHelp = true
                return
            case "--encoder": encoder = try value()
            case "-o", "--output": output = try value()
            case "--precision": options.precision = try Self.precision(value())
            case "--threads": options.threads = try number(1...1024)
            case "--coder": options.coder = try number(0...1) == 0 ? .compressAI : .lanes
            case "--native": options.sizing = .native
            case "--ignore-orientation": options.photos.appliesOrientation = false
            case "--max-megapixels":
                options.photos.limits = ImageLimits(megapixels: try number(1...1_000_000))
            case "--quality": rates.append(.quality(try decimal()))
            case "--max-bytes": rates.append(.bytes(try number(1...1 << 40)))
            case "--max-milliseconds": time.milliseconds = try decimal()
            case "--bandwidth": time.bandwidth = try decimal()
            case "--server-milliseconds": time.answering = try decimal()
            case "--repeat": repeats = try number(1...1_000_000)
            default: throw Failure("unknown option \(word); see --help", .usage)
            }
        }
        if time != TimeBudget(milliseconds: 0, bandwidth: 0) { rates.append(.time(time)) }
        guard rates.count <= 1 else {
            throw Failure(
                "give one of --quality, --max-bytes and --max-milliseconds; see --help",
                .usage
            )
        }
        options.rate = rates.first ?? .finest
        guard !encoder.isEmpty, !images.isEmpty else {
            throw Failure("needs --encoder DIR and at least one image; see --help", .usage)
        }
    }

    /// Where the bitstream of an image goes.
    func target(of image: String) -> OutputTarget {
        guard let output else { return OutputTarget(path: image + ".fsplit") }
        guard images.count > 1 else { return OutputTarget(argument: output) }
        return OutputTarget(path: "\(output)/\(PathName.last(of: image)).fsplit")
    }

    private static func precision(_ text: String) throws -> EdgeOptions.PrecisionChoice {
        if text == "auto" { return .auto }
        guard let precision = Precision(rawValue: text) else {
            throw Failure("--precision is auto, f32 or bf16, found '\(text)'", .usage)
        }
        return .fixed(precision)
    }
}
