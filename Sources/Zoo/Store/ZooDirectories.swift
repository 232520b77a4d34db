/// Where the zoo keeps its files, by the rules of the XDG base directory specification.
///
/// | | default | `ZOO_HOME` set |
/// |---|---|---|
/// | ``data``: the store | `$XDG_DATA_HOME/zoo` | `$ZOO_HOME` |
/// | ``cache``: what can be fetched again | `$XDG_CACHE_HOME/zoo` | `$ZOO_HOME/cache` |
/// | ``config``: what people write | `$XDG_CONFIG_HOME/zoo` | `$ZOO_HOME/config` |
/// | ``state``: what was seen | `$XDG_STATE_HOME/zoo` | `$ZOO_HOME/state` |
///
/// Nothing is created here: see ``Store/ingest()`` and ``prepareCache()``.
public struct ZooDirectories: Sendable, Hashable {
    /// The store.
    public let data: String
    /// What can be fetched again: unfinished downloads, indexes.
    public let cache: String
    /// What people write: sources, keys, trust.
    public let config: String
    /// What was seen: pinned keys, newest versions.
    public let state: String
    /// Stores that are only read, searched in order after ``data``: `ZOO_STORE_PATH`.
    public let layers: [String]

    /// Reads the environment.
    ///
    /// As the specification asks, an `XDG_` variable that is empty or relative counts as not set.
    /// `ZOO_HOME` and `ZOO_STORE_PATH` are ours, and a mistake in them is an error.
    ///
    /// - Parameter environment: The variables of the process.
    /// - Throws: ``StoreError`` with code `.noHome` when neither `ZOO_HOME` nor `HOME` nor all
    ///   four `XDG_` variables are set, `.malformedPath` for a relative path.
    public init(environment: [String: String]) throws(StoreError) {
        layers = try Self.layers(environment["ZOO_STORE_PATH"] ?? "")
        if let home = environment["ZOO_HOME"], !home.isEmpty {
            let home = try Self.absolute(home, variable: "ZOO_HOME")
            data = home
            cache = "\(home)/cache"
            config = "\(home)/config"
            state = "\(home)/state"
            return
        }
        func folder(_ variable: String, _ standard: String) throws(StoreError) -> String {
            if let path = environment[variable], Self.isAbsolute(path) {
                return "\(Self.withoutTrailingSlashes(path))/zoo"
            }
            guard let home = environment["HOME"], Self.isAbsolute(home) else {
                throw StoreError(
                    .noHome,
                    "The zoo needs to know where its files are, and neither ZOO_HOME, \(variable) "
                        + "nor HOME is an absolute path. Set ZOO_HOME to a folder."
                )
            }
            return "\(Self.withoutTrailingSlashes(home))/\(standard)/zoo"
        }
        data = try folder("XDG_DATA_HOME", ".local/share")
        cache = try folder("XDG_CACHE_HOME", ".cache")
        config = try folder("XDG_CONFIG_HOME", ".config")
        state = try folder("XDG_STATE_HOME", ".local/state")
    }

    /// Makes the cache folder and marks it, so that backups leave it out.
    ///
    /// - Throws: ``StoreError`` when it cannot be written.
    /// - SeeAlso: "Cache Directory Tagging Specification", https://bford.info/cachedir/
    public func prepareCache() throws(StoreError) {
        try StoreCall.makeFolders(cache)
        let tag = "\(cache)/CACHEDIR.TAG"
        guard try StoreCall.status(tag) == nil else { return }
        let text = """
            Signature: 8a477f597d28d172789f06886806bc55
            # Everything in this folder can be fetched again; 'zoo prune' makes it smaller.

            """
        try StoreCall.write(Array(text.utf8), to: tag, through: cache, flushing: cache)
    }

    private static func layers(_ text: String) throws(StoreError) -> [String] {
        var layers: [String] = []
        for path in text.split(separator: ":") {
            let path = try absolute(String(path), variable: "ZOO_STORE_PATH")
            if !layers.contains(path) { layers.append(path) }
        }
        return layers
    }

    private static func absolute(
        _ path: String,
        variable: String
    ) throws(StoreError) -> String {
        guard isAbsolute(path) else {
            throw StoreError(
                .malformedPath,
                "\(variable) must hold absolute paths, and one does not begin with '/'. "
                    + "Write it out in full."
            )
        }
        return withoutTrailingSlashes(path)
    }

    private static func isAbsolute(_ path: String) -> Bool {
        path.utf8.first == UInt8(ascii: "/") && !path.utf8.contains(0)
    }

    private static func withoutTrailingSlashes(_ path: String) -> String {
        var path = path[...]
        while path.utf8.count > 1, path.utf8.last == UInt8(ascii: "/") { path.removeLast() }
        return String(path)
    }
}
