internal import FrankenFiles

/// Reads a whole file of limited size.
enum ImageFile {
    /// The bytes of the regular file at `path`.
    ///
    /// - Throws: ``ImageError/Code/unreadableFile`` or ``ImageError/Code/tooManyBytes``.
    static func read(path: String, maximumBytes: Int) throws(ImageError) -> [UInt8] {
        do throws(FilesError) {
            return try OpenFile(path: path).bytes(limit: maximumBytes)
        } catch {
            if error.code == .tooLarge { throw tooManyBytes(path, maximumBytes) }
            throw ImageError(
                .unreadableFile,
                "Expected a readable image file at \(path). \(error.message)"
            )
        }
    }

    /// The error for bytes beyond the limit.
    static func tooManyBytes(_ found: Int, _ maximum: Int) -> ImageError {
        ImageError(
            .tooManyBytes,
            """
            Expected an image of at most \(maximum) bytes, found \(found). Shrink the image.
            """
        )
    }

    private static func tooManyBytes(_ path: String, _ maximum: Int) -> ImageError {
        tooManyBytes((try? FileStatus.following(path))?.byteCount ?? maximum + 1, maximum)
    }
}
