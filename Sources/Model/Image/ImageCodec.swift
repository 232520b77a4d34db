internal import CImageCodecs

/// The one Swift file that talks to the C codecs.
enum ImageCodec {
    /// The header of a file, read without decoding a pixel.
    static func probe(
        _ bytes: Span<UInt8>,
        format: ImageFormat
    ) throws(ImageError) -> image_codec_header {
        var header = image_codec_header()
        try unsafe call(format) { message, capacity in
            unsafe bytes.withUnsafeBufferPointer { buffer in
                guard let base = buffer.baseAddress else {
                    return CInt(IMAGE_CODEC_TRUNCATED.rawValue)
                }
                return switch format {
                case .jpeg:
                    unsafe image_codec_jpeg_probe(base, buffer.count, &header, message, capacity)
                case .png:
                    unsafe image_codec_png_probe(base, buffer.count, &header, message, capacity)
                case .webp:
                    unsafe image_codec_webp_probe(base, buffer.count, &header, message, capacity)
                }
            }
        }
        return header
    }

    /// Decodes into `width * height * 3` new bytes; the caller has checked the size against limits.
    static func decode(
        _ bytes: Span<UInt8>,
        format: ImageFormat,
        width: Int,
        height: Int,
        jpegOptions: image_codec_jpeg_options
    ) throws(ImageError) -> PixelImage {
        guard let size = PixelImage.byteCount(width: width, height: height) else {
            throw ImageError(
                .corrupt,
                "Expected a \(format.rawValue) image with pixels, found none."
            )
        }
        var status = CInt(IMAGE_CODEC_OK.rawValue)
        var options = jpegOptions
        var rgb = [UInt8]()
        try unsafe call(format) { message, capacity in
            rgb = unsafe [UInt8](unsafeUninitializedCapacity: size) { output, initialized in
                status = unsafe bytes.withUnsafeBufferPointer { buffer in
                    guard let base = buffer.baseAddress, let pixels = output.baseAddress else {
                        return CInt(IMAGE_CODEC_TRUNCATED.rawValue)
                    }
                    return switch format {
                    case .jpeg:
                        unsafe image_codec_jpeg_decode(
                            base,
                            buffer.count,
                            &options,
                            pixels,
                            size,
                            message,
                            capacity
                        )
                    case .png:
                        unsafe image_codec_png_decode(
                            base,
                            buffer.count,
                            pixels,
                            size,
                            message,
                            capacity
                        )
                    case .webp:
                        unsafe image_codec_webp_decode(
                            base,
                            buffer.count,
                            pixels,
                            size,
                            message,
                            capacity
                        )
                    }
                }
                initialized = status == CInt(IMAGE_CODEC_OK.rawValue) ? size : 0
            }
            return status
        }
        return PixelImage(unchecked: rgb, width: width, height: height)
    }

    /// zlib data as it was; nil for data that is damaged, cut or more than `limit` bytes.
    static func inflate(_ bytes: Span<UInt8>, limit: Int) -> [UInt8]? {
        var isWhole = false
        let output = unsafe [UInt8](unsafeUninitializedCapacity: limit) { output, initialized in
            var count = limit
            isWhole = unsafe bytes.withUnsafeBufferPointer { buffer in
                guard let base = buffer.baseAddress, let place = output.baseAddress else {
                    return false
                }
                let status = unsafe image_codec_inflate(base, buffer.count, place, &count, nil, 0)
                return status == CInt(IMAGE_CODEC_OK.rawValue)
            }
            initialized = isWhole ? count : 0
        }
        return isWhole ? output : nil
    }

    /// Runs one C call and turns its status into an error.
    static func call(
        _ format: ImageFormat,
        _ body: (UnsafeMutablePointer<CChar>?, Int) -> CInt
    ) throws(ImageError) {
        var text = [CChar](repeating: 0, count: 256)
        let status = unsafe text.withUnsafeMutableBufferPointer { buffer in
            unsafe body(buffer.baseAddress, buffer.count)
        }
        guard status != CInt(IMAGE_CODEC_OK.rawValue) else { return }
        let end = text.firstIndex(of: 0) ?? text.endIndex
        let reason = String(
            decoding: text[..<end].map { UInt8(bitPattern: $0) },
            as: UTF8.self
        )
        throw ImageCodec.error(status: UInt32(bitPattern: status), format: format, reason: reason)
    }

    private static func error(
        status: UInt32,
        format: ImageFormat,
        reason: String
    ) -> ImageError {
        let name = format.rawValue
        return switch status {
        case IMAGE_CODEC_TRUNCATED.rawValue:
            ImageError(
                .truncated,
                "Expected a complete \(name) image: \(reason). Copy or download the file again."
            )
        case IMAGE_CODEC_UNSUPPORTED.rawValue:
            ImageError(
                .unsupportedFormat,
                "Expected an 8-bit \(name) image: \(reason). Convert it to PNG first."
            )
        case IMAGE_CODEC_LIMIT.rawValue:
            ImageError(
                .tooMuchWork,
                "Expected a \(name) image within the limits: \(reason). Encode it anew as PNG."
            )
        case IMAGE_CODEC_OUT_OF_MEMORY.rawValue:
            ImageError(
                .outOfMemory,
                "Decoding a \(name) image: \(reason). Free memory and try again."
            )
        default:
            ImageError(
                .corrupt,
                "Expected a valid \(name) image: \(reason). Open it in a viewer and save it anew."
            )
        }
    }
}
