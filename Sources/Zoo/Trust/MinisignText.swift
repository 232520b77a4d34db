internal import FrankenBytes

/// The lines that minisign's files are made of.
enum MinisignText {
    /// What an unsigned comment's line begins with.
    static let untrusted = "untrusted comment: "
    /// What a signed comment's line begins with.
    static let trusted = "trusted comment: "
    /// The longest comment, in bytes: signify reads no longer one.
    static let longestComment = 1024

    /// The lines of a whole file, each of which must end with a line feed.
    static func lines(_ bytes: [UInt8], limit: Int) -> [[UInt8]]? {
        guard bytes.count <= limit, bytes.last == 0x0A else { return nil }
        return bytes.dropLast().split(separator: 0x0A, omittingEmptySubsequences: false)
            .map { Array($0) }
    }

    /// A comment's text; `nil` when the line is no such comment or would confuse a reader.
    static func comment(_ line: [UInt8], after prefix: String) -> String? {
        guard line.starts(with: prefix.utf8),
            let text = String(validating: line.dropFirst(prefix.utf8.count), as: UTF8.self),
            isComment(text)
        else { return nil }
        return text
    }

    /// Whether a text can be a comment: one line, not too long, nothing that moves a cursor.
    ///
    /// minisign's own comments hold tabs.
    static func isComment(_ text: String) -> Bool {
        text.utf8.count <= longestComment
            && text.utf8.allSatisfy { $0 == 0x09 || ($0 >= 0x20 && $0 != 0x7F) }
            && PrintableText.of(text.replacingTabs) == text.replacingTabs
    }
}

extension String {
    fileprivate var replacingTabs: String {
        String(String.UnicodeScalarView(unicodeScalars.map { $0 == "\t" ? " " : $0 }))
    }
}
