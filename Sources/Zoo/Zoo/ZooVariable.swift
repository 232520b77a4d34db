internal import FrankenPlugins
public import FrankenStore

/// A variable that the zoo reads, and what comes of it.
public struct ZooVariable: Sendable, Hashable {
    /// Its name.
    public let name: String
    /// Its value; of a secret only that it is set.
    public let value: String?
    /// What it is for.
    public let meaning: String
    /// What the zoo takes, with the variable or without it; a path for most.
    public let resolved: String?

    /// All variables that the zoo reads.
    ///
    /// - Parameters:
    ///   - environment: The variables of the process.
    ///   - directories: What they come to; `nil` when they make no sense.
    ///   - index: The place of the first index that is asked.
    /// - Returns: In the order that a person wants to read them.
    public static func all(
        _ environment: [String: String],
        directories: ZooDirectories?,
        index: String?
    ) -> [ZooVariable] {
        func variable(_ name: String, _ meaning: String, _ resolved: String?) -> ZooVariable {
            ZooVariable(
                name: name,
                value: environment[name],
                meaning: meaning,
                resolved: resolved
            )
        }
        func secret(_ name: String, _ meaning: String) -> ZooVariable {
            let isSet = !(environment[name] ?? "").isEmpty
            return ZooVariable(
                name: name,
                value: isSet ? "(set)" : nil,
                meaning: meaning,
                resolved: nil
            )
        }
        let layers = directories?.layers.joined(separator: ":")
        let isOffline = environment["ZOO_OFFLINE"].map { !$0.isEmpty && $0 != "0" } ?? false
        return [
            variable("ZOO_HOME", "one folder for everything", directories?.data),
            variable("ZOO_STORE_PATH", "stores that are only read", layers),
            variable(
                BlueprintShelf.variable,
                "more blueprint files and folders of them",
                directories.flatMap {
                    BlueprintShelf(environment: environment, directories: $0).folder
                }
            ),
            variable("ZOO_INDEX", "indexes that are asked first, blanks between them", index),
            variable("ZOO_OFFLINE", "no sockets", isOffline ? "offline" : "online"),
            variable("XDG_DATA_HOME", "the store", directories?.data),
            variable("XDG_CACHE_HOME", "what can be fetched again", directories?.cache),
            variable("XDG_CONFIG_HOME", "what people write", directories?.config),
            variable("XDG_STATE_HOME", "what was seen", directories?.state),
            variable("ZOO_REGISTRY_HOST", "the registry of the three below", nil),
            variable("ZOO_REGISTRY_USER", "who one is there", nil),
            secret("ZOO_REGISTRY_PASSWORD", "and the password"),
            secret("ZOO_REGISTRY_TOKEN", "or a token"),
            variable(
                "REGISTRY_AUTH_FILE",
                "who one is to registries, instead of the two below",
                nil
            ),
            variable("DOCKER_CONFIG", "the folder of Docker's config.json", nil),
            variable("XDG_RUNTIME_DIR", "above Podman's containers/auth.json", nil),
            // A proxy's address may hold a password.
            secret("https_proxy", "the way to https"),
            secret("http_proxy", "the way to http"),
            secret("all_proxy", "the way to both"),
            variable("no_proxy", "hosts without one", nil),
        ]
    }
}
