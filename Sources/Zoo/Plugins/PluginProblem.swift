public import FrankenBlueprint

/// A file among the plugins that is left out, and why.
public struct PluginProblem: Sendable {
    /// The file or folder.
    public let path: String
    /// Line, column, reason; or why the file could not be read.
    public let message: String
    /// What is wrong with the file, where it could be read.
    public let cause: BlueprintError?

    /// The file's name without its folder.
    public var name: String { PluginFile.name(of: path) }
}

extension PluginProblem: CustomStringConvertible {
    public var description: String { "The plugin is left out: \(message)" }
}
