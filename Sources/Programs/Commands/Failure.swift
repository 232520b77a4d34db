package import FrankenFailures

/// An error as a command line reports it: a message and an exit code.
package struct Failure: Error {
    /// `nil` when there is nothing to say, or when it was said already.
    package let message: String?
    /// What sort of failure it is.
    package let kind: FailureKind
    /// The exit code.
    package let status: Int32

    /// A failure of the program's own.
    package init(_ message: String?, _ kind: FailureKind) {
        self.init(message, kind, status: ExitStatus.of(kind))
    }

    /// The end of a command with a status of the argument parser's.
    package init(status: Int32) {
        self.init(nil, .fault, status: status)
    }

    private init(_ message: String?, _ kind: FailureKind, status: Int32) {
        self.message = message
        self.kind = kind
        self.status = status
    }

    /// The failure that an error is; `nil` for one that neither a library nor a program of ours
    /// throws.
    package init?(_ error: any Error) {
        switch error {
        case let failure as Failure: self = failure
        case let error as Terminal.OutputError: self.init(error.message, error.kind)
        case let error as any CodedError: self.init(error.description, error.kind)
        default: return nil
        }
    }

    /// The failure of a command that could not do some of its parts, each of which it has named.
    ///
    /// It is `nil` when there are none; otherwise what was found is told before what was not.
    ///
    /// - Parameter errors: Why not, in order.
    package init?(parts errors: [any Error]) {
        let kinds = errors.map { ($0 as? Failure)?.kind ?? FailureKind($0) }
        guard let kind = kinds.first(where: { $0 != .notFound }) ?? kinds.first else { return nil }
        self.init(nil, kind)
    }

    /// A file that a command could not make; a full disk says so by its status too.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - error: Why not.
    package init(creating path: String, _ error: any Error) {
        let kind = FailureKind(error)
        self.init("Cannot create '\(path)': \(error)", kind == .diskFull ? kind : .cannotCreate)
    }
}
