import FrankenBundle

/// Reads the input as each document of a bundle; what is accepted must survive being written.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: data, count: count))
    if let manifest = try? ImageManifest(bytes: bytes) {
        let again = (try? manifest.bytes()).flatMap { try? ImageManifest(bytes: $0) }
        precondition(again == manifest, "a manifest changed")
    }
    if let index = try? ImageIndex(bytes: bytes) {
        let again = (try? index.bytes()).flatMap { try? ImageIndex(bytes: $0) }
        precondition(again == index, "an index changed")
    }
    if let description = try? BundleDescription(bytes: bytes) {
        let again = (try? description.bytes()).flatMap { try? BundleDescription(bytes: $0) }
        precondition(again == description, "a description changed")
    }
    let text = String(decoding: bytes, as: UTF8.self)
    if let reference = try? BundleReference(text) {
        let again = try? BundleReference(reference.description)
        precondition(again == reference, "a reference changed")
    }
    if let version = try? BundleVersion(text) {
        precondition(version.description == text, "a version changed")
    }
    return 0
}
