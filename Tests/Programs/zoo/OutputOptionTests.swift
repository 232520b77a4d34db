import Foundation
import Testing

/// Every option that says where a result goes.
struct OutputOption: Sendable, CustomTestStringConvertible {
    /// The command; `OUT` is the target, `IN` the file that is read, `@NAME` a file of the workshop.
    let words: String
    /// Whether what is written begins with these bytes.
    let magic: [UInt8]

    var testDescription: String { words }

    static let all: [OutputOption] = [
        .init("encode IN -o OUT --encoder @encoder", magic: "FS"),
        .init("predict IN --backbone resnet50 -o OUT --home @home", magic: "FS"),
        .init("decode IN --encoder @encoder -o OUT", input: "photo.fsplit", magic: nil),
        .init(
            "inspect IN --encoder @encoder --heatmap OUT",
            input: "photo.fsplit",
            magic: "\u{89}PNG"
        ),
        .init("selftest resnet50 --report OUT --home @home", input: nil, magic: "{"),
        .init("export resnet50 -o OUT --home @home", input: nil, magic: nil),
        .init("export resnet50 --form tar -o OUT --home @home", input: nil, magic: nil),
        .init("pack @parts -o OUT --home @home", input: "parts/bundle.json", magic: nil),
        .init("lock -o OUT --home @home", input: nil, magic: "{"),
        .init("index IN -o OUT --home @home", input: "b.zoo", magic: "{"),
        .init("keygen --no-password -o OUT", input: nil, magic: "untrusted"),
        .init("make-weights resnet20 -o OUT", input: nil, magic: nil),
        .init("prepare IN --output OUT", isAlsoJSON: true, magic: nil),
        .init(
            "evaluate --backbone resnet20 --weights @weights --images @images --baseline png "
                + "--csv OUT",
            input: "weights",
            magic: nil
        ),
        .init(
            "evaluate --backbone resnet20 --weights @weights --images @images --baseline png "
                + "--plot OUT",
            input: "weights",
            magic: "<svg"
        ),
    ]

    /// The name of the file that is read.
    var input: String?
    /// Whether the command prints JSON, so that nothing else may go to standard output.
    var isAlsoJSON = false

    private init(
        _ words: String,
        input: String? = "photo.png",
        isAlsoJSON: Bool = false,
        magic: String?
    ) {
        self.words = words
        self.input = input
        self.isAlsoJSON = isAlsoJSON
        self.magic = (magic ?? "").unicodeScalars.map { UInt8($0.value) }
    }
}

@Suite("Where results go", .serialized)
struct OutputOptionTests {
    private static let shop = Result { try makeShop() }

    private static func makeShop() throws -> BundleWorkshop {
        let shop = try BundleWorkshop()
        let manager = FileManager.default
        try manager.copyItem(atPath: SmallModel.photo("ramp.png"), toPath: shop.path("photo.png"))
        try PackFixture(name: "resnet50").write(to: shop.path("parts"))
        try manager.copyItem(atPath: shop.path("parts/encoder"), toPath: shop.path("encoder"))
        try shop.done("pack", shop.path("parts"), "-o", shop.path("b.zoo"))
        try shop.done("install", shop.path("b.zoo"))
        try shop.make([
            "encode", shop.path("photo.png"), "-o", shop.path("photo.fsplit"), "--encoder",
            shop.path("encoder"),
        ])
        try shop.make(["make-weights", "resnet20", "-o", shop.path("weights")])
        try manager.createDirectory(
            atPath: shop.path("images/0"),
            withIntermediateDirectories: true
        )
        try manager.copyItem(
            atPath: SmallModel.photo("ramp.png"),
            toPath: shop.path("images/0/ramp.png")
        )
        return shop
    }

    private func run(
        _ option: OutputOption,
        to target: String,
        _ shop: BundleWorkshop,
        output: FileHandle? = nil
    ) throws -> ZooProcess.Outcome {
        let words = option.words.split(separator: " ").map { word in
            switch word {
            case "OUT": target
            case "IN": shop.path(option.input ?? "")
            case _ where word.hasPrefix("@"): shop.path(String(word.dropFirst()))
            default: String(word)
            }
        }
        let process = try ZooProcess.make(words)
        // An index that is no file is of the current folder.
        process.currentDirectoryURL = shop.folder.url
        return try ZooProcess.run(process, output: output)
    }

    private func kind(_ path: String) -> mode_t? {
        var status = stat()
        return lstat(path, &status) == 0 ? status.st_mode & S_IFMT : nil
    }

