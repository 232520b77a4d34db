/// What a pickle may cost.
///
/// Memory: the pickle itself, and about 100 bytes for each operation; whatever copies a shared
/// container is charged for each entry it copies. The worst file found takes 0.5 GB at the limit
/// of operations; a checkpoint of 1,000 tensors takes less than 10 MB.
struct PickleLimits: Sendable {
    /// Longest pickle in bytes.
    var byteCount = 64 << 20
    /// Most opcodes.
    var operations = 5_000_000
    /// Most values on the stack.
    var stack = 1_000_000
    /// Most values in the memo.
    var memo = 2_000_000
    /// Longest string in bytes.
    var string = 64 << 10
    /// Longest module or class name in bytes.
    var name = 256
    /// Deepest nesting of containers.
    var depth = 64
    /// Most tensors.
    var tensors = 1_000_000
    /// Most axes of a tensor.
    var rank = 8
    /// Largest size, stride or offset of a tensor.
    var extent: Int64 = 1 << 40
    /// Most bytes that all tensors take together when they are put in order.
    var materializedByteCount = 64 << 30

    /// Limits for a file: views may repeat its bytes four times over.
    init(fileByteCount: Int) {
        let (repeated, overflow) = max(fileByteCount, 1 << 18).multipliedReportingOverflow(by: 4)
        materializedByteCount = min(overflow ? .max : repeated, materializedByteCount)
    }
}
