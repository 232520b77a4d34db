import ArgumentParser
import FrankenFiles

/// The folder that a training writes its result into.
enum OutputFolder {
    /// Refuses what cannot be one.
    static func validate(_ path: String) throws {
        do {
            let folder = try OutputTarget(argument: path).folder()
            guard try FileStatus.of(folder).map({ $0.kind == .folder }) ?? true else {
                throw ValidationError("'\(path)' is a file or device. Name a folder.")
            }
        } catch let error as FilesError {
            throw ValidationError(error.message)
        }
    }
}