    @Test(
        "A symbolic link stays, and the file that it leads to is replaced",
        arguments: OutputOption.all
    )
    func link(_ option: OutputOption) throws {
        let (shop, scratch) = (try Self.shop.get(), try ScratchFolder())
        // The index lies above its bundles.
        let folder =
            option.words.hasPrefix("index") ? shop.folder.url.path + "/" : scratch.url.path + "/"
        let (link, real) = (folder + "link", folder + "real")
        for path in [link, real] { try? FileManager.default.removeItem(atPath: path) }
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "real")
        // A key never replaces anything, so its link leads to nothing yet.
        if !option.words.hasPrefix("keygen"), !option.words.hasPrefix("index"),
            !option.words.contains("--csv")
        {
            try Data("old".utf8).write(to: URL(filePath: real))
        }
        let outcome = try run(option, to: link, shop)
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(kind(link) == S_IFLNK && kind(real) == S_IFREG)
        let data = try Data(contentsOf: URL(filePath: real))
        #expect(data.starts(with: option.magic) && data.count > 10)
    }

    @Test("A FIFO is written into and stays one", arguments: OutputOption.all)
    func fifo(_ option: OutputOption) throws {
        let (shop, scratch) = (try Self.shop.get(), try ScratchFolder())
        let fifo = scratch.file("fifo").path
        #expect(mkfifo(fifo, 0o600) == 0)
        let reader = Process()
        reader.executableURL = URL(filePath: "/bin/cat")
        reader.arguments = [fifo]
        let copy = scratch.file("copy")
        try Data().write(to: copy)
        reader.standardOutput = try FileHandle(forWritingTo: copy)
        try reader.run()
        let outcome = try run(option, to: fifo, shop)
        // Whatever went wrong, the reader ends: signals may be blocked in it, all but this one.
        if outcome.status != 0 { kill(reader.processIdentifier, SIGKILL) }
        reader.waitUntilExit()
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(kind(fifo) == S_IFIFO)
        let data = try Data(contentsOf: copy)
        #expect(data.starts(with: option.magic) && data.count > 10)
    }

    @Test(
        "A device is written into and stays one; a full one ends with 73",
        arguments: OutputOption.all
    )
    func device(_ option: OutputOption) throws {
        let (shop, scratch) = (try Self.shop.get(), try ScratchFolder())
        // Private nodes like /dev/null and /dev/full, which only the super-user makes.
        let (null, full) = (scratch.file("null").path, scratch.file("full").path)
        guard geteuid() == 0, mknod(null, S_IFCHR | 0o666, 1 << 8 | 3) == 0,
            mknod(full, S_IFCHR | 0o666, 1 << 8 | 7) == 0
        else { return }
        let outcome = try run(option, to: null, shop)
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(kind(null) == S_IFCHR)
        let failed = try run(option, to: full, shop)
        #expect(failed.status == 73, "\(failed.errors)")
        #expect(failed.errors.contains("No space left"))
        #expect(kind(full) == S_IFCHR)
    }

    @Test(
        "A dash is standard output, and nothing else is printed there",
        arguments: OutputOption.all
    )
    func dash(_ option: OutputOption) throws {
        let (shop, scratch) = (try Self.shop.get(), try ScratchFolder())
        for target in ["-", "/dev/stdout"] {
            let file = scratch.file("output")
            try Data().write(to: file)
            let handle = try FileHandle(forWritingTo: file)
            let outcome = try run(option, to: target, shop, output: handle)
            guard !option.isAlsoJSON else {
                #expect(outcome.status == 64 && outcome.errors.contains("standard output"))
                continue
            }
            #expect(outcome.status == 0, "\(outcome.errors)")
            let data = try Data(contentsOf: file)
            #expect(data.starts(with: option.magic) && data.count > 10, "\(target)")
        }
        #expect(!FileManager.default.fileExists(atPath: "-"))
    }

    @Test(
        "An output that is the input is refused, and the input stays",
        arguments: OutputOption.all.filter { $0.input != nil }
    )
    func input(_ option: OutputOption) throws {
        let (shop, scratch) = (try Self.shop.get(), try ScratchFolder())
        let input = shop.path(option.input ?? "")
        let before = try Data(contentsOf: URL(filePath: input))
        let link = scratch.file("link").path
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: input)
        for target in [input, link] {
            let outcome = try run(option, to: target, shop)
            #expect(outcome.status == 64, "\(outcome.errors)")
            #expect(outcome.errors.contains("input"))
            #expect(try Data(contentsOf: URL(filePath: input)) == before)
        }
    }

    @Test("Two results do not go to one place")
    func collisions() throws {
        let shop = try Self.shop.get()
        let words = [
            "evaluate", "--backbone", "resnet20", "--weights", shop.path("weights"), "--images",
            shop.path("images"),
        ]
        for outputs in [["--csv", "-", "--plot", "-"], ["--csv", "a", "--plot", "a"]] {
            let outcome = try ZooProcess.run(words + outputs)
            #expect(outcome.status == 64 && outcome.errors.contains("Two results"))
        }
        let json = try ZooProcess.run(words + ["--csv", "-", "--json"])
        #expect(json.status == 64 && json.errors.contains("standard output"))
    }
}
