import FrankenBytes
import FrankenImage

/// Decodes the input as an image from a stranger; the first bytes say which format it is.
///
/// The chunk checksums of a PNG are made right first, so that changes come past them. What
/// decodes must keep within the limits, and small images must also come through preprocessing.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    var bytes = Array(UnsafeBufferPointer(start: data, count: count))
    if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]) { mendChunkChecksums(&bytes) }
    for scale in [ImageDecoder.JPEGScale.full, .eighth] {
        let decoder = ImageDecoder(
            limits: .untrusted,
            appliesOrientation: scale == .full,
            jpegScale: scale
        )
        guard let image = try? decoder.decode(bytes.span) else { continue }
        let pixels = image.width * image.height
        precondition(pixels > 0 && pixels <= ImageLimits.untrusted.maximumPixels, "wrong size")
        guard pixels <= 1 << 16, scale == .full else { continue }
        precondition(image.rgb.count == 3 * pixels, "wrong number of samples")
        // Long thin images are the expensive ones: the longer side follows the shorter.
        guard let prepared = try? Preprocessing.imagenet().prepare(image) else { continue }
        precondition(prepared.width == 224 && prepared.height == 224, "wrong crop")
    }
    return 0
}

/// Writes the right CRC-32 at the end of every whole chunk.
private func mendChunkChecksums(_ bytes: inout [UInt8]) {
    var offset = 8
    while offset + 12 <= bytes.count {
        let size = bytes[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) }
        guard size <= bytes.count - offset - 12 else { return }
        let end = offset + 8 + size
        let checksum = CRC32.checksum(bytes.span.extracting(offset + 4..<end).bytes)
        for byte in 0..<4 {
            bytes[end + byte] = UInt8(truncatingIfNeeded: checksum >> UInt32(24 - 8 * byte))
        }
        offset = end + 4
    }
}
