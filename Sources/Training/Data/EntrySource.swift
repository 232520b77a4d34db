/// Something that hands over named files one after the other, such as a tar archive.
package protocol EntrySource {
    /// What to call the whole, such as the path of the archive.
    var name: String { get }
    /// Calls `body` with the name and the bytes of every regular file, in order.
    ///
    /// - Parameter body: Takes one file; what it throws ends the walk.
    /// - Throws: What reading or `body` throws.
    func forEachEntry(_ body: (String, [UInt8]) throws(DataError) -> Void) throws(DataError)
}
