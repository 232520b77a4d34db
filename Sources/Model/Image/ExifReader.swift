/// Finds the orientation of a photo in its EXIF block, and nothing else.
///
/// The work is bounded by the file: a JPEG, PNG or WebP container is walked once without recursion,
/// and of the EXIF block (TIFF 6.0, section 2) only the first directory is read, whose entries are
/// at most 65,535. Offsets are never followed twice, so loops cannot occur. Whatever is malformed
/// counts as "no orientation": a broken note about the camera is no reason to refuse a photo.
enum ExifReader {
    /// The orientation that the file declares, `.up` when it declares none.
    static func orientation(of bytes: Span<UInt8>, format: ImageFormat) -> ImageOrientation {
        let block: Range<Int>? =
            switch format {
            case .jpeg: jpegBlock(bytes)
            case .png: pngBlock(bytes)
            case .webp: webpBlock(bytes)
            }
        guard var block else { return .up }
        if bytes.starts(with: "Exif\0\0", at: block.lowerBound), block.count >= 6 {
            block = block.lowerBound + 6..<block.upperBound
        }
        return tiffOrientation(bytes.extracting(block)) ?? .up
    }

    /// The first APP1 segment that begins with `Exif\0\0`, before the first scan.
    private static func jpegBlock(_ bytes: Span<UInt8>) -> Range<Int>? {
        var offset = 2
        while let marker = bytes.integer(at: offset, size: 2, bigEndian: true) {
            if marker == 0xFFFF {  // a fill byte
                offset += 1
                continue
            }
            // Start of scan and end of image end the header; anything but a marker is damage.
            guard marker > 0xFF00, marker != 0xFFDA, marker != 0xFFD9,
                let size = bytes.integer(at: offset + 2, size: 2, bigEndian: true), size >= 2,
                size <= bytes.count - offset - 2
            else { return nil }
            if marker == 0xFFE1, size >= 8, bytes.starts(with: "Exif\0\0", at: offset + 4) {
                return offset + 4..<offset + 2 + size
            }
            offset += 2 + size
        }
        return nil
    }

    /// The first eXIf chunk, wherever it is.
    private static func pngBlock(_ bytes: Span<UInt8>) -> Range<Int>? {
        var offset = 8
        while let size = bytes.integer(at: offset, size: 4, bigEndian: true) {
            guard size <= bytes.count - offset - 4 - 4 - 4 else { return nil }
            if bytes.starts(with: "eXIf", at: offset + 4) {
                return offset + 8..<offset + 8 + size
            }
            offset += 12 + size
        }
        return nil
    }

    /// The first EXIF chunk of the RIFF container.
    private static func webpBlock(_ bytes: Span<UInt8>) -> Range<Int>? {
        var offset = 12
        while let size = bytes.integer(at: offset + 4, size: 4, bigEndian: false) {
            guard size <= bytes.count - offset - 8 else { return nil }
            if bytes.starts(with: "EXIF", at: offset) {
                return offset + 8..<offset + 8 + size
            }
            offset += 8 + size + size % 2
        }
        return nil
    }

    /// Tag 0x0112 of the first directory of a TIFF block.
    private static func tiffOrientation(_ tiff: Span<UInt8>) -> ImageOrientation? {
        let bigEndian = tiff.starts(with: "MM\0*")
        guard bigEndian || tiff.starts(with: "II*\0"),
            let directory = tiff.integer(at: 4, size: 4, bigEndian: bigEndian),
            let entries = tiff.integer(at: directory, size: 2, bigEndian: bigEndian)
        else { return nil }
        for index in 0..<entries {
            let entry = directory + 2 + index * 12
            guard let tag = tiff.integer(at: entry, size: 2, bigEndian: bigEndian),
                let type = tiff.integer(at: entry + 2, size: 2, bigEndian: bigEndian),
                let count = tiff.integer(at: entry + 4, size: 4, bigEndian: bigEndian)
            else { return nil }
            guard tag == 0x0112 else { continue }
            // Type 3 is SHORT, the only one that the standard allows here.
            guard type == 3, count == 1 else { return nil }
            return tiff.integer(at: entry + 8, size: 2, bigEndian: bigEndian)
                .flatMap(ImageOrientation.init(rawValue:))
        }
        return nil
    }
}
