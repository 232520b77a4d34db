public import CFrankenEdge
internal import FrankenCodec
internal import FrankenEdge
internal import FrankenEntropy
internal import FrankenRuntime

/// The library's version; lives as long as the process.
@c @implementation
public func frankenedge_version() -> UnsafePointer<CChar> {
    let text: StaticString = "0.1.0"
    return unsafe UnsafeRawPointer(text.utf8Start).assumingMemoryBound(to: CChar.self)
}

/// The version of the binary interface.
@c @implementation
public func frankenedge_abi_version() -> Int32 { FRANKENEDGE_ABI_VERSION }

/// Loads an encoder package; see `frankenedge.h`.
@c @implementation
public func frankenedge_encoder_create(
    _ path: UnsafePointer<CChar>,
    _ options: UnsafePointer<frankenedge_options>?,
    _ encoder: UnsafeMutablePointer<OpaquePointer?>,
    _ message: UnsafeMutablePointer<CChar>?,
    _ message_capacity: Int
) -> CInt {
    unsafe encoder.pointee = nil
    return unsafe Status.guarded(message, message_capacity) {
        let options = try unsafe EdgeOptions(options?.pointee)
        let package = try EncoderPackage(path: unsafe String(cString: path))
        let handle = EncoderHandle(try EdgeEncoder(package, options: options))
        unsafe encoder.pointee = handle.retainedPointer
        return FRANKENEDGE_OK
    }
}

/// Frees an encoder; see `frankenedge.h`.
@c @implementation
public func frankenedge_encoder_destroy(_ encoder: OpaquePointer?) {
    if let encoder = unsafe encoder { unsafe EncoderHandle.take(encoder) }
}

/// The precision an encoder runs in; see `frankenedge.h`.
@c @implementation
public func frankenedge_encoder_precision(_ encoder: OpaquePointer) -> Int32 {
    let precision =
        switch unsafe EncoderHandle.borrow(encoder).encoder.precision {
        case .float32: FRANKENEDGE_PRECISION_F32
        case .bfloat16: FRANKENEDGE_PRECISION_BF16
        }
    return Int32(bitPattern: precision.rawValue)
}

/// Encodes a raw frame; see `frankenedge.h`.
@c @implementation
public func frankenedge_encode_rgb(
    _ encoder: OpaquePointer,
    _ rgb: UnsafePointer<UInt8>,
    _ rgb_count: Int,
    _ width: Int32,
    _ height: Int32,
    _ output: UnsafeMutablePointer<UInt8>?,
    _ capacity: Int,
    _ count: UnsafeMutablePointer<Int>,
    _ message: UnsafeMutablePointer<CChar>?,
    _ message_capacity: Int
) -> CInt {
    unsafe Status.guarded(message, message_capacity) {
        let pixels = unsafe UnsafeBufferPointer(start: rgb, count: max(0, rgb_count))
        let length = unsafe try EncoderHandle.borrow(encoder).encode(
            to: output,
            capacity: capacity
        ) { encoder, stream in
            try encoder.encode(
                rgb: unsafe pixels.span,
                width: Int(width),
                height: Int(height),
                into: &stream
            )
        }
        return unsafe finish(length, output, capacity, count, message, message_capacity)
    }
}

/// Decodes and encodes an image file; see `frankenedge.h`.
@c @implementation
public func frankenedge_encode_file(
    _ encoder: OpaquePointer,
    _ bytes: UnsafePointer<UInt8>,
    _ byte_count: Int,
    _ output: UnsafeMutablePointer<UInt8>?,
    _ capacity: Int,
    _ count: UnsafeMutablePointer<Int>,
    _ message: UnsafeMutablePointer<CChar>?,
    _ message_capacity: Int
) -> CInt {
    unsafe Status.guarded(message, message_capacity) {
        let file = unsafe UnsafeBufferPointer(start: bytes, count: max(0, byte_count))
        let length = unsafe try EncoderHandle.borrow(encoder).encode(
            to: output,
            capacity: capacity
        ) { encoder, stream in
            try encoder.encode(file: unsafe file.span, into: &stream)
        }
        return unsafe finish(length, output, capacity, count, message, message_capacity)
    }
}

/// Reports a bitstream's length, and whether there was room for it.
private func finish(
    _ length: Int,
    _ output: UnsafeMutablePointer<UInt8>?,
    _ capacity: Int,
    _ count: UnsafeMutablePointer<Int>,
    _ message: UnsafeMutablePointer<CChar>?,
    _ messageCapacity: Int
) -> frankenedge_status {
    unsafe count.pointee = length
    if unsafe output != nil, length <= capacity { return FRANKENEDGE_OK }
    unsafe Status.write(
        "the bitstream has \(length) bytes, there is room for \(capacity). Use a larger buffer.",
        to: message,
        messageCapacity
    )
    return FRANKENEDGE_BUFFER_TOO_SMALL
}
