/// Why the zoo could not do what was asked.
public struct ZooError: Error, Sendable {
    /// The kind of failure, for code that reacts to it and for tests.
    @nonexhaustive
    public enum Code: String, Sendable {
        /// No bundle, backbone or file is called so.
        case notFound
        /// The bundle is installed, but a part is missing.
        case incomplete
        /// Weights, a decoder or an encoder do not belong together.
        case inconsistent
        /// The folder to pack lacks something.
        case malformedFolder
        /// A lock file is none.
        case malformedLock
        /// The licence is not among those that are allowed.
        case licenseRefused
        /// What the bundle computes is not what it promises.
        case failedSelfTest
        /// A source has something else than what was asked for by digest.
        case changedSource
        /// A file or folder cannot be written.
        case notWritten
        /// A backbone takes more memory than all together may.
        case tooLarge
        /// Backbones in use leave no memory for another one.
        case memoryInUse
        /// Somebody else signed it already.
        case signed
        /// A request that makes no sense.
        case invalidRequest
    }

    /// The kind of failure.
    public let code: Code
    /// Expected, found, and what to do next.
    public let message: String

    /// Makes an error.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}

extension ZooError: Equatable {
    /// Errors are equal when their codes are; messages are for people.
    public static func == (left: ZooError, right: ZooError) -> Bool {
        left.code == right.code
    }
}

extension ZooError: CustomStringConvertible {
    public var description: String { message }
}
