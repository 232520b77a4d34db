import ArgumentParser
import FrankenBlueprint
import FrankenEvaluation
import FrankenGraph
import FrankenImage
import FrankenPipeline
import FrankenRuntime
import FrankenTaxonomy
import FrankenWeights

/// A library's error as the command line reports it; see `zoo --help` for the codes.
struct Failure {
    let message: String
    let code: ExitCode

    static let usage = ExitCode(64)
    static let badData = ExitCode(65)
    static let notFound = ExitCode(66)
    static let unsupported = ExitCode(69)
    static let fault = ExitCode(70)

    /// - Returns: `nil` for errors that the argument parser words itself.
    init?(_ error: any Error) {
        message = "\(error)"
        switch error {
        case is TaxonomyError: code = Self.notFound
        case let error as WeightsError: code = error.code == .file ? Self.notFound : Self.badData
        case let error as ImageError:
            code = error.code == .unreadableFile ? Self.notFound : Self.badData
        case let error as EvaluationError:
            code = error.code == .unreadableFolder ? Self.notFound : Self.badData
        case let error as PipelineError:
            code = error.code == .invalidRequest ? Self.usage : Self.badData
        case let error as BlueprintError:
            code = error.code == .unknownReference ? Self.notFound : Self.badData
        case is GraphError: code = Self.badData
        case let error as RuntimeError:
            switch error.code {
            case .unsupportedPrecision, .unsupportedOperation, .outOfMemory:
                code = Self.unsupported
            case .invalidOption, .wrongSize, .unknownValue: code = Self.usage
            case .executionFailed: code = Self.fault
            @unknown default: code = Self.fault
            }
        default: return nil
        }
    }
}
