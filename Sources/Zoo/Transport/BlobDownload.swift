internal import FrankenBundle
internal import FrankenCrypto
internal import Synchronization

/// The download of one blob, on which several threads work.
final class BlobDownload: Sendable {
    /// A piece of the work.
    enum Job: Sendable, Equatable {
        /// Fetch a small blob at once.
        case small
        /// Fetch a segment.
        case segment(Int)
        /// Put the finished segments together.
        case assembly
    }

    private struct State {
        var pending: [Job] = []
        var active = 0
        var isDone = false
        /// Whether one thread gets the whole from the beginning, because ranges are not served.
        var isWhole = false
        /// Which of the sources is asked.
        var source = 0
        /// Whether some segments are from an earlier run, and may be of another blob.
        var hasReused = false
        var finished = 0
        var partial: [Int: Int] = [:]
    }

    let request: BlobRequest
    let folder: IngestFolder
    let limiter: RateLimiter
    let cancellation: Cancellation
    let budget: RetryBudget
    private let receiver: any BlobReceiver
    private let report: @Sendable (Int) -> Void
    private let state: Mutex<State>

    init(
        _ request: BlobRequest,
        into receiver: any BlobReceiver,
        _ options: DownloadOptions,
        _ limiter: RateLimiter,
        _ cancellation: Cancellation,
        _ report: @escaping @Sendable (Int) -> Void
    ) {
        var request = request
        let size = request.descriptor.size
        if request.segments?.fits(byteCount: size) != true { request.segments = nil }
        self.request = request
        self.receiver = receiver
        self.limiter = limiter
        self.cancellation = cancellation
        self.report = report
        budget = RetryBudget(options.retry)
        let folder = IngestFolder(
            cache: options.cacheFolder,
            key: request.descriptor.digest.hex,
            byteCount: size,
            segmentByteCount: max(1, request.segments?.size ?? options.segmentByteCount)
        )
        self.folder = folder
        let initial = Self.start(folder, isSmall: size <= options.smallByteCount)
        state = Mutex(initial)
        if initial.finished > 0 { report(initial.finished) }
    }

    private static func start(_ folder: IngestFolder, isSmall: Bool) -> State {
        var state = State()
        guard !isSmall else {
            state.pending = [.small]
            return state
        }
        let missing = folder.missing
        state.hasReused = missing.count < folder.count
        state.finished = folder.byteCount - missing.reduce(0) { $0 + folder.range($1).count }
        // Processes that go on with the same blob should not all begin at the same segment.
        let turn = state.hasReused && !missing.isEmpty ? Int.random(in: 0..<missing.count) : 0
        state.pending = (missing[turn...] + missing[..<turn]).map { .segment($0) }
        return state
    }

    /// What to do next, or `nil` when nothing can be done now.
    func takeJob() -> Job? {
        state.withLock { state in
            guard !state.isDone, !state.isWhole else { return nil }
            if !state.pending.isEmpty {
                state.active += 1
                return state.pending.removeFirst()
            }
            guard state.active == 0 else { return nil }
            state.active += 1
            return .assembly
        }
    }

    /// Does a piece of the work.
    ///
    /// - Throws: ``TransportError`` or the receiver's error.
    func run(_ job: Job) throws {
        defer { state.withLock { $0.active -= 1 } }
        // Another process may have finished the blob, and then its segments are gone.
        guard !isPresent else {
            folder.remove()
            return finish()
        }
        switch job {
        case .small: try small()
        case .segment(let index): try segment(index)
        case .assembly: try assemble()
        }
    }

    /// Whether the blob is complete where it is wanted.
    var isPresent: Bool { receiver.contains(request.descriptor) }

    // MARK: Sources

    /// Tries the sources in turn until one serves.
    private func fromSources(_ body: (any BlobSource) throws -> Void) throws {
        while true {
            let position = state.withLock { $0.source }
            guard position < request.sources.count else {
                throw TransportError(.notFound, "No server is known that has \(name).")
            }
            do {
                return try body(request.sources[position])
            } catch let error as TransportError {
                let isElsewhereToo = error.code == .cancelled || error.code == .notWritten
                guard !isElsewhereToo, moveOn(from: position) else { throw error }
            }
        }
    }

