public import FrankenStore

extension Zoo {
    /// Deletes what a plan names and nothing needs, and the signatures of manifests that are gone.
    ///
    /// - Parameter plan: What `Store.garbage(olderThan:)` found.
    /// - Returns: What was deleted.
    /// - Throws: `StoreError`, with code `.notPermitted` for a store that may not be written.
    @discardableResult
    public func collect(_ plan: CollectionPlan) throws -> [CollectionPlan.Garbage] {
        let deleted = try store.collect(plan)
        signatures.sweep { store.contains($0) }
        return deleted
    }
}
