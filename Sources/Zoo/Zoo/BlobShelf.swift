internal import FrankenBundle
internal import FrankenStore

/// A store in the cache for blobs on their way from one place to another, in front of the store.
///
/// What is installed is read from there and never copied. What came stays until the work is done,
/// so that work that was interrupted goes on; other processes may use the shelf at the same time.
struct BlobShelf {
    /// Has the blobs of the shelf and of what is installed.
    let store: Store

    init(_ zoo: Zoo) throws {
        try zoo.directories.prepareCache()
        store = try Store.open(
            at: "\(zoo.directories.cache)/shelf",
            layers: [zoo.store.path] + zoo.directories.layers
        )
    }

    /// Runs `body` with a place for blobs, and takes them away when it succeeded.
    func use<Result>(_ body: (Ingest) throws -> Result) throws -> Result {
        let result = try body(store.ingest())
        // The next use tries again.
        if let garbage = try? store.garbage() { _ = try? store.collect(garbage) }
        return result
    }
}
