internal import FrankenCrypto
public import FrankenFailures

/// Why a bundle could not be read, written or understood.
public struct BundleError: CodedError {
    /// What can go wrong.
    @nonexhaustive
    public enum Code: String, FailureCode {
        /// A name, version or reference is not one.
        case malformedReference
        /// An OCI document is not what it should be.
        case malformedManifest
        /// `zoo.json` or another description is not what it should be.
        case malformedDescription
        /// The bundle was written for another major version of the format.
        case unsupportedVersion
        /// The file is no archive that is read here, or holds what an archive may not hold.
        case malformedArchive
        /// The bundle is larger than it may be, or than it says.
        case tooLarge
        /// Content does not have the digest or the size it should have.
        case wrongDigest
        /// A blob that the bundle needs is nowhere.
        case missingBlob
        /// The file or folder is not there, or cannot be read.
        case unreadable
        /// The file cannot be written.
        case notWritten
        /// Parts of the bundle do not belong together.
        case inconsistent
        /// The bundle needs ops, or a version, that this build does not have.
        case incompatible

        public var kind: FailureKind {
            switch self {
            case .malformedReference: .usage
            case .unreadable, .missingBlob: .notFound
            case .notWritten: .cannotCreate
            case .wrongDigest: .wrongContent
            case .incompatible, .unsupportedVersion: .incompatible
            case .tooLarge: .tooLarge
            default: .badInput
            }
        }
    }

    public let code: Code
    public let message: String

    /// Makes an error.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// Runs `body` and turns what it throws into an error that names the document.
    static func reading<Value>(
        _ code: Code,
        _ document: String,
        _ body: () throws -> Value
    ) throws(BundleError) -> Value {
        do {
            return try body()
        } catch let error as BundleError {
            throw BundleError(error.code, "\(document): \(error.message)")
        } catch {
            throw BundleError(code, "\(document): \(error)")
        }
    }
}
