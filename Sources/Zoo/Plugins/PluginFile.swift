/// A blueprint or decoder file that was added, and what it brings.
public struct PluginFile: Sendable, Hashable {
    /// Where it lies.
    public let path: String
    /// The code it is for and that code's parameter layout, for example `resnet@1`.
    public let builder: String
    /// The relatives it declares.
    public let relatives: [String]
    /// The decoders it declares, as `backbone/decoder`.
    public let decoders: [String]

    /// The file's name without its folder.
    public var name: String { Self.name(of: path) }

    static func name(of path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? path
    }
}
