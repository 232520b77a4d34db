public import FrankenBundle
internal import FrankenCrypto
internal import Synchronization

/// Downloads blobs in segments that survive a kill and a restart of the machine.
///
/// A blob is cut into ranges of 8 MiB. A range that came whole is flushed to the disk and renamed
/// to its number; what is there under a number is never fetched again, by nobody. Nothing depends
/// on a lock: any number of processes may work on one blob. See ``PartialDownload`` for what is
/// left when a download ends early.
public final class Downloader: Sendable {
    /// How blobs are downloaded.
    public let options: DownloadOptions
    private let limiter: RateLimiter
    private let flights = Mutex<Set<Digest>>([])

    /// A downloader; one for a process, so that two who want the same blob fetch it once.
    public init(_ options: DownloadOptions) {
        self.options = options
        limiter = RateLimiter(bytesPerSecond: options.bytesPerSecond)
    }

    /// Downloads blobs, several at a time, and checks them.
    ///
    /// - Parameters:
    ///   - requests: What is wanted; what the receiver has already is passed over.
    ///   - receiver: Where the blobs go when they are complete.
    ///   - cancellation: Ends it early; what came is kept.
    ///   - progress: Called often, from one of several threads at a time.
    /// - Throws: ``TransportError``, or the receiver's own error. The first failure ends all.
    public func fetch(
        _ requests: [BlobRequest],
        into receiver: any BlobReceiver,
        cancellation: Cancellation? = nil,
        progress: @escaping @Sendable (DownloadProgress) -> Void = { _ in }
    ) throws {
        var seen: Set<Digest> = []
        var waiting = requests.filter { seen.insert($0.descriptor.digest).inserted }
        while true {
            waiting.removeAll { receiver.contains($0.descriptor) }
            guard !waiting.isEmpty else { return }
            // What another thread is fetching is waited for only when nothing is left to do here,
            // so two who wait for each other cannot be.
            let mine = claim(waiting)
            if mine.isEmpty {
                try Pause.wait(0.02, cancellation)
            } else {
                defer { release(mine) }
                try run(mine, receiver, cancellation, progress)
            }
        }
    }

    private func claim(_ requests: [BlobRequest]) -> [BlobRequest] {
        flights.withLock { flights in
            requests.filter { flights.insert($0.descriptor.digest).inserted }
        }
    }

    private func release(_ requests: [BlobRequest]) {
        flights.withLock { flights in
            for request in requests { flights.remove(request.descriptor.digest) }
        }
    }

    private func run(
        _ requests: [BlobRequest],
        _ receiver: any BlobReceiver,
        _ cancellation: Cancellation?,
        _ progress: @escaping @Sendable (DownloadProgress) -> Void
    ) throws {
        let failure = FirstFailure()
        let stop = Cancellation { failure.isSet || cancellation?.isCancelled == true }
        let reporting = Mutex(())
        let downloads = requests.map { request in
            BlobDownload(request, into: receiver, options, limiter, stop) { byteCount in
                reporting.withLock { _ in
                    progress(DownloadProgress(request.descriptor, byteCount: byteCount))
                }
            }
        }
        ThreadGroup.run(options.concurrency) {
            while !failure.isSet {
                guard let (download, job) = Self.next(of: downloads) else { return }
                do {
                    try download.run(job)
                } catch {
                    failure.set(error)
                }
            }
        }
        if let error = failure.error { throw error }
    }

    /// The next piece of work; those of the first blobs come first, so that they are complete first.
    private static func next(of downloads: [BlobDownload]) -> (BlobDownload, BlobDownload.Job)? {
        for download in downloads {
            if let job = download.takeJob() { return (download, job) }
        }
        return nil
    }
}

/// The first of several threads' failures.
private final class FirstFailure: Sendable {
    private let state = Mutex<(any Error)?>(nil)

    var error: (any Error)? { state.withLock { $0 } }
    var isSet: Bool { error != nil }

    func set(_ error: any Error) {
        state.withLock { $0 = $0 ?? error }
    }
}
