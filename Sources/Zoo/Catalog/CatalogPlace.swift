public import FrankenBundle

/// A place of a bundle that can be opened as it stands.
public enum CatalogPlace: Sendable, Hashable {
    /// A file or folder.
    case file(String)
    /// An `https` address; `http` on this machine only.
    case web(String)
    /// A place in an OCI registry.
    case registry(RegistryReference)

    /// The place as people type it.
    public var text: String {
        switch self {
        case .file(let path): path
        case .web(let address): address
        case .registry(let reference): "\(reference)"
        }
    }
}

/// Where an index, or a mirror of it, lies: what relative sources are relative to.
public enum CatalogBase: Sendable, Hashable {
    /// A folder of this machine.
    case folder(String)
    /// An address, without the slash at its end.
    case web(String)

    /// The base of an index that lies at a place.
    ///
    /// - Returns: `nil` for a registry, below which there are no paths.
    public init?(of place: CatalogPlace) {
        switch place {
        case .file(let path): self = .folder(Self.parent(path) ?? ".")
        case .web(let address):
            // The slashes of the scheme are not the end of a folder.
            let host = address.firstRange(of: "://")?.upperBound ?? address.startIndex
            let folder = Self.parent(String(address[host...]))
            self = .web(String(address[..<host]) + (folder ?? String(address[host...])))
        case .registry: return nil
        }
    }

    /// Where a source lies that was read in an index at this base.
    public func place(of source: IndexSource) -> CatalogPlace {
        switch source {
        case .web(let address): .web(address)
        case .registry(let reference): .registry(reference)
        case .relative(let path):
            switch self {
            case .folder(let folder): .file(folder == "/" ? "/\(path)" : "\(folder)/\(path)")
            case .web(let address): .web("\(address)/\(path)")
            }
        }
    }

    private static func parent(_ path: String) -> String? {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return nil }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
