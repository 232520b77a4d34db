#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// What sort of failure an error is, whichever module found it.
///
/// One table for all who answer a caller: the programs end with the exit code of a kind, and a
/// server can answer with its status. A kind says who can do something about it, the error's
/// message says what.
@nonexhaustive
public enum FailureKind: String, Sendable, CaseIterable {
    /// The request makes no sense: a wrong option, a value out of range.
    case usage
    /// What was given cannot be used: damaged, malformed, of another kind, parts that do not fit.
    case badInput
    /// What was given is larger than this program takes.
    case tooLarge
    /// Nothing has that name.
    case notFound
    /// This build or machine cannot do it.
    case unsupported
    /// Memory could not be had.
    case outOfMemory
    /// A host cannot be reached, or the network may not be used.
    case unreachable
    /// A fault of the program itself.
    case fault
    /// Something is there already and would be lost.
    case exists
    /// A file or folder may not be made or changed.
    case cannotCreate
    /// The disk is full, or a quota is used up.
    case diskFull
    /// The system could not read or write a file, or standard output.
    case cannotWrite
    /// Busy now; the same request may do later.
    case busy
    /// A training's numbers are no longer finite; it goes on from its last checkpoint otherwise.
    case diverged
    /// A server does not keep to its protocol.
    case protocolViolation
    /// Trust, a licence, a password or credentials stand against it.
    case refused
    /// The environment, a configuration or policy file is wrong.
    case badConfiguration
    /// The content is not what was asked for, signed or promised.
    case wrongContent
    /// Made for another version of the program.
    case incompatible
    /// The caller asked to stop.
    case stopped

    /// Whether a file is at fault and no format: what an error above such a one is at fault for too.
    package var isOfTheSystem: Bool {
        switch self {
        case .notFound, .cannotCreate, .diskFull, .cannotWrite: true
        default: false
        }
    }

    /// The kind behind the system's reason, where the reason alone tells.
    ///
    /// It is `nil` for the other reasons, which are what the caller takes them for.
    ///
    /// - Parameter systemErrorNumber: An `errno`, 0 for none.
    package init?(systemErrorNumber: Int32) {
        guard [ENOSPC, EDQUOT].contains(systemErrorNumber) else { return nil }
        self = .diskFull
    }
}
