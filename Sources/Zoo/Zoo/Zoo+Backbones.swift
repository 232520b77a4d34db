internal import FrankenBundle
internal import FrankenStore

extension Zoo {
    /// Every installed backbone, the newest version of each.
    ///
    /// - Returns: Those that are ready, in the order of their names, and why others are not: a
    ///   tail that was not imported yet, or a file that is damaged.
    /// - Throws: `StoreError` when the store cannot be read.
    public func backbones() throws -> (
        ready: [ZooBackbone], failures: [(reference: String, error: any Error)]
    ) {
        var ready: [ZooBackbone] = []
        var failures: [(reference: String, error: any Error)] = []
        for name in try installedNames() {
            do {
                ready.append(try backbone(name))
            } catch {
                failures.append((name, error))
            }
        }
        return (ready, failures)
    }

    /// The names of installed bundles; imported backbones are none.
    ///
    /// - Returns: Each name once, in order.
    /// - Throws: `StoreError` when the store cannot be read.
    public func installedNames() throws -> [String] {
        var names: [String] = []
        for bundle in try list() where bundle.importedBackbone == nil {
            if names.last != bundle.name.text { names.append(bundle.name.text) }
        }
        return names
    }
}
