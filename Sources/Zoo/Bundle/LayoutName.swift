internal import FrankenCrypto

/// The names that a file in a bundle may have; there are no others.
enum LayoutName: Hashable {
    /// `oci-layout`
    case layout
    /// `index.json`
    case index
    /// `blobs/sha256/` and 64 digits.
    case blob(Digest)
    /// `signatures/`, 64 digits and `.minisig`.
    case signature(Digest)

    /// The folders that may be there, as tar writes them.
    static let folders: Set<String> = [
        "blobs", "blobs/", "blobs/sha256", "blobs/sha256/", "signatures", "signatures/",
    ]

    private static let blobPrefix = "blobs/sha256/"
    private static let signaturePrefix = "signatures/"
    private static let signatureSuffix = ".minisig"

    init?(_ name: String) {
        // Compared as bytes: String's equality would take other scalars for the same.
        let bytes = name.utf8
        if bytes.elementsEqual("oci-layout".utf8) {
            self = .layout
        } else if bytes.elementsEqual("index.json".utf8) {
            self = .index
        } else if bytes.starts(with: Self.blobPrefix.utf8),
            let digest = try? Digest(hex: name.dropFirst(Self.blobPrefix.count))
        {
            self = .blob(digest)
        } else if bytes.starts(with: Self.signaturePrefix.utf8),
            name.hasSuffix(Self.signatureSuffix),
            let digest = try? Digest(
                hex: name.dropFirst(Self.signaturePrefix.count)
                    .dropLast(Self.signatureSuffix.count)
            )
        {
            self = .signature(digest)
        } else {
            return nil
        }
    }

    /// The name in the file.
    var text: String {
        switch self {
        case .layout: "oci-layout"
        case .index: "index.json"
        case .blob(let digest): Self.blobPrefix + digest.hex
        case .signature(let digest): Self.signaturePrefix + digest.hex + Self.signatureSuffix
        }
    }

    /// The most bytes of what is read into memory; `nil` for blobs.
    var byteLimit: Int? {
        switch self {
        case .layout: 4 << 10
        case .index: ImageManifest.largestByteCount
        case .signature: 16 << 10
        case .blob: nil
        }
    }
}
