/// The shape of every error of the library: what went wrong for programs, and in words for people.
///
/// A module has one such type with a `Code` of its own, throws it typed, and says of each code what
/// kind of failure it is. What is alike in all of them is here.
public protocol CodedError: Error, Equatable, CustomStringConvertible {
    /// What can go wrong in the module.
    associatedtype Code: FailureCode

    /// What went wrong, for code that reacts to it and for tests.
    var code: Code { get }
    /// What was expected, what was found, and what to do next.
    var message: String { get }
    /// The error underneath, when another module found it.
    var cause: (any Error)? { get }
    /// What sort of failure it is, for whoever answers a caller.
    var kind: FailureKind { get }
}

/// What can go wrong in a module, each with its kind.
public protocol FailureCode: Hashable, Sendable {
    /// What sort of failure it is.
    var kind: FailureKind { get }
}

extension CodedError {
    /// None.
    public var cause: (any Error)? { nil }

    /// That of the code, unless a file underneath is missing or the disk is full.
    public var kind: FailureKind {
        guard let cause = cause.map(FailureKind.init), cause.isOfTheSystem else { return code.kind }
        return cause
    }

    /// The message.
    public var description: String { message }

    /// Errors are equal when their codes are; messages are for people.
    public static func == (left: Self, right: Self) -> Bool { left.code == right.code }
}

extension FailureKind {
    /// The kind of any error: what it says itself, or else a fault, for nobody foresaw it.
    public init(_ error: any Error) {
        self = (error as? any CodedError)?.kind ?? .fault
    }
}
