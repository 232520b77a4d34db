internal import FrankenBundle
internal import FrankenCrypto

/// Where everything in a store lies.
///
/// This is the only place where a digest, a name or a tag becomes a path, and each of them is a
/// value that was checked when it was made: no text from outside reaches a path.
struct StoreLayout: Sendable, Hashable {
    /// The store's folder.
    let root: String

    /// Says that the folder is an OCI image layout.
    var marker: String { "\(root)/oci-layout" }
    /// The manifests by reference, for tools that know OCI.
    var index: String { "\(root)/index.json" }
    /// What a listing shows, derived from the receipts.
    var listing: String { "\(root)/listing.bin" }
    /// Content by digest.
    var blobs: String { "\(root)/blobs/sha256" }
    /// One folder for each name, one receipt in it for each tag.
    var installs: String { "\(root)/installs" }
    /// What must stay although no receipt says so, and who is writing.
    var roots: String { "\(root)/roots" }
    /// Files on their way.
    var temporary: String { "\(root)/tmp" }
    /// Blobs on their way out.
    var trash: String { "\(root)/trash" }
    /// Files to lock, which saves work and nothing else.
    var locks: String { "\(root)/locks" }

    /// The folders of a store, each after the one it is in.
    var folders: [String] {
        ["\(root)/blobs", blobs, installs, roots, temporary, trash, locks]
    }

    func blob(_ digest: Digest) -> String { "\(blobs)/\(digest.hex)" }
    func trashed(_ digest: Digest) -> String { "\(trash)/\(digest.hex)" }
    func lock(_ digest: Digest) -> String { "\(locks)/\(digest.hex)" }
    func receipts(of name: BundleName) -> String { "\(installs)/\(name.text)" }
    func receipt(_ name: BundleName, _ tag: BundleTag) -> String {
        "\(receipts(of: name))/\(tag.text).json"
    }
    func root(_ name: BundleName) -> String { "\(roots)/\(name.text)\(Self.rootSuffix)" }

    static let rootSuffix = ".root"
}
