internal import FrankenCrypto

/// Policy, key ring and pins of one machine.
///
/// Safe for any number of threads and processes: the policy is read as a whole, and what is
/// remembered about a name changes by one atomic step.
public struct TrustStore: Sendable {
    /// How far a signer's clock may be ahead of ours, in seconds.
    public static let clockTolerance: Int64 = 300

    /// The file of the policy, `trust.json`.
    public let policyPath: String
    private let states: StateFiles

    /// The trust of one machine; nothing is created here.
    ///
    /// - Parameters:
    ///   - configDirectory: The folder of `trust.json`.
    ///   - stateDirectory: The folder below which pins are kept, in `trust`.
    public init(configDirectory: String, stateDirectory: String) {
        policyPath = "\(configDirectory)/trust.json"
        states = StateFiles(folder: "\(stateDirectory)/trust")
    }

    /// The policy, or that of a machine without one.
    ///
    /// - Throws: ``TrustError`` with code `.malformedPolicy` or `.system`.
    public func policy() throws(TrustError) -> TrustPolicy {
        try TrustPolicy.load(policyPath)
    }

    /// Reads the policy, changes it and writes it again.
    ///
    /// - Throws: As ``policy()``, or what `change` throws.
    public func changePolicy(
        _ change: (inout TrustPolicy) throws(TrustError) -> Void
    ) throws(TrustError) {
        var policy = try policy()
        try change(&policy)
        try policy.save(to: policyPath)
    }

    /// Everything that is remembered, by name.
    ///
    /// - Throws: ``TrustError`` with code `.malformedState` or `.system`.
    public func pins() throws(TrustError) -> [TrustState] {
        try states.all()
    }

    /// What is remembered about a name.
    ///
    /// - Throws: ``TrustError`` with code `.malformedText`, `.malformedState` or `.system`.
    public func pin(of name: String) throws(TrustError) -> TrustState {
        try states.state(of: SubjectName(name))
    }

    /// Forgets key and version of a name, also when what was remembered is damaged.
    ///
    /// - Throws: ``TrustError`` with code `.malformedText` or `.system`.
    public func forget(_ name: String) throws(TrustError) {
        try states.forget(SubjectName(name))
    }

    /// Looks at the signatures of a bundle; changes nothing.
    ///
    /// - Parameters:
    ///   - name: The bundle's name, as its manifest states it.
    ///   - version: The bundle's version, as its manifest states it.
    ///   - manifest: The manifest's bytes.
    ///   - signatures: Signature files as they came; those that are damaged never help.
    ///   - now: This machine's time.
    ///   - options: What a person allows for this run.
    /// - Returns: The verdict; a refusal is a verdict, not an error.
    /// - Throws: ``TrustError`` when there can be no verdict: code `.malformedText` for a name or
    ///   version that is none, `.malformedPolicy`, `.malformedState`, `.system`.
    public func evaluate(
        name: String,
        version: String,
        manifest: [UInt8],
        signatures: [[UInt8]],
        now: Timestamp,
        options: TrustOptions = TrustOptions()
    ) throws(TrustError) -> TrustVerdict {
        let version = try ReleaseVersion(version)
        let subject = TrustEvaluation.Subject(
            purpose: .bundle,
            name: try SubjectName(name),
            version: version,
            versionText: version.text,
            content: manifest
        )
        return try verdict(subject, signatures, now, options)
    }

    /// Looks at the signatures of an index; changes nothing.
    ///
    /// Rules and pins know an index by its name with `index/` in front.
    ///
    /// - Parameters:
    ///   - index: The index's name.
    ///   - version: The index's version, 0 or more.
    ///   - validity: From when until when the index says it is valid.
    ///   - content: The index's bytes.
    ///   - signatures: Signature files as they came.
    ///   - now: This machine's time.
    ///   - options: What a person allows for this run.
    /// - Returns: The verdict; a refusal is a verdict, not an error.
    /// - Throws: As for a bundle.
    public func evaluate(
        index: String,
        version: Int,
        validity: ClosedRange<Timestamp>,
        content: [UInt8],
        signatures: [[UInt8]],
        now: Timestamp,
        options: TrustOptions = TrustOptions()
    ) throws(TrustError) -> TrustVerdict {
        let subject = TrustEvaluation.Subject(
            purpose: .index,
            name: try Self.subjectName(ofIndex: index),
            version: try ReleaseVersion("\(version).0.0"),
            versionText: "\(version)",
            content: content,
            validity: validity
        )
        return try verdict(subject, signatures, now, options)
    }

    /// The name by which rules, pins and statements know an index.
    ///
    /// - Throws: ``TrustError`` with code `.malformedText`.
    public static func subjectName(ofIndex name: String) throws(TrustError) -> SubjectName {
        try SubjectName("index/\(name)")
    }

    private func verdict(
        _ subject: TrustEvaluation.Subject,
        _ signatures: [[UInt8]],
        _ now: Timestamp,
        _ options: TrustOptions
    ) throws(TrustError) -> TrustVerdict {
        try TrustEvaluation(
            subject: subject,
            policy: policy(),
            state: states.state(of: subject.name),
            now: now,
            options: options
        ).verdict(signatures)
    }

    /// Remembers an accepted verdict: pins the key and raises the highest version seen.
    ///
    /// Call it when the content is installed. What another process recorded meanwhile counts: a
    /// name that was pinned to another key since the verdict is refused.
    ///
    /// - Returns: What is remembered now.
    /// - Throws: ``TrustError``: the verdict's refusal, `.changedKey`, `.malformedState`, `.system`.
    @discardableResult
    public func record(_ verdict: TrustVerdict) throws(TrustError) -> TrustState {
        try verdict.check()
        if case .notChecked = verdict.finding { return try states.state(of: verdict.name) }
        return try states.update(verdict.name) { (state: TrustState) throws(TrustError) in
            var state = state
            if let signer = verdict.signer {
                let replaces = [.rule, .acceptedNewKey].contains(signer.basis)
                if let pinned = state.key, pinned != signer.key, !replaces {
                    throw TrustError.changedKey(verdict.name, pinned: pinned, found: signer.key)
                }
                state.key = signer.key
            }
            let isNewest = state.version.map { $0 <= verdict.version } ?? true
            if isNewest || verdict.isDowngrade {
                state.version = verdict.version
                state.manifest = verdict.manifest
                state.signed = verdict.signer?.time
            }
            return state
        }
    }
}

extension TrustError {
    static func changedKey(
        _ name: SubjectName,
        pinned: PublicKey,
        found: PublicKey
    ) -> TrustError {
        TrustError(
            .changedKey,
            "'\(name)' was signed by key \(pinned.id) until now, and this one is by \(found.id). "
                + "Ask the publisher through another channel whether the key changed; if so, "
                + (name.text.hasPrefix("index/")
                    ? "forget the old one: zoo trust forget \(name)"
                    : "install it with --accept-new-key.")
        )
    }
}
