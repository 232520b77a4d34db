internal import FrankenBundle
internal import FrankenCrypto
public import FrankenInference
public import FrankenRuntime
internal import FrankenStore

/// Installed backbones within a limit of memory: what a server holds that has many of them.
///
/// A backbone is opened and compiled when it is first asked for. When the next one does not fit,
/// those that were not used for longest go; one that somebody holds stays. Thread-safe: threads
/// that ask for one backbone at once wait for one load, others are not kept waiting.
///
/// ```swift
/// let pool = BackbonePool(zoo, byteLimit: 2 << 30)
/// let held = try pool.backbone("resnet50")
/// let best = try held.classifier.classify(stream.span, top: 1)
/// ```
/// What counts are the packed weights and the memory of the plans, see
/// `SplitClassifier.byteCount`. Encoders, which backbones share, do not count.
public final class BackbonePool: Sendable {
    /// A backbone that stays in memory as long as this value lives.
    public final class Held: Sendable {
        /// The backbone.
        public let backbone: ZooBackbone
        /// Compiled with the pool's options.
        public let classifier: SplitClassifier
        private let lease: LeasePool<String, Compiled>.Lease
        private let update: @Sendable (Int) -> Void

        init(
            _ lease: LeasePool<String, Compiled>.Lease,
            update: @escaping @Sendable (Int) -> Void
        ) {
            backbone = lease.value.backbone
            classifier = lease.value.classifier
            self.lease = lease
            self.update = update
        }

        // Plans for images of other sizes may have been made meanwhile.
        deinit { update(classifier.byteCount) }
    }

    /// A backbone in the pool.
    public struct Entry: Sendable, Hashable {
        /// The digest of its manifest.
        public let digest: String
        /// What it takes.
        public let byteCount: Int
        /// Whether somebody holds it.
        public let isHeld: Bool
    }

    struct Compiled: Sendable {
        let backbone: ZooBackbone
        let classifier: SplitClassifier
    }

    /// Where backbones come from.
    public let zoo: Zoo
    /// How they are compiled.
    public let options: PlanOptions
    private let pool: LeasePool<String, Compiled>

    /// An empty pool.
    ///
    /// - Parameters:
    ///   - zoo: Where backbones come from.
    ///   - byteLimit: The most bytes of all backbones together.
    ///   - options: Precision and threads of all of them.
    public init(_ zoo: Zoo, byteLimit: Int, options: PlanOptions = .init()) {
        self.zoo = zoo
        self.options = options
        pool = LeasePool(byteLimit: byteLimit)
    }

    /// The most bytes of all backbones together.
    public var byteLimit: Int { pool.byteLimit }
    /// What they take at the moment.
    public var byteCount: Int { pool.byteCount }
    /// What is in memory, the one that was not used for longest first.
    public var entries: [Entry] {
        pool.contents.map { Entry(digest: $0.key, byteCount: $0.byteCount, isHeld: $0.leases > 0) }
    }

    /// An installed backbone, compiled.
    ///
    /// - Parameter reference: `name`, `name:version`, `name@sha256:…` or a digest. A name means what
    ///   is installed now, also when an older version is in memory.
    /// - Returns: The backbone, which stays until this value is gone.
    /// - Throws: ``ZooError`` with code `.tooLarge` for one that alone is above the limit,
    ///   `.memoryInUse` when those that somebody holds leave no room; otherwise as
    ///   ``Zoo/backbone(_:)``. A load that failed is tried again when it is asked for again.
    public func backbone(_ reference: String) throws -> Held {
        let receipt = try zoo.store.resolve(reference)
        let key = receipt.manifest.digest.hex
        // Opening maps files and reads small ones; it is the compiling that costs.
        if let lease = try pool.leaseLoaded(key) { return held(lease, key) }
        return try hold(zoo.backbone(of: receipt))
    }

    /// The same for a handle that is there.
    package func hold(_ backbone: ZooBackbone) throws -> Held {
        let key = backbone.manifestDigest.hex
        do {
            let lease = try pool.lease(key, estimate: backbone.codec.weightByteCount) {
                let classifier = try backbone.separateClassifier(options: options)
                let compiled = Compiled(backbone: backbone, classifier: classifier)
                return (compiled, classifier.byteCount)
            }
            return held(lease, key)
        } catch let refusal as LeasePool<String, Compiled>.Refusal {
            throw error(refusal, backbone.reference)
        }
    }

    private func held(_ lease: LeasePool<String, Compiled>.Lease, _ key: String) -> Held {
        Held(lease) { [pool] in pool.update(key, byteCount: $0) }
    }

    private func error(
        _ refusal: LeasePool<String, Compiled>.Refusal,
        _ reference: String
    ) -> ZooError {
        switch refusal {
        case .tooLarge(let byteCount):
            ZooError(
                .tooLarge,
                "\(reference) takes \(byteCount) bytes, the limit for all backbones is "
                    + "\(byteLimit). Raise the limit."
            )
        case .inUse(let byteCount, let wanted):
            ZooError(
                .memoryInUse,
                "\(reference) takes \(wanted) bytes, and backbones in use hold \(byteCount) of "
                    + "\(byteLimit). Try again later, or raise the limit."
            )
        }
    }
}
