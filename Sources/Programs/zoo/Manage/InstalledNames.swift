import ArgumentParser
import FrankenZoo

/// What a shell offers where an installed bundle is meant.
enum InstalledNames {
    /// Names as they are at the moment; none when the store cannot be read.
    static let completion = CompletionKind.custom { _, _, prefix in
        let names = (try? Zoo.open().installedNames()) ?? []
        return names.filter { $0.hasPrefix(prefix) }
    }
}
