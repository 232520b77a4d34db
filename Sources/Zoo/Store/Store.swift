internal import FrankenBundle
internal import FrankenBytes
internal import FrankenFiles

/// The installed bundles of a machine, by content: each blob once, however many bundles have it.
///
/// The folder is an OCI image layout, so other tools read it as it is. Beside the layout's own
/// files it holds one receipt for each installed bundle, and nothing counts as installed without
/// its receipt; `index.json` and the listing are derived from receipts.
///
/// Reading takes no lock and writes nothing: a store of another user or on a read-only device is
/// as good as one's own. Writing goes through ``ingest()``, ``remove(_:evenPinned:)`` and
/// ``collect(_:)``. Any number of processes may do so at once, and may be killed at any instant:
/// every file appears by one rename after its content is on the disk, and what is derived is
/// derived again until it fits. No lock is relied on, because on many network file systems locks
/// lie.
public struct Store: Sendable {
    let layout: StoreLayout
    /// Stores that are searched after this one and never written.
    let layers: [StoreLayout]

    /// The store's folder.
    public var path: String { layout.root }

    /// Opens a store; one that does not exist yet is empty.
    ///
    /// - Parameters:
    ///   - path: The store's folder; see ``ZooDirectories/data``.
    ///   - layers: Folders of stores that are searched afterwards and only read.
    /// - Returns: The store; nothing was made or changed.
    /// - Throws: ``StoreError`` with code `.notAStore` or `.unsupportedVersion` for a folder that
    ///   holds something else.
    public static func open(at path: String, layers: [String] = []) throws(StoreError) -> Store {
        let store = Store(
            layout: StoreLayout(root: path),
            layers: layers.filter { $0 != path }.map { StoreLayout(root: $0) }
        )
        try checkMarker(store.layout)
        for layer in store.layers { try checkMarker(layer) }
        return store
    }

    /// Opens the store that the environment names.
    ///
    /// - Throws: As ``open(at:layers:)``.
    public static func open(_ directories: ZooDirectories) throws(StoreError) -> Store {
        try open(at: directories.data, layers: directories.layers)
    }

    /// This store and its layers, in the order they are searched.
    var all: [StoreLayout] { [layout] + layers }

    private struct LayoutMarker: Codable {
        let imageLayoutVersion: String
    }

    private static let layoutVersion = "1.0.0"

    private static func checkMarker(_ layout: StoreLayout) throws(StoreError) {
        // Asked first, because a process that makes the store now writes it last.
        let hasIndex = try StoreCall.status(layout.index) != nil
        guard let bytes = try StoreCall.bytes(of: layout.marker, limit: 4096) else {
            guard !hasIndex else {
                throw StoreError(
                    .notAStore,
                    "'\(layout.root)' has an index.json and no oci-layout, so it is no store. "
                        + "Set ZOO_HOME to another folder."
                )
            }
            return
        }
        var decoder = StrictJSONDecoder()
        decoder.unknownFields = .ignored
        guard let marker = try? decoder.decode(LayoutMarker.self, from: bytes) else {
            throw StoreError(.notAStore, "'\(layout.marker)' is not what an OCI layout has there.")
        }
        guard marker.imageLayoutVersion == layoutVersion else {
            throw StoreError(
                .unsupportedVersion,
                "'\(layout.root)' is an OCI layout of version "
                    + "\(BundleText.quoted(marker.imageLayoutVersion)); this program knows "
                    + "\(layoutVersion). Use a newer zoo, or set ZOO_HOME to another folder."
            )
        }
    }

    /// Makes what is missing of the store's folders, and cleans up after processes that are gone.
    func prepare() throws(StoreError) {
        try StoreCall.makeFolders(layout.root)
        var isNew = false
        for folder in layout.folders {
            guard try StoreCall.makeFolder(folder) else { continue }
            try StoreCall.flushFolder(PathName.folder(of: folder))
            isNew = true
        }
        let hasMarker = try StoreCall.status(layout.marker) != nil
        if isNew || !hasMarker {
            let text = #"{"imageLayoutVersion":"\#(Self.layoutVersion)"}"#
            try layout.replace(layout.marker, with: Array(text.utf8))
        }
        try sweep()
    }
}

extension StoreLayout {
    /// Replaces a file in the store's own folder.
    func replace(_ path: String, with bytes: [UInt8]) throws(StoreError) {
        try StoreCall.write(bytes, to: path, through: temporary, flushing: root)
    }
}
