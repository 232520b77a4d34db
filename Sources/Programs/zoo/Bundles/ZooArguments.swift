import ArgumentParser
import FrankenFiles
import FrankenStore
import FrankenTransport
import FrankenZoo

/// Where the zoo is: options of every command that looks at what is installed.
struct ZooArguments: ParsableArguments {
    @Option(
        help: "Keep everything in this folder instead of the user's folders; also ZOO_HOME.",
        completion: .directory
    )
    var home: String?

    /// The zoo that the options and the environment mean.
    func open() throws -> Zoo {
        guard let home else { return try Zoo.open() }
        return try Zoo.open(ZooDirectories(environment: ["ZOO_HOME": Self.absolute(home)]))
    }

    private static func absolute(_ path: String) -> String {
        Folder.current.map { PathName.path(path, from: $0) } ?? path
    }
}

/// How other machines are reached: options of every command that may fetch or send.
struct NetworkArguments: ParsableArguments {
    @Flag(help: "Open no socket; also ZOO_OFFLINE=1.")
    var offline = false

    @Flag(help: "Speak plain HTTP to registries; only to this machine unless --insecure.")
    var plainHttp = false

    @Flag(help: "Allow plain HTTP to other machines.")
    var insecure = false

    @Option(
        help: "Trust the certificate authorities of this PEM file.",
        completion: .file(extensions: ["pem", "crt"])
    )
    var caFile: String?

    @Option(help: "Downloads at a time, 1 to 16.")
    var concurrency = 3

    @Option(help: "Most bytes per second, such as 500K or 2M; no limit without it.")
    var limitRate: String?

    func validate() throws {
        guard (1...16).contains(concurrency) else {
            throw ValidationError("--concurrency must be 1 to 16, found \(concurrency).")
        }
        _ = try limitRate.map(Self.bytes)
    }

    /// The network, or `nil` where no socket may be opened.
    func network(for zoo: Zoo) throws -> Network? {
        let environment = ProcessEnvironment.all
        guard !offline, environment["ZOO_OFFLINE"].map({ $0.isEmpty || $0 == "0" }) ?? true else {
            return nil
        }
        var http = HTTPOptions()
        http.allowsPlainHTTP = insecure
        http.certificateAuthorityFile = caFile
        http.proxies = ProxySettings(environment: environment)
        http.userAgent = "frankensplit-zoo/\(ZooVersion.text)"
        var downloads = DownloadOptions(cacheFolder: zoo.directories.cache)
        downloads.concurrency = concurrency
        downloads.bytesPerSecond = try limitRate.map(Self.bytes) ?? 0
        return Network(
            http: http,
            downloads: downloads,
            credentials: try credentials(zoo, environment),
            isPlain: plainHttp,
            cancellation: Interruption.cancellation
        )
    }

    private func credentials(
        _ zoo: Zoo,
        _ environment: [String: String]
    ) throws -> RegistryCredentials {
        let own = "\(zoo.directories.config)/auth.json"
        let ours = FileStatus.exists(own) ? try RegistryCredentials(file: own) : .init()
        return ours.merging(RegistryCredentials(environment: environment))
    }

    /// `2M` is 2 MiB.
    static func bytes(_ text: String) throws -> Int {
        let units: [Character: Int] = ["K": 1 << 10, "M": 1 << 20, "G": 1 << 30]
        let unit = text.uppercased().last.flatMap { units[$0] }
        let digits = unit == nil ? text[...] : text.dropLast()
        guard let number = Int(digits), number > 0, number < 1 << 30 else {
            throw ValidationError("Expected a number of bytes such as 500K or 2M, found '\(text)'.")
        }
        return number * (unit ?? 1)
    }
}
