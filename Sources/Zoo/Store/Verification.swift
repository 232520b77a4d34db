public import FrankenBundle
public import FrankenCrypto

/// What was found out about the files behind installed bundles.
public struct Verification: Sendable {
    /// What is true of one blob.
    @nonexhaustive
    public enum Verdict: Sendable, Hashable {
        /// It is what it should be, as far as was looked.
        case sound
        /// It is nowhere.
        case missing
        /// The file has another size.
        case wrongSize(found: Int)
        /// The bytes have another digest.
        case wrongDigest(found: Digest)
        /// Somebody may write the file, or its reading is not allowed to all.
        case wrongMode(found: UInt32)
        /// The system cannot read the file.
        case unreadable(String)

        /// Whether the blob can be used: a wrong mode is untidy and no more.
        public var isUsable: Bool {
            switch self {
            case .sound, .wrongMode: true
            default: false
            }
        }
    }

    /// A blob and its verdict.
    public struct Finding: Sendable, Hashable {
        /// The blob, as the manifest has it.
        public let blob: Descriptor
        /// What is true of it.
        public let verdict: Verdict
        /// `name:tag` of the bundles that need it, in order; none for what was left behind.
        public let users: [String]
    }

    /// Every blob that was looked at, once.
    public internal(set) var findings: [Finding] = []
    /// Receipts and manifests that could not be read.
    public internal(set) var problems: [Inventory.Problem] = []
    /// Files in the blobs' folder that are no blobs.
    public internal(set) var strangers: [String] = []
    /// Whether `index.json` says what the receipts say; the next change corrects it.
    public internal(set) var isIndexCurrent = true

    /// The blobs that are not as they should be.
    public var faults: [Finding] { findings.filter { $0.verdict != .sound } }

    /// Whether every bundle that was looked at can be used.
    public var isUsable: Bool {
        problems.isEmpty && findings.allSatisfy(\.verdict.isUsable)
    }
}
