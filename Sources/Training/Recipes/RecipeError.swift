package import FrankenFailures

/// Why a recipe, a checkpoint or a log cannot be used.
package struct RecipeError: CodedError {
    /// What can go wrong.
    @nonexhaustive
    package enum Code: String, FailureCode {
        /// A recipe cannot be read, or says what makes no sense.
        case invalidRecipe
        /// A file or folder cannot be read or written.
        case file
        /// The disk is full, or a quota is used up.
        case diskFull
        /// Another process is writing checkpoints to the same folder.
        case busy
        /// A checkpoint's files are not what its manifest says.
        case damaged
        /// A checkpoint was made by another recipe.
        case otherRecipe
        /// A checkpoint or log is of a version that this build does not read.
        case unsupportedVersion

        package var kind: FailureKind {
            switch self {
            case .diskFull: .diskFull
            case .busy: .busy
            case .file: .cannotWrite
            default: .badInput
            }
        }
    }

    package let code: Code
    package let message: String
    package let cause: (any Error)?

    /// That of the file where one is at fault.
    package var kind: FailureKind {
        guard let file = (cause as? any CodedError)?.kind, code == .file || file.isOfTheSystem
        else { return code.kind }
        return file
    }

    /// Makes an error.
    package init(_ code: Code, _ message: String, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }
}
