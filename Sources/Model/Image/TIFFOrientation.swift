/// Reads tag 0x0112 of the first directory of a TIFF block (TIFF 6.0, section 2), and nothing else.
///
/// A directory has at most 65,535 entries and offsets are never followed twice, so loops cannot
/// occur.
enum TIFFOrientation {
    /// The number under the tag.
    ///
    /// The standard allows one SHORT; writers of LONG, of signed numbers or of several exist, and
    /// Pillow takes the first number whatever its width. Of several entries the first that can be
    /// read counts.
    ///
    /// - Parameter tiff: The block, from its byte order on, behind `Exif\0\0` or not.
    /// - Returns: nil when there is no such tag; 0, which is no orientation, for a tag that holds
    ///   no whole number.
    static func value(in tiff: Span<UInt8>) -> Int? {
        var tiff = tiff
        while tiff.starts(with: "Exif\0\0") { tiff = tiff.extracting(6..<tiff.count) }
        let bigEndian = tiff.starts(with: "MM")
        // Pillow also takes the four bytes with the version in the wrong order.
        guard ["MM\0*", "MM*\0", "II*\0", "II\0*"].contains(where: { tiff.starts(with: $0) }),
            let directory = tiff.integer(at: 4, size: 4, bigEndian: bigEndian),
            let entries = tiff.integer(at: directory, size: 2, bigEndian: bigEndian)
        else { return nil }
        for index in 0..<entries {
            let entry = directory + 2 + index * 12
            guard let tag = tiff.integer(at: entry, size: 2, bigEndian: bigEndian),
                let type = tiff.integer(at: entry + 2, size: 2, bigEndian: bigEndian),
                let count = tiff.integer(at: entry + 4, size: 4, bigEndian: bigEndian),
                entry + 12 <= tiff.count
            else { return nil }
            guard tag == 0x0112, let size = unitSizes[type], count > 0 else { continue }
            let offset: Int
            if count * size <= 4 {
                offset = entry + 8
            } else {
                guard let place = tiff.integer(at: entry + 8, size: 4, bigEndian: bigEndian),
                    place <= tiff.count, count * size <= tiff.count - place
                else { continue }
                offset = place
            }
            let isInteger = integerTypes.contains(type)
            return isInteger ? tiff.integer(at: offset, size: size, bigEndian: bigEndian) : 0
        }
        return nil
    }

    /// SHORT, LONG, SSHORT, SLONG, IFD.
    private static let integerTypes: Set = [3, 4, 8, 9, 13]
    /// Bytes of one value of each type.
    private static let unitSizes = [
        1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8,
    ]
}
