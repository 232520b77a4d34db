public import FrankenBundle
internal import FrankenCatalog
internal import FrankenFiles
public import FrankenTransport

/// Where a bundle is installed from.
public enum InstallSource: Sendable, Hashable {
    /// A `.zoo` file, a tar or a folder with an OCI layout.
    case file(String)
    /// An archive on standard input.
    case standardInput
    /// A manifest in a registry.
    case registry(RegistryReference)
    /// A `.zoo` file on a web server.
    case url(HTTPURL)
    /// A name to look up in the indexes.
    case name(BundleReference)

    /// Reads what a person typed: `-`, a path with a `/`, `file:`, `oci:`, `https:` or a name.
    ///
    /// - Parameter text: The argument.
    /// - Throws: `TransportError` or `BundleError` for what is none of these.
    public init(_ text: String) throws {
        if text == "-" {
            self = .standardInput
        } else if text.hasPrefix("oci://") {
            self = .registry(try RegistryReference(text))
        } else if text.hasPrefix("https://") || text.hasPrefix("http://") {
            self = .url(try HTTPURL(text))
        } else if text.hasPrefix("file://") {
            self = .file(try FileURL.path(text))
        } else if text.contains("/") || text.hasSuffix(".zoo") || text.hasSuffix(".tar") {
            self = .file(text)
        } else {
            self = .name(try BundleReference(text))
        }
    }
}

extension InstallSource {
    /// A place that an index names.
    init(_ place: CatalogPlace) throws {
        self =
            switch place {
            case .file(let path): .file(path)
            case .web(let address): .url(try HTTPURL(address))
            case .registry(let reference): .registry(reference)
            }
    }

    /// The source as a receipt keeps it: a file by its whole path, because nobody remembers in
    /// which folder the command ran.
    var lasting: String {
        if case .file(let path) = self { Entry.real(path) ?? path } else { "\(self)" }
    }
}

extension InstallSource: CustomStringConvertible {
    /// As a receipt has it, and as `zoo install` takes it.
    public var description: String {
        switch self {
        case .file(let path): path
        case .standardInput: "-"
        case .registry(let reference): "\(reference)"
        case .url(let url): url.printable
        case .name(let reference): "\(reference)"
        }
    }
}
