internal import FrankenFiles

extension WeightsError {
    /// Runs `body`, turning errors of other modules into ours.
    static func wrapping<Result>(
        _ body: () throws -> Result
    ) throws(WeightsError) -> Result {
        do {
            return try body()
        } catch let error as WeightsError {
            throw error
        } catch {
            throw WeightsError(.file, "\(error)", cause: error)
        }
    }

    /// Maps a file, with our own error.
    static func mapping(_ path: String) throws(WeightsError) -> MappedFile {
        do {
            return try MappedFile(path: path)
        } catch {
            throw WeightsError(.file, error.message, cause: error)
        }
    }
}
