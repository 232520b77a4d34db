import FrankenWeights

/// Reads the input as a safetensors file; what is accepted must survive being written again.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: data, count: count))
    guard let store = try? SafetensorsReader().read(bytes) else { return 0 }
    precondition(store.byteCount < count, "more data than the file has")
    for info in store.infos { _ = try? store.floats(named: info.name) }
    guard let written = try? SafetensorsWriter().bytes(of: store) else { return 0 }
    do {
        let again = try SafetensorsReader().read(written)
        precondition(again.infos.count == store.infos.count, "tensors were lost")
        for info in store.infos {
            let isSame = try again.bytes(named: info.name) == store.bytes(named: info.name)
            precondition(isSame, "numbers changed")
        }
    } catch {
        preconditionFailure("what was written cannot be read: \(error)")
    }
    return 0
}
