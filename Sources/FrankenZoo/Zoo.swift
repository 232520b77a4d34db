public import FrankenBlueprint
internal import FrankenBundle
internal import FrankenCodec
internal import FrankenFamilies
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
    /// The families that weights can be imported for.
    ///
    /// Reading those that are built in takes milliseconds, which most commands need not spend.
    ///
    /// - Throws: `BlueprintError` for blueprint files that are not right.
    public var blueprints: BlueprintRegistry {
        get throws {
            try readBlueprints.withLock { read in
                if let read { return read }
                let registry = try BuiltInBlueprints.registry()
                read = registry
                return registry
            }
        }
    }
    /// Who is trusted, and what was seen before.
    public let trust: TrustStore
    /// The signatures of installed manifests.
    let signatures: SignatureShelf
    private let readBlueprints: Mutex<BlueprintRegistry?>
    private let environment: [String: String]
    private let edge = EdgePool()

    /// Opens the zoo of a user.
    ///
    /// - Parameters:
    ///   - directories: Where everything is; by default as the environment says (`ZOO_HOME`, else
    ///     the XDG variables, else the home folder).
    ///   - blueprints: The families and decoder recipes; by default those built in.
    /// - Returns: A zoo; nothing is created before something is installed.
    /// - Throws: `StoreError` for paths that make no sense or a folder that is no store.
    public static func open(
        _ directories: ZooDirectories? = nil,
        blueprints: BlueprintRegistry? = nil
    ) throws -> Zoo {
        let environment = ProcessEnvironment.all
        let directories = try directories ?? ZooDirectories(environment: environment)
        return try Zoo(
            directories: directories,
            store: Store.open(directories),
            blueprints: blueprints,
            environment: environment
        )
    }

    private init(
        directories: ZooDirectories,
        store: Store,
        blueprints: BlueprintRegistry?,
        environment: [String: String]
    ) {
        self.directories = directories
        self.store = store
        readBlueprints = Mutex(blueprints)
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
    ///   code `.incomplete` when the tail's weights were not imported yet, and the errors of the
    ///   parts for files that are not right.
    public func backbone(_ reference: String) throws -> ZooBackbone {
        let receipt = try store.resolve(reference)
        let models = try models(of: receipt)
        let description = try models.description()
        try check(description, models, receipt)
        return try ZooBackbone(
            reference: receipt.reference,
            description: description,
            encoder: edge.package(models.encoder()),
            parts: models.backbone(named: description.name.text),
            edge: edge
        )
    }

    /// The package that was read first, for all that equal it.
    func sharedEncoder(_ package: EncoderPackage) -> EncoderPackage { edge.package(package) }
}
