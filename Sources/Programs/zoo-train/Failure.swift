import ArgumentParser
import FrankenBlueprint
import FrankenCodec
import FrankenData
import FrankenFiles
import FrankenInference
import FrankenRecipes
import FrankenRuntime
import FrankenTaxonomy
import FrankenTorch
import FrankenTraining
import FrankenWeights

/// An error as the command line reports it: the exit codes of `zoo --help`.
struct Failure {
    static let usage = ExitCode(64)
    static let badData = ExitCode(65)
    static let notFound = ExitCode(66)
    static let unsupported = ExitCode(69)
    static let fault = ExitCode(70)
    static let cannotCreate = ExitCode(73)
    static let cannotWrite = ExitCode(74)
    static let temporary = ExitCode(75)

    let message: String
    let code: ExitCode

    /// - Returns: Nil for an error of no module of ours.
    init?(_ error: any Error) {
        guard let code = Self.code(for: error) else { return nil }
        message = "\(error)"
        self.code = code
    }

    private static func code(for error: any Error) -> ExitCode? {
        switch error {
        case let error as TrainerError: trainerCode(error)
        case let error as RecipeError: recipeCode(error)
        case let error as TrainingError: trainingCode(error)
        case let error as DataError: error.code == .unreadable ? notFound : badData
        case is TaxonomyError: notFound
        case let error as BlueprintError: error.code == .unknownReference ? notFound : badData
        case let error as FilesError: filesCode(error)
        case let error as WeightsError: weightsCode(error)
        case let error as InferenceError: error.code == .invalidRequest ? usage : badData
        case let error as CodecError: codecCode(error)
        case let error as RuntimeError: error.code == .executionFailed ? fault : unsupported
        // Parts that do not fit each other, and figures of a network that is damaged.
        case is any CustomStringConvertible & Error: badData
        default: nil
        }
    }

    private static func trainerCode(_ error: TrainerError) -> ExitCode {
        switch error.code {
        case .invalidOption: usage
        case .unsupported: unsupported
        case .exists: cannotCreate
        case .nothingToResume: notFound
        case .diverged, .channelsDied: temporary
        case .changed: fault
        default: badData
        }
    }

    private static func recipeCode(_ error: RecipeError) -> ExitCode {
        if let cause = error.cause as? FilesError, error.code == .file { return filesCode(cause) }
        return switch error.code {
        case .diskFull: cannotCreate
        case .busy: temporary
        case .file: cannotWrite
        default: badData
        }
    }

    private static func trainingCode(_ error: TrainingError) -> ExitCode {
        switch error.code {
        case .outOfMemory, .unknownDevice: unsupported
        case .diverged: temporary
        case .refused, .engineFailed: fault
        default: badData
        }
    }

    private static func weightsCode(_ error: WeightsError) -> ExitCode {
        guard error.code == .file else { return badData }
        return (error.cause as? FilesError).map(filesCode) ?? notFound
    }

    private static func codecCode(_ error: CodecError) -> ExitCode {
        switch error.code {
        case .missingFile: notFound
        case .exists, .notWritten: cannotCreate
        default: badData
        }
    }

    private static func filesCode(_ error: FilesError) -> ExitCode {
        switch error.code {
        case .notFound, .notAFolder: notFound
        case .noSpace, .exists: cannotCreate
        case .isInput: usage
        case .busy: temporary
        case .notPermitted, .brokenPipe, .system: cannotWrite
        default: badData
        }
    }
}
