import ArgumentParser
import FrankenFiles
import FrankenStore
import FrankenTransport
import FrankenTrust
import FrankenZoo

/// Where the zoo is: options of every command that looks at what is installed.
struct ZooArguments: ParsableArguments {
    @Option(
        help: "Keep everything in this folder instead of the user's folders; also ZOO_HOME.",
        completion: .directory
    )
    var home: String?

    /// The zoo that the options and the environment mean.
    func open(_ indexes: IndexArguments? = nil) throws -> Zoo {
        try Zoo.open(
            home.map { try ZooDirectories(environment: ["ZOO_HOME": Self.absolute($0)]) },
            indexTrust: indexes?.trust ?? TrustOptions()
        )
    }

    private static func absolute(_ path: String) -> String {
        Folder.current.map { PathName.path(path, from: $0) } ?? path
    }
}

/// What is allowed of indexes: an option of every command that looks names up.
struct IndexArguments: ParsableArguments {
    @Flag(help: "Use an index that is past its time, though newer ones may be held back.")
    var allowExpired = false

    var trust: TrustOptions {
        var options = TrustOptions()
        options.acceptsExpired = allowExpired
        return options
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

    @Option(help: "Most bytes per second, such as 500K or 2MiB; no limit without it.")
    var limitRate: String?

    func validate() throws {
        guard (1...16).contains(concurrency) else {
            throw ValidationError("--concurrency must be 1 to 16, found \(concurrency).")
        }
        _ = try limitRate.map(ByteCount.init(parsing:))
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
        downloads.bytesPerSecond = try limitRate.map { try ByteCount(parsing: $0).value } ?? 0
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
}
