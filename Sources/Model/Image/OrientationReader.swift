/// Finds the orientation of a photo in its metadata, where Pillow's `ImageOps.exif_transpose` does.
///
/// ```
/// 1. EXIF: APP1 of JPEG; eXIf, else the text "Raw profile type exif", of PNG; EXIF of WebP
/// 2. XMP, when the EXIF block has no such tag: the first tiff:Orientation="n" or ...>n
/// ```
/// Whatever is malformed counts as "no orientation": a broken note about the camera is no reason to
/// refuse a photo.
///
/// - SeeAlso: Pillow 12, `Image.getexif`.
enum OrientationReader {
    /// The orientation that the file declares, `.up` when it declares none.
    static func orientation(of bytes: Span<UInt8>, format: ImageFormat) -> ImageOrientation {
        let notes = PhotoNotes(bytes, format: format)
        if let exif = notes.exif, let value = TIFFOrientation.value(in: exif.span) {
            return ImageOrientation(rawValue: value) ?? .up
        }
        return notes.xmp.flatMap { xmpOrientation($0.span) } ?? .up
    }

    /// The digit after the first `tiff:Orientation="` or `tiff:Orientation>`.
    private static func xmpOrientation(_ xmp: Span<UInt8>) -> ImageOrientation? {
        let name = Array("tiff:Orientation".utf8)
        for offset in 0..<max(0, xmp.count - name.count)
        where xmp[offset] == name[0] && xmp.starts(with: name, at: offset) {
            var place = offset + name.count
            if xmp.starts(with: "=\"", at: place) {
                place += 2
            } else if xmp.starts(with: ">", at: place) {
                place += 1
            } else {
                continue
            }
            guard place < xmp.count, (0x30...0x39).contains(xmp[place]) else { continue }
            return ImageOrientation(rawValue: Int(xmp[place] - 0x30))
        }
        return nil
    }
}
