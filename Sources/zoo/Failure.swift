import ArgumentParser
import FrankenBlueprint
import FrankenBytes
import FrankenCodec
import FrankenData
import FrankenEntropy
import FrankenEvaluation
import FrankenGraph
import FrankenImage
import FrankenPipeline
import FrankenRuntime
import FrankenTaxonomy
import FrankenWeights

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
        case let error as PipelineError: pipelineCode(error)
        case let error as BlueprintError: error.code == .unknownReference ? notFound : badData
        case is GraphError: badData
        case let error as BytesError: error.code == .notFound ? notFound : badData
        case let error as RuntimeError: runtimeCode(error)
        case let error as CodecError: codecCode(error)
        case is BitstreamError, is EntropyError: badData
        default: nil
        }
    }

    private static func pipelineCode(_ error: PipelineError) -> ExitCode {
        if (error.cause as? BytesError)?.code == .notFound { return notFound }
        return error.code == .invalidRequest ? usage : badData
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
        @unknown default: fault
        }
    }
}
