internal import FrankenFiles

extension RecipeError {
    /// What a file or folder of a training refused.
    init(_ error: FilesError) {
        self.init(error.code == .noSpace ? .diskFull : .file, error.message, cause: error)
    }

    /// Runs what touches files, with our own error.
    static func mapping<Result>(
        _ body: () throws(FilesError) -> Result
    ) throws(RecipeError) -> Result {
        do throws(FilesError) {
            return try body()
        } catch {
            throw RecipeError(error)
        }
    }
}
