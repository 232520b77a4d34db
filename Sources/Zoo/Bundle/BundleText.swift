internal import FrankenBytes

/// What text of a bundle may be: it reaches terminals, logs and file names.
package enum BundleText {
    /// The longest string of a description, in bytes.
    static let longest = 2048

    /// A text in quotes, cut to 80 characters, what cannot be shown replaced.
    package static func quoted(_ text: some StringProtocol) -> String {
        let isLong = text.utf8.count > 80
        return "'\(PrintableText.of(String(text.prefix(80))))\(isLong ? "…" : "")'"
    }

    /// A text of any kind, what cannot be shown replaced.
    static func printable(_ text: String) -> String { PrintableText.of(text) }

    /// Whether a text can be shown on one line of a terminal as it is.
    static func isPrintable(_ text: String) -> Bool {
        text.utf8.count <= longest && text.unicodeScalars.allSatisfy { !isInvisible($0) }
    }

    /// The first string or member's name under `value` that is too long or cannot be shown.
    static func firstUnprintable(in value: JSONValue) -> String? {
        switch value.kind {
        case .string(let text): isPrintable(text) ? nil : text
        case .array(let values): values.lazy.compactMap(firstUnprintable).first
        case .object(let object):
            object.members.lazy.compactMap { member in
                isPrintable(member.name) ? firstUnprintable(in: member.value) : member.name
            }.first
        case .null, .bool, .number: nil
        }
    }

    /// Controls, marks that turn the direction, zero-width and unassigned scalars, line breaks.
    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
            .paragraphSeparator:
            true
        default: false
        }
    }
}