    private func moveOn(from position: Int) -> Bool {
        state.withLock { state in
            guard state.source == position else { return true }
            guard position + 1 < request.sources.count else { return false }
            state.source += 1
            state.isWhole = false
            return true
        }
    }

    var name: String {
        request.descriptor.title.map { "\($0) (\(request.descriptor.digest.short))" }
            ?? "the blob \(request.descriptor.digest)"
    }

    // MARK: Jobs

    private func small() throws {
        try fromSources { source in
            let bytes = try SmallFetch.bytes(
                source,
                request.descriptor.size,
                name,
                budget,
                cancellation
            )
            try limiter.pass(bytes.count, cancellation)
            let span = bytes.span
            let writer = try receiver.writer(for: request.descriptor)
            defer { writer.discard() }
            do {
                try unsafe writer.append(span.bytes)
                // Who receives it knows whether what it is called is its digest.
                try writer.publish()
            } catch let error as BundleError where error.code == .wrongDigest {
                throw TransportError.wrong(name, at: source.name, "it has another digest")
            }
        }
        finish()
    }

    private func segment(_ index: Int) throws {
        do {
            try fromSources { source in try SegmentFetch(self, index, source).run() }
            if !state.withLock({ $0.isWhole }) { note(index, folder.range(index).count) }
        } catch is SupersededError {
            // One thread gets the whole; its bytes are counted there.
        }
    }

    private func assemble() throws {
        let missing = folder.missing
        guard missing.isEmpty else {
            // Another process found the whole to be wrong and began anew.
            return state.withLock { $0.pending = missing.map { .segment($0) } }
        }
        let writer = try receiver.writer(for: request.descriptor)
        defer { writer.discard() }
        do {
            for index in 0..<folder.count {
                try cancellation.check()
                try CacheFile.read(folder.file(index)) { piece in try writer.append(piece) }
            }
            try writer.publish()
        } catch let error as BundleError where error.code == .wrongDigest || error.code == .tooLarge
        {
            return try beginAnew()
        } catch let error as TransportError where error.code == .notWritten {
            guard !isPresent else { return finish() }
            let missing = folder.missing
            guard !missing.isEmpty, error.retryLimit > 0 else { throw error }
            return state.withLock { $0.pending = missing.map { .segment($0) } }
        }
        folder.remove()
        finish()
    }

    /// Drops everything after the whole proved wrong: old segments first, then the source.
    private func beginAnew() throws {
        folder.remove()
        let canGoOn = state.withLock { state in
            guard state.hasReused || state.source + 1 < request.sources.count else { return false }
            if !state.hasReused { state.source += 1 }
            state.hasReused = false
            state.isWhole = false
            state.finished = 0
            state.partial = [:]
            state.pending = (0..<folder.count).map { .segment($0) }
            return true
        }
        let source = request.sources.last?.name ?? "nowhere"
        guard canGoOn else {
            throw TransportError.wrong(name, at: source, "it has another digest")
        }
        report(0)
    }

    private func finish() {
        state.withLock { state in
            state.isDone = true
            state.pending = []
        }
        report(request.descriptor.size)
    }

    // MARK: What the fetching of a segment asks and tells

    /// Whether this thread may get the whole; only one may.
    func enterWhole() -> Bool {
        state.withLock { state in
            guard !state.isWhole else { return false }
            state.isWhole = true
            return true
        }
    }

    /// Ends the fetching of a segment when another thread gets the whole.
    ///
    /// - Throws: ``SupersededError``.
    func checkIsWanted() throws(SupersededError) {
        guard !state.withLock({ $0.isWhole }) else { throw SupersededError() }
    }

    /// Ends the getting of the whole, after it or after it failed for good.
    func leaveWhole() {
        state.withLock { state in
            guard state.isWhole else { return }
            state.isWhole = false
            state.partial = [:]
            state.finished = request.descriptor.size
            state.pending = []
        }
    }

    /// Notes how many bytes of a segment are here.
    func note(_ index: Int, _ byteCount: Int) {
        report(
            state.withLock { state in
                state.partial[index] = byteCount
                return state.finished + state.partial.values.reduce(0, +)
            }
        )
    }

    /// Notes how many bytes of the whole are here.
    func noteWhole(_ byteCount: Int) { report(byteCount) }
}

/// Another thread gets the whole blob, so this segment is not needed.
struct SupersededError: Error {}
