/// The publication that introduced an architecture.
public struct Paper: Sendable, Hashable, Codable {
    /// The title as printed.
    public let title: String
    /// The authors as cited, for example `He et al.`.
    public let authors: String
    /// The year of publication.
    public let year: Int
    /// Where to read it, an `https` address.
    public let url: String

    /// A publication.
    public init(title: String, authors: String, year: Int, url: String) {
        self.title = title
        self.authors = authors
        self.year = year
        self.url = url
    }

    /// For example `He et al. 2015`.
    public var citation: String { "\(authors) \(year)" }
}
