internal import FrankenCrypto

/// What receipts of zoo 0.2 and earlier said as text in their summary's `note`.
///
/// `backbone NAME` marked a backbone that was imported, `tail DIGITS` a bundle that may not carry
/// its tail. Receipts have a member for each now; those that were written before are still read.
struct OlderNote: Decodable {
    private let note: String?

    /// The backbone that was imported.
    var backbone: String? { text(after: "backbone ") }

    /// The digest of a tail that the bundle may not carry.
    var tail: Digest? { text(after: "tail ").flatMap { try? Digest(hex: $0) } }

    private func text(after word: String) -> String? {
        guard let note, note.hasPrefix(word) else { return nil }
        return String(note.dropFirst(word.count))
    }
}
