internal import CDNNL

/// The C engine.
///
/// Thread-safe: the library allows concurrent use of engine and stream on a CPU.
@safe
final class Engine: Sendable {
    nonisolated(unsafe) let handle: OpaquePointer

    init() throws(RuntimeError) {
        var made: OpaquePointer?
        let status = unsafe fd_engine_create(&made)
        guard let made = unsafe made else {
            throw RuntimeError(.outOfMemory, "cannot start the engine: \(reason(status))")
        }
        unsafe handle = unsafe made
    }

    deinit { unsafe fd_engine_destroy(handle) }
}

/// A layout as the library describes it; `.any` layouts let a primitive choose.
@safe
final class LayoutHandle: Sendable {
    nonisolated(unsafe) let handle: OpaquePointer

    init(adopting handle: OpaquePointer) {
        unsafe self.handle = unsafe handle
    }

    init(
        _ extents: [Int],
        _ type: ElementType,
        strides: [Int]?,
        node: String
    ) throws(RuntimeError) {
        var made: OpaquePointer?
        let kind = type == .bfloat16 ? FD_BF16 : FD_F32
        let extents = extents.map(Int64.init)
        let status =
            if let strides {
                unsafe fd_layout_create(
                    CInt(extents.count),
                    extents,
                    kind,
                    strides.map(Int64.init),
                    &made
                )
            } else {
                unsafe fd_layout_create(CInt(extents.count), extents, kind, nil, &made)
            }
        guard let made = unsafe made else {
            throw RuntimeError(
                .unsupportedOperation,
                node: node,
                "cannot describe a tensor of \(extents): \(reason(status))"
            )
        }
        unsafe handle = unsafe made
    }

    convenience init(_ layout: TensorLayout, node: String) throws(RuntimeError) {
        guard !layout.isBlocked else {
            var made: OpaquePointer?
            let kind = layout.type == .bfloat16 ? FD_BF16 : FD_F32
            let status = unsafe fd_layout_create_blocked(
                layout.extents.map(Int64.init),
                kind,
                &made
            )
            guard let made = unsafe made else {
                throw RuntimeError(.unsupportedOperation, node: node, reason(status))
            }
            unsafe self.init(adopting: made)
            return
        }
        try self.init(layout.extents, layout.type, strides: layout.canonical.strides, node: node)
    }

    deinit { unsafe fd_layout_destroy(handle) }

    var byteCount: Int { unsafe fd_layout_size(handle) }

    var hash: UInt64 { unsafe fd_layout_hash(handle) }

    func isEqual(to other: LayoutHandle) -> Bool {
        unsafe fd_layout_equal(handle, other.handle)
    }
}

/// A compiled primitive.
///
/// Immutable; runs concurrently when each run has its own scratchpad.
@safe
final class Primitive: Sendable {
    nonisolated(unsafe) let handle: OpaquePointer

    /// Compiles a primitive through one of the C constructors.
    init(
        node: String,
        _ what: String,
        _ make: (UnsafeMutablePointer<OpaquePointer?>) throws(RuntimeError) -> fd_status
    ) throws(RuntimeError) {
        var made: OpaquePointer?
        let status = unsafe try make(&made)
        guard let made = unsafe made else {
            throw RuntimeError(
                .unsupportedOperation,
                node: node,
                "\(what) cannot be compiled: \(reason(status))"
            )
        }
        unsafe handle = unsafe made
    }

    deinit { unsafe fd_primitive_destroy(handle) }

    var kernel: String { unsafe String(cString: fd_primitive_kernel(handle)) }

    var scratchpadByteCount: Int { unsafe fd_primitive_scratchpad_size(handle) }

    func weightsLayout(node: String) throws(RuntimeError) -> LayoutHandle {
        var made: OpaquePointer?
        let status = unsafe fd_primitive_weights(handle, &made)
        guard let made = unsafe made else {
            throw RuntimeError(.unsupportedOperation, node: node, reason(status))
        }
        return unsafe LayoutHandle(adopting: made)
    }
}

/// The engine's word for a status.
func reason(_ status: fd_status) -> String {
    unsafe String(cString: fd_status_name(status))
}
