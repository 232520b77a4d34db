internal import CTorch

/// Calls into the shim: statuses become errors.
enum TorchCall {
    static func check(_ status: ft_status) throws(TorchError) {
        guard status != FT_OK else { return }
        let message = unsafe String(cString: ft_last_message())
        let code: TorchError.Code =
            switch status {
            case FT_REFUSED: .refused
            case FT_OUT_OF_MEMORY: .outOfMemory
            case FT_UNSUPPORTED: .unsupported
            case FT_PEER_LOST: .peerLost
            case FT_TIMED_OUT: .timedOut
            default: .engineFailed
            }
        throw TorchError(code, message)
    }

    /// A call that makes one tensor.
    static func make(
        _ body: (UnsafeMutablePointer<OpaquePointer?>) -> ft_status
    ) throws(TorchError) -> Tensor {
        var handle: OpaquePointer?
        try check(unsafe body(&handle))
        return try unsafe owned(handle)
    }

    /// A tensor that owns a handle just made.
    static func owned(_ handle: OpaquePointer?) throws(TorchError) -> Tensor {
        guard let handle = unsafe handle else {
            throw TorchError(.engineFailed, "libtorch made no tensor and reported no error")
        }
        return unsafe Tensor(owning: handle)
    }

    /// Calls with the handles of several tensors.
    static func withHandles<Result>(
        _ tensors: [Tensor],
        _ body: (UnsafePointer<OpaquePointer>) throws(TorchError) -> Result
    ) throws(TorchError) -> Result {
        let handles = unsafe tensors.map { unsafe $0.handle }
        let outcome: Swift.Result<Result, TorchError> = unsafe handles.withUnsafeBufferPointer {
            buffer in
            guard let base = buffer.baseAddress else {
                return .failure(TorchError(.invalidOption, "needs at least one tensor"))
            }
            do throws(TorchError) {
                return .success(try unsafe body(base))
            } catch {
                return .failure(error)
            }
        }
        // Handles are only as good as the tensors that own them.
        return try withExtendedLifetime(tensors) { outcome }.get()
    }
}
