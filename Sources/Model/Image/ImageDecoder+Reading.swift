extension ImageDecoder {
    /// The bytes of an image file, within the limits.
    ///
    /// - Parameter path: A regular file.
    /// - Returns: Its content.
    /// - Throws: ``ImageError/Code/unreadableFile`` or ``ImageError/Code/tooManyBytes``.
    public func read(contentsOf path: String) throws(ImageError) -> [UInt8] {
        try ImageFile.read(path: path, maximumBytes: limits.maximumBytes)
    }
}
