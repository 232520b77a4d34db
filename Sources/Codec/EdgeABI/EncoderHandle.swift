internal import FrankenEdge
internal import Synchronization

/// What a `frankenedge_encoder *` points to: an encoder, and a buffer that is kept between calls.
final class EncoderHandle: Sendable {
    let encoder: EdgeEncoder
    private let stream = Mutex<[UInt8]>([])

    init(_ encoder: EdgeEncoder) {
        self.encoder = encoder
    }

    /// Makes a bitstream and copies it out.
    ///
    /// - Returns: The bitstream's length; it was copied when it is no more than `capacity`.
    func encode(
        to output: UnsafeMutablePointer<UInt8>?,
        capacity: Int,
        _ body: (EdgeEncoder, inout [UInt8]) throws -> Void
    ) throws -> Int {
        try stream.withLock { stream in
            try body(encoder, &stream)
            if let output = unsafe output, stream.count <= capacity {
                unsafe stream.withUnsafeBufferPointer { bytes in
                    guard let base = bytes.baseAddress else { return }
                    unsafe output.update(from: base, count: bytes.count)
                }
            }
            return stream.count
        }
    }

    /// The handle as C holds it; ``take(_:)`` gives the reference back.
    var retainedPointer: OpaquePointer {
        unsafe OpaquePointer(Unmanaged.passRetained(self).toOpaque())
    }

    static func borrow(_ pointer: OpaquePointer) -> EncoderHandle {
        unsafe Unmanaged.fromOpaque(UnsafeRawPointer(pointer)).takeUnretainedValue()
    }

    static func take(_ pointer: OpaquePointer) {
        unsafe Unmanaged<EncoderHandle>.fromOpaque(UnsafeRawPointer(pointer)).release()
    }
}
