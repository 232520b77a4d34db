/// The blocks of a photo's file that may say how it was held: EXIF and XMP.
///
/// The work is bounded by the file: a JPEG, PNG or WebP container is walked once without recursion,
/// and a compressed text inflates to a mebibyte at most, once for each of two kinds.
struct PhotoNotes {
    /// A TIFF block, perhaps behind `Exif\0\0`.
    private(set) var exif: [UInt8]?
    /// An XML document.
    private(set) var xmp: [UInt8]?

    /// Collects the blocks.
    init(_ bytes: Span<UInt8>, format: ImageFormat) {
        switch format {
        case .jpeg: readJPEG(bytes)
        case .png: readPNG(bytes)
        case .webp: readWebP(bytes)
        }
    }

    /// The APP1 segments before the first scan: EXIF of the first, XMP of the last.
    private mutating func readJPEG(_ bytes: Span<UInt8>) {
        let (exifName, xmpName) = ("Exif\0\0", "http://ns.adobe.com/xap/1.0/\0")
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
            else { return }
            let content = bytes.extracting(offset + 4..<offset + 2 + size)
            if marker == 0xFFE1, exif == nil, content.starts(with: exifName) {
                exif = Self.array(content)
            } else if marker == 0xFFE1, content.starts(with: xmpName) {
                xmp = Self.array(content.extracting(xmpName.utf8.count..<content.count))
            }
            offset += 2 + size
        }
    }

    /// EXIF and XMP chunks of the RIFF container, the first of each.
    private mutating func readWebP(_ bytes: Span<UInt8>) {
        var offset = 12
        while let size = bytes.integer(at: offset + 4, size: 4, bigEndian: false) {
            guard size <= bytes.count - offset - 8 else { return }
            let content = bytes.extracting(offset + 8..<offset + 8 + size)
            if exif == nil, bytes.starts(with: "EXIF", at: offset) {
                exif = Self.array(content)
            } else if xmp == nil, bytes.starts(with: "XMP ", at: offset) {
                xmp = Self.array(content)
            }
            offset += 8 + size + size % 2
        }
    }

    /// The eXIf chunk, else ImageMagick's text of hexadecimal digits, and the text of XMP: the last
    /// of each, wherever it is.
    private mutating func readPNG(_ bytes: Span<UInt8>) {
        let profileName = "Raw profile type exif\0"
        let xmpName = "XML:com.adobe.xmp\0"
        var texts: (profile: (Range<Int>, isCompressed: Bool)?, xmp: Range<Int>?)
        var offset = 8
        while let size = bytes.integer(at: offset, size: 4, bigEndian: true) {
            guard size <= bytes.count - offset - 4 - 4 - 4 else { break }
            let content = offset + 8..<offset + 8 + size
            if bytes.starts(with: "eXIf", at: offset + 4) {
                exif = Self.array(bytes.extracting(content))
            } else if bytes.starts(with: profileName, at: offset + 8) {
                let rest = content.lowerBound + profileName.utf8.count..<content.upperBound
                if bytes.starts(with: "tEXt", at: offset + 4) { texts.profile = (rest, false) }
                if bytes.starts(with: "zTXt", at: offset + 4) { texts.profile = (rest, true) }
            } else if bytes.starts(with: "iTXt" + xmpName, at: offset + 4) {
                texts.xmp = content.lowerBound + xmpName.utf8.count..<content.upperBound
            }
            offset += 12 + size
        }
        if exif == nil, let (range, isCompressed) = texts.profile {
            let text = bytes.extracting(range)
            exif = (isCompressed ? Self.inflated(text) : Self.array(text)).flatMap(Self.profile)
        }
        xmp = texts.xmp.flatMap { Self.internationalText(bytes.extracting($0)) }
    }

    /// The bytes of an ImageMagick profile: three lines of head, then hexadecimal digits.
    private static func profile(_ text: [UInt8]) -> [UInt8]? {
        let lines = text.split(separator: 0x0A, omittingEmptySubsequences: false)
        var nibbles: [UInt8] = []
        for byte in lines.dropFirst(3).joined() {
            switch byte {
            case 0x30...0x39: nibbles.append(byte - 0x30)
            case 0x41...0x46: nibbles.append(byte - 0x41 + 10)
            case 0x61...0x66: nibbles.append(byte - 0x61 + 10)
            case 0x09, 0x0B, 0x0C, 0x0D, 0x20: continue
            default: return nil
            }
        }
        guard nibbles.count.isMultiple(of: 2) else { return nil }
        return stride(from: 0, to: nibbles.count, by: 2).map { nibbles[$0] << 4 | nibbles[$0 + 1] }
    }

    /// What stands behind an iTXt keyword: flag, method, language, translated keyword, text.
    private static func internationalText(_ content: Span<UInt8>) -> [UInt8]? {
        guard content.count >= 2 else { return nil }
        var place = 2
        for _ in 0..<2 {
            while place < content.count, content[place] != 0 { place += 1 }
            place += 1
        }
        guard place <= content.count else { return nil }
        let text = content.extracting(place..<content.count)
        guard content[0] != 0 else { return array(text) }
        return content[1] == 0 ? inflatedData(text) : nil
    }

    /// What stands behind a zTXt keyword: the method, which is 0, and zlib data.
    private static func inflated(_ content: Span<UInt8>) -> [UInt8]? {
        guard content.count > 1, content[0] == 0 else { return nil }
        return inflatedData(content.extracting(1..<content.count))
    }

    private static func inflatedData(_ data: Span<UInt8>) -> [UInt8]? {
        ImageCodec.inflate(data, limit: 1 << 20)
    }

    private static func array(_ span: Span<UInt8>) -> [UInt8] {
        span.indices.map { span[$0] }
    }
}
