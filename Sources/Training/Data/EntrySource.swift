/// A file that a walk through an archive comes by.
package struct DataEntry: Sendable {
    /// Its name in the archive.
    package let name: String
    /// Its size.
    package let byteCount: Int
    /// Its content; empty when it is larger than what is read.
    package let bytes: [UInt8]

    /// A file with its content.
    package init(name: String, byteCount: Int, bytes: [UInt8]) {
        self.name = name
        self.byteCount = byteCount
        self.bytes = bytes
    }
}

/// Something that hands over named files one after the other, such as a tar archive.
package protocol EntrySource {
    /// What to call the whole, such as the path of the archive.
    var name: String { get }
    /// Calls `body` with every regular file, in order.
    ///
    /// - Parameter body: Takes one file; what it throws ends the walk.
    /// - Throws: What reading or `body` throws.
    func forEachEntry(_ body: (DataEntry) throws(DataError) -> Void) throws(DataError)
}
