/// A file among samples that gives none.
package struct LeftOut: Sendable, Hashable {
    /// Where it is: a path, or an archive and the entry.
    package let name: String
    /// Why it gives none, and what would change that.
    package let reason: String

    /// A file and the reason.
    package init(name: String, reason: String) {
        self.name = name
        self.reason = reason
    }

    /// What people are told of many: the first five, and how many more there are.
    ///
    /// - Parameters:
    ///   - all: The files.
    ///   - place: Where the others are named, as a sentence.
    /// - Returns: At most six.
    package static func told(of all: [LeftOut], others place: String) -> [LeftOut] {
        guard all.count > 6 else { return all }
        return all.prefix(5) + [LeftOut(name: "\(all.count - 5) more files", reason: place)]
    }
}
