internal import FrankenBytes
public import FrankenFailures

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// What a file, a folder or the system behind them refused.
///
/// One error for all that touches files: what was tried, on which path, the system's own reason,
/// and what to do. Modules with an error of their own keep the code as the cause or as their kind.
public struct FilesError: CodedError {
    /// What can go wrong.
    @nonexhaustive
    public enum Code: String, FailureCode {
        /// The path names nothing.
        case notFound
        /// The user may not do this, or the file system is mounted read-only.
        case notPermitted
        /// The device or the user's quota is full.
        case noSpace
        /// The path names a folder.
        case isFolder
        /// Part of the path is no folder.
        case notAFolder
        /// The path names a FIFO, socket or device.
        case notRegularFile
        /// Something has that path already.
        case exists
        /// Another process has the lock, or the file is in use.
        case busy
        /// The file is larger than the caller allows.
        case tooLarge
        /// A range lies outside the file.
        case outOfRange
        /// An output is the same file as an input.
        case isInput
        /// Whoever reads at the other end is gone.
        case brokenPipe
        /// The operating system refused an operation for another reason.
        case system

        public var kind: FailureKind {
            switch self {
            case .notFound, .notAFolder: .notFound
            case .isFolder, .notRegularFile, .outOfRange: .badInput
            case .tooLarge: .tooLarge
            case .noSpace: .diskFull
            case .exists: .exists
            case .isInput: .usage
            case .notPermitted: .cannotCreate
            case .busy: .busy
            case .brokenPipe, .system: .cannotWrite
            }
        }
    }

    public let code: Code
    /// The file or folder that it is about.
    public let path: String
    /// What was tried and why it failed, without the next step.
    public let reason: String
    /// What to do next; empty where there is no better advice than the reason.
    public let advice: String
    /// The `errno` behind a failure of the operating system, 0 otherwise.
    public let systemErrorNumber: Int32

    /// Makes an error.
    ///
    /// - Parameters:
    ///   - code: The kind.
    ///   - path: What it is about.
    ///   - reason: A sentence: what was expected and found.
    ///   - advice: A sentence: what to do.
    ///   - systemErrorNumber: The `errno`, where there is one.
    public init(
        _ code: Code,
        path: String,
        _ reason: String,
        advice: String = "",
        systemErrorNumber: Int32 = 0
    ) {
        self.code = code
        self.path = path
        self.reason = reason
        self.advice = advice
        self.systemErrorNumber = systemErrorNumber
    }

    /// What happened and what to do next.
    public var message: String { advice.isEmpty ? reason : "\(reason) \(advice)" }

    /// The error of the system call that just failed.
    ///
    /// - Parameters:
    ///   - action: What was tried, as in "Cannot open".
    ///   - path: The file it was tried on.
    package init(failed action: String, _ path: String) {
        self.init(failed: action, path, number: errno)
    }

    /// The error of a system call that failed with `number`.
    package init(failed action: String, _ path: String, number: Int32) {
        var (code, advice) = Self.kind(of: number)
        if number == EACCES { advice = Ownership.obstacle(to: path) ?? advice }
        self.init(
            code,
            path: path,
            "Cannot \(action) \(Self.quoted(path)): \(Self.reason(number)).",
            advice: advice,
            systemErrorNumber: number
        )
    }

    /// A path for a message, between quotes and safe to print.
    package static func quoted(_ path: String) -> String { "'\(PrintableText.of(path))'" }

    /// The system's words for an error number.
    package static func reason(_ number: Int32) -> String {
        unsafe strerror(number).map { unsafe String(cString: $0) } ?? "errno \(number)"
    }

    private static func kind(of number: Int32) -> (Code, advice: String) {
        switch number {
        case ENOENT: (.notFound, "")
        case ENOTDIR: (.notAFolder, "")
        case EACCES, EPERM: (.notPermitted, "Check whose it is and its mode.")
        case EROFS: (.notPermitted, "Name a place that can be written.")
        case ENOSPC, EDQUOT: (.noSpace, "Make room and try again.")
        case EISDIR: (.isFolder, "Name a file in it.")
        case EEXIST, ENOTEMPTY: (.exists, "Remove it first or give another name.")
        case EWOULDBLOCK, EBUSY, ETXTBSY: (.busy, "Wait for whoever uses it.")
        case EPIPE: (.brokenPipe, "")
        default: (.system, "")
        }
    }
}

extension FilesError {
    /// Whether the path, or a folder on the way to it, is not there.
    public var isMissing: Bool { code == .notFound || code == .notAFolder }

    /// The same failure with another next step.
    package func advising(_ advice: String) -> FilesError {
        FilesError(
            code,
            path: path,
            reason,
            advice: advice,
            systemErrorNumber: systemErrorNumber
        )
    }

    /// The number of "there already".
    static var existsNumber: Int32 { EEXIST }

    /// Whether the file system behind a call does not know the call, as exFAT knows no links.
    var isUnsupported: Bool { [EPERM, EOPNOTSUPP, ENOSYS, EINVAL].contains(systemErrorNumber) }
}
