package import FrankenFailures

/// With which status a program ends: the one table of `zoo`, `zoo-train` and `zoo-encode`.
///
/// The numbers up to 78 are those of BSD's sysexits.h, the next two are ours, and 130 is what a
/// shell says of a program that Ctrl-C ended.
package enum ExitStatus {
    /// The status for a kind of failure.
    package static func of(_ kind: FailureKind) -> Int32 {
        switch kind {
        case .usage: 64
        case .badInput, .tooLarge: 65
        case .notFound: 66
        case .unsupported, .outOfMemory, .unreachable: 69
        case .fault: 70
        case .exists, .cannotCreate, .diskFull: 73
        case .cannotWrite: 74
        case .busy, .diverged: 75
        case .protocolViolation: 76
        case .refused: 77
        case .badConfiguration: 78
        case .wrongContent: 79
        case .incompatible: 80
        case .stopped: 130
        }
    }
}
