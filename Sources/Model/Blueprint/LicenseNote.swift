/// The terms under which something a relative is used with may be passed on.
public struct LicenseNote: Sendable, Hashable, Codable {
    /// What the terms are for, for example `torchvision weights`.
    public let subject: String
    /// The SPDX identifier, for example `BSD-3-Clause`.
    public let spdx: String
    /// What else to know, in one sentence.
    public let note: String?

    /// Terms for a subject.
    public init(subject: String, spdx: String, note: String? = nil) {
        self.subject = subject
        self.spdx = spdx
        self.note = note
    }
}
