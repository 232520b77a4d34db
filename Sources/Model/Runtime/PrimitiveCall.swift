internal import CDNNL

/// A primitive bound to addresses.
///
/// Running it takes no memory of ours; what the engine takes inside, it gives back.
@safe
final class PrimitiveCall {
    private let handle: OpaquePointer
    private let node: String
    /// Kept alive; of the layouts the engine has copies.
    private let primitive: Primitive

    init(
        _ primitive: Primitive,
        node: String,
        _ arguments: [(role: fd_role, layout: LayoutHandle?, address: UnsafeMutableRawPointer)],
        engine: Engine
    ) throws(RuntimeError) {
        var made: OpaquePointer?
        let status = unsafe fd_call_create(
            engine.handle,
            primitive.handle,
            arguments.map { unsafe $0.role },
            arguments.map { unsafe $0.layout?.handle },
            arguments.map { unsafe $0.address },
            CInt(arguments.count),
            &made
        )
        guard let made = unsafe made else {
            throw RuntimeError(.outOfMemory, node: node, reason(status))
        }
        unsafe handle = unsafe made
        self.node = node
        self.primitive = primitive
    }

    deinit { unsafe fd_call_destroy(handle) }

    func run(_ engine: Engine) throws(RuntimeError) {
        let status = unsafe fd_call_run(handle, engine.handle)
        guard status == 0 else {
            throw RuntimeError(.executionFailed, node: node, reason(status))
        }
    }
}
