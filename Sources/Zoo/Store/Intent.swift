internal import FrankenCrypto
internal import FrankenFiles
internal import Synchronization

/// A file in the store that tells collectors which blobs this process relies on.
///
/// A line is written before the process looks whether the blob is there; see ``Collector`` for
/// why that order is enough.
final class Intent: Sendable {
    static let kind = "ingest"

    private struct State {
        var path: String
        var number: Int32
        var recorded: Set<Digest> = []
    }

    private let layout: StoreLayout
    private let state: Mutex<State>

    init(_ layout: StoreLayout) throws(StoreError) {
        self.layout = layout
        let (path, number) = try Self.create(layout)
        state = Mutex(State(path: path, number: number))
    }

    deinit {
        state.withLock { state in
            SystemCall.drop(state.number)
            _ = try? StoreCall.remove(state.path)
        }
    }

    private static func create(_ layout: StoreLayout) throws(StoreError) -> (String, Int32) {
        let path = "\(layout.roots)/\(Owner.current.newName(kind))"
        return (path, try StoreCall.open(path, for: .creatingLog))
    }

    /// Says that the process relies on blobs from now on.
    func record(_ digests: [Digest]) throws(StoreError) {
        try state.withLock { state throws(StoreError) in
            let new = digests.filter { !state.recorded.contains($0) }
            guard !new.isEmpty else { return }
            try Self.write(new, state)
            state.recorded.formUnion(new)
        }
    }

    /// Makes sure that everything recorded can be read by others now.
    ///
    /// A file whose owner seemed to be gone, after a day's sleep of this machine for example, may
    /// have been swept; then it is written again.
    func reassert() throws(StoreError) {
        try state.withLock { state throws(StoreError) in
            guard try StoreCall.status(state.path) == nil else { return }
            let (path, number) = try Self.create(layout)
            SystemCall.drop(state.number)
            state.path = path
            state.number = number
            try Self.write(Array(state.recorded), state)
        }
    }

    private static func write(_ digests: [Digest], _ state: State) throws(StoreError) {
        let lines = Array(digests.map { "\($0)\n" }.joined().utf8)
        try StoreCall.mapping { () throws(FilesError) in
            try unsafe SystemCall.write(lines.span.bytes, to: state.number, state.path)
        }
    }
}

/// A file in the store that exists while a receipt may differ from what is derived from it.
///
/// Whoever finds one left by a process that is gone derives everything anew.
struct PublicationMarker {
    static let kind = "publish"

    private let path: String

    /// Makes the marker, on the disk before any receipt changes.
    init(_ layout: StoreLayout) throws(StoreError) {
        path = "\(layout.roots)/\(Owner.current.newName(Self.kind))"
        SystemCall.drop(try StoreCall.open(path, for: .creating))
        try StoreCall.flushFolder(layout.roots)
    }

    func remove() throws(StoreError) {
        try StoreCall.remove(path)
    }
}
