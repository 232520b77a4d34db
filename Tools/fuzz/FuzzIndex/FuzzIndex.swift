import FrankenBundle
import FrankenCatalog
import FrankenTrust

/// Reads the input as an index, writes it again, merges it with itself and looks names up.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: data, count: count))
    guard let catalog = try? BundleIndex(bytes: bytes) else { return 0 }
    do {
        let written = try catalog.bytes()
        let again = try BundleIndex(bytes: written)
        precondition(again == catalog, "an index changed")
    } catch {
        preconditionFailure("what was read cannot be written and read again: \(error)")
    }
    let set = Catalog([
        .init(remote: "a", index: catalog, base: .folder("/zoo")),
        .init(remote: "b", index: catalog, base: .web("https://host/zoo")),
    ])
    precondition(set.items.allSatisfy { $0.conflicts.isEmpty }, "a conflict with itself")
    for item in set.items {
        let found = try? set.item(named: item.entry.name.text, version: item.entry.version.text)
        precondition(found != nil, "a bundle that is listed is not found")
        for place in item.places {
            guard case .file(let path) = place else { continue }
            precondition(path.hasPrefix("/zoo/") && !path.contains("/../"), "a way out")
        }
    }
    _ = set.search("swin", filter: CatalogFilter())
    _ = set.suggestions(for: "swin")
    return 0
}
