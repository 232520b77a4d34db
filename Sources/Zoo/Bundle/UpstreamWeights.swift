public import FrankenCrypto

/// A file of weights that somebody else publishes.
public struct UpstreamWeights: Sendable, Hashable, Codable {
    /// Where the file is, the preferred place first.
    public var urls: [String]
    /// The digest of the file.
    public var digest: Digest
    /// Bytes of the file.
    public var size: Int
    /// The layout of its keys, as `zoo import` names it: `torchvision`, `timm`.
    public var keyLayout: String
    /// The SPDX identifier of its licence.
    public var license: String

    private enum CodingKeys: String, CodingKey {
        case urls, size, keyLayout, license
        case digest = "sha256"
    }

    /// All fields.
    public init(urls: [String], digest: Digest, size: Int, keyLayout: String, license: String) {
        self.urls = urls
        self.digest = digest
        self.size = size
        self.keyLayout = keyLayout
        self.license = license
    }

    /// Where a person gets the file, for a sentence after "from".
    ///
    /// A file on the machine of whoever packed the bundle is no place for anybody else.
    package var whereabouts: String {
        let places = urls.filter { !$0.hasPrefix("file:") }
        return places.isEmpty
            ? "whoever packed the bundle, who names no place on the web"
            : places.joined(separator: " or ")
    }
}
