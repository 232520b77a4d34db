import ArgumentParser
import FrankenBlueprint
import FrankenBundle
import FrankenBytes
import FrankenCatalog
import FrankenCodec
import FrankenCrypto
import FrankenData
import FrankenEntropy
import FrankenEvaluation
import FrankenFiles
import FrankenGraph
import FrankenImage
import FrankenInference
import FrankenPlugins
import FrankenRuntime
import FrankenStore
import FrankenTaxonomy
import FrankenTransport
import FrankenTrust
import FrankenWeights
import FrankenZoo

/// An error as the command line reports it: a message and an exit code, see `zoo --help`.
struct Failure: Error {
    /// `nil` when there is nothing to say, or when it was said already.
    let message: String?
    let code: ExitCode

    static let usage = ExitCode(64)
    static let badData = ExitCode(65)
    static let notFound = ExitCode(66)
    static let unsupported = ExitCode(69)
    static let fault = ExitCode(70)
    static let cannotCreate = ExitCode(73)
    static let cannotWrite = ExitCode(74)
    static let temporary = ExitCode(75)
    static let refused = ExitCode(77)
    static let badConfiguration = ExitCode(78)
    static let wrongDigest = ExitCode(79)
    static let incompatible = ExitCode(80)
    static let interrupted = ExitCode(130)

    init(_ message: String?, _ code: ExitCode) {
        self.message = message
        self.code = code
    }

    /// - Returns: `nil` for an error of no module of ours.
    init?(_ error: any Error) {
        if let failure = error as? Failure {
            self = failure
        } else if let error = error as? Terminal.OutputError {
            self.init(error.message, Self.cannotWrite)
        } else if let code = Self.code(for: error) {
            self.init("\(error)", code)
        } else {
            return nil
        }
    }

    /// The failure of a command that could not use some of its photos, which it has named.
    init?(photos errors: [ImageError]) {
        guard !errors.isEmpty else { return nil }
        let isMissing = errors.allSatisfy { $0.code == .unreadableFile }
        self.init(nil, isMissing ? Self.notFound : Self.badData)
    }

    private static func code(for error: any Error) -> ExitCode? {
        switch error {
        case is TaxonomyError: notFound
        case let error as WeightsError: error.code == .file ? notFound : badData
        case let error as ImageError: error.code == .unreadableFile ? notFound : badData
        case let error as DataError: error.code == .unreadable ? notFound : badData
        case let error as EvaluationError: error.code == .unreadableFolder ? notFound : badData
        case let error as InferenceError: inferenceCode(error)
        case let error as BlueprintError: error.code == .unknownReference ? notFound : badData
        case is GraphError: badData
        case let error as PluginError: pluginCode(error)
        case let error as FilesError: filesCode(error)
        case is BytesError: badData
        case let error as RuntimeError: runtimeCode(error)
        case let error as CodecError: codecCode(error)
        case is BitstreamError, is EntropyError, is JSONError: badData
        case let error as BundleError: bundleCode(error)
        case let error as StoreError: storeCode(error)
        case let error as ZooError: zooCode(error)
        case let error as TransportError: ExitCode(error.exitCode)
        case let error as TrustError: ExitCode(error.exitCode)
        case let error as CatalogError: ExitCode(error.exitCode)
        case let error as CryptoError: error.code == .malformedDigest ? usage : fault
        default: nil
        }
    }

    private static func filesCode(_ error: FilesError) -> ExitCode {
        switch error.code {
        case .notFound, .notAFolder: notFound
        case .isFolder, .notRegularFile, .tooLarge, .outOfRange: badData
        case .noSpace, .exists: cannotCreate
        case .isInput: usage
        case .notPermitted: refused
        case .busy: temporary
        case .brokenPipe, .system: cannotWrite
        @unknown default: fault
        }
    }

    private static func inferenceCode(_ error: InferenceError) -> ExitCode {
        if (error.cause as? FilesError)?.isMissing == true { return notFound }
        return error.code == .invalidRequest ? usage : badData
    }

    private static func pluginCode(_ error: PluginError) -> ExitCode {
        switch error.code {
        case .notFound, .notInstalled: notFound
        case .malformedName: usage
        case .exists, .notWritten: cannotCreate
        case .refused: badData
        @unknown default: fault
        }
    }

    private static func codecCode(_ error: CodecError) -> ExitCode {
        switch error.code {
        case .missingFile: notFound
        case .invalidSizes, .unknownQuality: usage
        case .exists, .notWritten: cannotCreate
        default: badData
        }
    }

    private static func runtimeCode(_ error: RuntimeError) -> ExitCode {
        switch error.code {
        case .unsupportedPrecision, .unsupportedOperation, .outOfMemory: unsupported
        case .invalidOption, .wrongSize, .unknownValue: usage
        case .executionFailed: fault
        case .notFinite: badData
        @unknown default: fault
        }
    }

    private static func bundleCode(_ error: BundleError) -> ExitCode {
        switch error.code {
        case .malformedReference: usage
        case .unreadable: notFound
        case .notWritten: cannotCreate
        case .wrongDigest: wrongDigest
        case .incompatible, .unsupportedVersion: incompatible
        case .missingBlob: notFound
        default: badData
        }
    }

    private static func storeCode(_ error: StoreError) -> ExitCode {
        switch error.code {
        case .malformedReference, .ambiguous: usage
        case .notInstalled, .notFound, .missingBlob: notFound
        case .noHome, .malformedPath, .notAStore: badConfiguration
        case .unsupportedVersion: incompatible
        case .malformedReceipt: badData
        case .noSpace, .notPermitted, .pinned: cannotCreate
        case .system: cannotWrite
        @unknown default: fault
        }
    }

    private static func zooCode(_ error: ZooError) -> ExitCode {
        switch error.code {
        case .notFound, .incomplete, .recipeOnly: notFound
        case .inconsistent, .malformedFolder, .malformedLock: badData
        case .licenseRefused: refused
        case .failedSelfTest, .changedSource: wrongDigest
        case .notWritten: cannotCreate
        case .tooLarge: unsupported
        case .memoryInUse: temporary
        case .invalidRequest: usage
        @unknown default: fault
        }
    }
}
