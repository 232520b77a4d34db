package import FrankenBundle

/// Where a backbone's weights come from, and what that allows a bundle to do with them.
package enum BackboneOrigin: Sendable {
    /// A file that somebody else publishes, under terms that nobody has stated here: bundles name
    /// it by its digest and do not carry what is made of it.
    case upstream(UpstreamWeights)
    /// A file of the user's, who states its licence: bundles carry its tail.
    case file(name: String, license: String)
    /// What `zoo train backbone` left behind: bundles carry its tail.
    case trained(BackboneFolder, license: String?)

    /// The SPDX identifier of the tail's licence; nil where nobody has stated one.
    var license: String? {
        switch self {
        case .upstream: nil
        case .file(_, let license): license
        case .trained(let folder, let license): license ?? folder.license
        }
    }

    /// What a bundle that does not carry the tail names.
    var upstream: UpstreamWeights? {
        guard case .upstream(let upstream) = self else { return nil }
        return upstream
    }
}

/// The licences of the parts of a result, as far as somebody has stated them.
package struct ResultTerms: Sendable, Hashable {
    /// The identifier that says that nothing is said.
    package static let none = "NOASSERTION"

    /// The encoder's and its tables'.
    package let encoder: String
    /// The decoder's.
    package let decoder: String
    /// That of the backbone behind the split point.
    package let tail: String

    /// What the user says of the parts that are trained here, and what is known of the others.
    ///
    /// - Parameters:
    ///   - stated: The licence that the user gives what is trained here; nil to give it the
    ///     backbone's where that is known.
    ///   - origin: Where the backbone comes from.
    ///   - encoder: What is known of the encoder that stays as it is; nil when it is trained.
    init(stated: String?, origin: BackboneOrigin?, encoder: EncoderOrigin?) {
        let trained = stated ?? origin?.license ?? Self.none
        decoder = trained
        self.encoder = encoder.map { $0.license ?? Self.none } ?? trained
        tail = origin?.license ?? Self.none
    }

    /// Part and licence, in the order of the data's way.
    package var all: [(part: String, spdx: String)] {
        [("encoder", encoder), ("decoder", decoder), ("tail", tail)]
    }
}
