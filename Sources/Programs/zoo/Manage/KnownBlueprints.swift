import FrankenBlueprint
import FrankenCommands
import FrankenFiles
import FrankenPlugins
import FrankenStore

/// The families, relatives and recipes that commands know: built in, and from plugins' files.
enum KnownBlueprints {
    /// Reads them; a plugin that is wrong is named on standard error and left out.
    ///
    /// - Throws: `BlueprintError` for built-in files that are not right.
    static func registry() throws -> BlueprintRegistry {
        let plugins = try BlueprintShelf(environment: ProcessEnvironment.all).read()
        note(plugins.problems)
        return plugins.registry
    }

    /// Names plugins that are left out on standard error.
    static func note(_ problems: [PluginProblem]) {
        for problem in problems { Terminal.note("zoo: \(problem)") }
    }
}
