public import FrankenBlueprint
internal import FrankenBundle
internal import FrankenCodec
internal import FrankenFiles
internal import FrankenInference
public import FrankenPlugins
public import FrankenStore
public import FrankenTrust
internal import Synchronization

/// The zoo on this machine: what is installed, and what it can become.
///
/// Thread-safe; a process needs one. Nothing here opens a socket: see `ZooInstaller` for what does.
///
/// ```swift
/// let zoo = try Zoo.open()
/// for bundle in try zoo.list() { print(bundle.reference) }
/// let backbone = try zoo.backbone("resnet50")
/// ```
public final class Zoo: Sendable {
    /// Where everything is.
    public let directories: ZooDirectories
    /// The blobs and receipts.
    public let store: Store
    /// The families that weights can be imported for: built in, and from plugins' files.
    ///
    /// Reading them takes milliseconds, which most commands need not spend.
    ///
    /// - Throws: `BlueprintError` for built-in files that are not right; a plugin's is left out, see
    ///   ``plugins``.
    public var blueprints: BlueprintRegistry {
        get throws { try plugins.registry }
    }
    /// The same with the files of plugins, and with why some are left out.
    ///
    /// - Throws: As ``blueprints``.
    public var plugins: PluginBlueprints {
        get throws {
            try readPlugins.withLock { read in
                if let read { return read }
                let plugins = try shelf.read(base)
                read = plugins
                return plugins
            }
        }
    }
    /// Where the files of plugins lie.
    public let shelf: BlueprintShelf
    /// Who is trusted, and what was seen before.
    public let trust: TrustStore
    /// What a person allows of indexes beyond the policy.
    public let indexTrust: TrustOptions
    /// The signatures of installed manifests.
    let signatures: SignatureShelf
    private let base: PluginBase
    private let readPlugins = Mutex<PluginBlueprints?>(nil)
    private let environment: [String: String]
    private let edge = EdgePool()

    /// Opens the zoo of a user.
    ///
    /// - Parameters:
    ///   - directories: Where everything is; by default as the environment says (`ZOO_HOME`, else
    ///     the XDG variables, else the home folder).
    ///   - base: Families, decoders and files of one's own, besides those built in and those of
    ///     plugins.
    ///   - indexTrust: What is allowed of indexes beyond the policy, for this run.
    /// - Returns: A zoo; nothing is created before something is installed.
    /// - Throws: `StoreError` for paths that make no sense or a folder that is no store.
    public static func open(
        _ directories: ZooDirectories? = nil,
        adding base: PluginBase = PluginBase(),
        indexTrust: TrustOptions = TrustOptions()
    ) throws -> Zoo {
        let environment = ProcessEnvironment.all
        let directories = try directories ?? ZooDirectories(environment: environment)
        return try Zoo(
            directories: directories,
            store: Store.open(directories),
            base: base,
            indexTrust: indexTrust,
            environment: environment
        )
    }

    private init(
        directories: ZooDirectories,
        store: Store,
        base: PluginBase,
        indexTrust: TrustOptions,
        environment: [String: String]
    ) {
        self.directories = directories
        self.store = store
        self.base = base
        self.indexTrust = indexTrust
        shelf = BlueprintShelf(environment: environment, directories: directories)
        self.environment = environment
        trust = TrustStore(
            configDirectory: directories.config,
            stateDirectory: directories.state
        )
        signatures = SignatureShelf(store)
    }

    /// The indexes that names are looked up in.
    ///
    /// - Returns: In the order they are asked.
    /// - Throws: ``ZooError`` for a configuration that is not right.
    public func remotes() throws -> Remotes {
        try Remotes(directories, environment: environment)
    }

    /// What is installed, by name and version.
    ///
    /// - Returns: One entry for each bundle.
    /// - Throws: `StoreError`.
    public func list() throws -> [InstalledBundle] {
        try store.installed().bundles
    }

    /// An installed backbone, ready to be used.
    ///
    /// - Parameter reference: `name`, `name:version`, `name@sha256:…` or a digest.
    /// - Returns: A handle that stays as it is, whatever is installed later.
    /// - Throws: `StoreError` with code `.notInstalled` and the likeliest names, ``ZooError`` with
    ///   code `.needsImport` when the tail's weights were not imported yet, and the errors of the
    ///   parts for files that are not right.
    public func backbone(_ reference: String) throws -> ZooBackbone {
        try backbone(of: store.resolve(reference))
    }

    /// The same for a receipt.
    func backbone(of receipt: Receipt) throws -> ZooBackbone {
        let models = try models(of: receipt)
        let description = try models.description()
        try check(description, models, receipt)
        return try ZooBackbone(
            reference: receipt.reference,
            manifestDigest: receipt.manifest.digest,
            description: description,
            codec: models.codec(
                SplitCodec.Description(
                    name: receipt.reference,
                    backbone: description.taxonomy.relative,
                    digest: receipt.manifest.digest
                ),
                encoder: edge.package(models.encoder())
            ),
            edge: edge
        )
    }

    /// The package that was read first, for all that equal it.
    func sharedEncoder(_ package: EncoderPackage) -> EncoderPackage { edge.package(package) }
}
