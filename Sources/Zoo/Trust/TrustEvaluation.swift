internal import FrankenCrypto

/// One decision: what is signed, by whom, and what policy and memory say about it.
struct TrustEvaluation {
    /// What the signatures must be about.
    struct Subject {
        let purpose: SignedStatement.Purpose
        let name: SubjectName
        let version: ReleaseVersion
        /// The version as the statement writes it.
        let versionText: String
        let content: [UInt8]
        /// The times between which the content is valid, where it says so.
        var validity: ClosedRange<Timestamp>?
    }

    /// A signature that was made by a key at hand, and what it says.
    private struct Proof {
        let key: PublicKey
        let statement: SignedStatement
    }

    let subject: Subject
    let policy: TrustPolicy
    let state: TrustState
    let now: Timestamp
    let options: TrustOptions

    private var rule: TrustPolicy.Rule? { policy.rule(for: subject.name) }
    private var mode: TrustMode { rule?.mode ?? policy.defaultMode }

    private var isIndex: Bool { subject.purpose == .index }

    /// What to type so that a key counts, in the order to type it.
    private func commands(allowing key: PublicKey, besides allowed: [String] = []) -> String {
        let known = policy.name(of: key)
        let name = known ?? "NAME"
        let add = known == nil ? ["zoo trust add \(key.text) --name NAME"] : []
        let keys = (allowed + [name]).map { " --key \($0)" }.joined()
        let rule =
            allowed.isEmpty
            ? [] : ["zoo trust rule '\(rule?.pattern.text ?? "")' --mode enforce\(keys)"]
        return (add + rule).map { "  \($0)" }.joined(separator: "\n")
    }

    func verdict(_ signatures: [[UInt8]]) throws(TrustError) -> TrustVerdict {
        let digest = try TrustError.crypto { () throws(CryptoError) in
            try SHA256Hasher.digest(of: subject.content)
        }
        var warnings: [String] = []
        var finding = TrustVerdict.Finding.notChecked
        var isDowngrade = false
        if mode != .off {
            finding = signatureFinding(signatures, digest: digest, warnings: &warnings)
            (finding, isDowngrade) = versionFinding(finding, digest: digest, warnings: &warnings)
            finding = validityFinding(finding, warnings: &warnings)
        }
        return TrustVerdict(
            name: subject.name,
            version: subject.version,
            manifest: digest,
            mode: mode,
            pattern: rule?.pattern,
            finding: finding,
            warnings: warnings,
            isDowngrade: isDowngrade
        )
    }

    private func signatureFinding(
        _ signatures: [[UInt8]],
        digest: Digest,
        warnings: inout [String]
    ) -> TrustVerdict.Finding {
        var proofs: [Proof] = []
        var failures: [TrustError] = []
        var unknown: KeyID?
        for bytes in signatures {
            do throws(TrustError) {
                let file = try SignatureFile(bytes: bytes)
                // Keys of the policy come first; two keys can share an id.
                let keys = candidates(file).filter { $0.id == file.keyID }
                if keys.isEmpty { unknown = file.keyID }
                proofs += try keys.isEmpty ? [] : [proof(file, keys: keys, digest: digest)]
            } catch {
                failures.append(error)
            }
        }
        if let signer = signer(proofs) {
            warnings += failures.map { "Another signature does not count: \($0.message)" }
            return .signed(signer)
        }
        // A signature that is wrong is worse than none: somebody changed something.
        if let failure = failures.first { return .refused(failure) }
        if let proof = proofs.first { return refusal(of: proof, warnings: &warnings) }
        return unproven(unknown, warnings: &warnings)
    }

    /// The keys whose signatures can be checked.
    private func candidates(_ file: SignatureFile) -> [PublicKey] {
        policy.keys.map(\.key) + [state.key, file.offeredKey].compactMap(\.self)
            + options.offeredKeys
    }

    private func proof(
        _ file: SignatureFile,
        keys: [PublicKey],
        digest: Digest
    ) throws(TrustError) -> Proof {
        var failure = TrustError(.invalidSignature, "The signature does not fit the content.")
        for key in keys {
            do throws(TrustError) {
                try file.verify(subject.content, by: key)
                return Proof(key: key, statement: try statement(file, digest: digest))
            } catch {
                failure = error
            }
        }
        throw failure
    }

    private func statement(
        _ file: SignatureFile,
        digest: Digest
    ) throws(TrustError) -> SignedStatement {
        let statement: SignedStatement
        do throws(TrustError) {
            statement = try SignedStatement(comment: file.trustedComment)
        } catch {
            throw TrustError(.wrongSubject, error.message)
        }
        guard statement.purpose == subject.purpose, statement.name == subject.name,
            statement.version == subject.versionText, statement.digest == digest
        else {
            throw TrustError(
                .wrongSubject,
                "The signature is about \(statement.purpose.rawValue) \(statement.name):"
                    + "\(statement.version), \(statement.digest.short); this is "
                    + "\(subject.purpose.rawValue) \(subject.name):\(subject.versionText), "
                    + "\(digest.short). Ask the publisher for the right signature."
            )
        }
        guard statement.time <= now.advanced(bySeconds: TrustStore.clockTolerance) else {
            throw TrustError(
                .signedInFuture,
                "'\(subject.name)' was signed at \(statement.time), and here it is \(now). Set "
                    + "this machine's clock."
            )
        }
        return statement
    }

    /// The believed signer with the best reason, if there is one.
    private func signer(_ proofs: [Proof]) -> TrustVerdict.Signer? {
        let ranked: [TrustVerdict.Basis] = [.rule, .pin, .keyRing, .firstUse, .acceptedNewKey]
        let believed = proofs.compactMap { proof in
            basis(of: proof.key).map { basis in
                TrustVerdict.Signer(
                    key: proof.key,
                    name: policy.name(of: proof.key),
                    basis: basis,
                    time: proof.statement.time
                )
            }
        }
        return ranked.lazy.compactMap { basis in believed.first { $0.basis == basis } }.first
    }

    /// Why a key that signed is believed; `nil` when it is not.
    private func basis(of key: PublicKey) -> TrustVerdict.Basis? {
        let name = policy.name(of: key)
        if let allowed = rule?.keys, !allowed.isEmpty {
            if let name, allowed.contains(name) { return .rule }
            // A rule that only warns leaves the rest to the pin.
            if mode == .enforce { return nil }
        }
        if let pinned = state.key {
            if pinned == key { return .pin }
            return options.acceptsNewKey ? .acceptedNewKey : nil
        }
        if name != nil { return .keyRing }
        if mode == .warn { return .firstUse }
        return options.acceptsNewKey ? .acceptedNewKey : nil
    }

    /// Why a key that signed rightly is not believed.
    private func refusal(
        of proof: Proof,
        warnings: inout [String]
    ) -> TrustVerdict.Finding {
        if let allowed = rule?.keys, !allowed.isEmpty, mode == .enforce {
            return .refused(
                TrustError(
                    .keyNotAllowed,
                    "'\(subject.name)' is signed by key \(proof.key.id), and the rule for "
                        + "'\(rule?.pattern.text ?? "")' allows \(allowed.joined(separator: ", ")) "
                        + "only. To allow it:\n" + commands(allowing: proof.key, besides: allowed)
                )
            )
        }
        if let pinned = state.key {
            return .refused(.changedKey(subject.name, pinned: pinned, found: proof.key))
        }
        return .refused(
            TrustError(
                .unknownKey,
                "'\(subject.name)' is signed by key \(proof.key.id), which this machine does not "
                    + "know. If it is the publisher's:\n" + commands(allowing: proof.key)
            )
        )
    }

    /// The finding without any signature that could be checked.
    private func unproven(
        _ unknown: KeyID?,
        warnings: inout [String]
    ) -> TrustVerdict.Finding {
        if mode == .enforce {
            return .refused(
                unknown.map { id in
                    TrustError(
                        .unknownKey,
                        "'\(subject.name)' is signed by key \(id), which this machine does not "
                            + "have. Get the publisher's key, then:\n  zoo trust add FILE --name NAME"
                    )
                }
                    ?? TrustError(
                        .unsigned,
                        "'\(subject.name)' is not signed, and the policy needs a signature. Ask "
                            + "the publisher to sign it, or change the rule; 'zoo trust list' shows it."
                    )
            )
        }
        if let pinned = state.key, !options.acceptsUnsigned {
            return .refused(
                TrustError(
                    .unsigned,
                    "'\(subject.name)' was signed by key \(pinned.id) until now, and this one is "
                        + "not. Fetch it from its publisher, or "
                        + (isIndex
                            ? "forget that key: zoo trust forget \(subject.name)"
                            : "install it with --allow-unsigned.")
                )
            )
        }
        warnings.append(
            unknown.map {
                "'\(subject.name)' is signed by key \($0), which nobody here has: who made it is "
                    + "not known."
            } ?? "'\(subject.name)' is not signed: who made it is not known."
        )
        return unknown.map { .unknownKey($0) } ?? .unsigned
    }

    /// Looks at the version of what passed so far.
    private func versionFinding(
        _ finding: TrustVerdict.Finding,
        digest: Digest,
        warnings: inout [String]
    ) -> (TrustVerdict.Finding, Bool) {
        guard let highest = state.version else { return (finding, false) }
        if case .refused = finding { return (finding, false) }
        if subject.version < highest {
            guard options.allowsDowngrade else {
                return (
                    .refused(
                        TrustError(
                            .olderVersion,
                            "'\(subject.name)' \(subject.version) is older than \(highest), which "
                                + "was here before. If you want it, "
                                + (isIndex
                                    ? "forget that one: zoo trust forget \(subject.name)"
                                    : "install it with --allow-downgrade.")
                        )
                    ), false
                )
            }
            warnings.append("'\(subject.name)' goes back from \(highest) to \(subject.version).")
            return (finding, true)
        }
        if subject.version == highest, let known = state.manifest, known != digest {
            warnings.append(
                "'\(subject.name)' \(subject.version) was here before with another content "
                    + "(\(known.short), now \(digest.short))."
            )
        }
        return (finding, false)
    }

    /// Looks at the times between which the content says it is valid.
    private func validityFinding(
        _ finding: TrustVerdict.Finding,
        warnings: inout [String]
    ) -> TrustVerdict.Finding {
        guard let validity = subject.validity else { return finding }
        if case .refused = finding { return finding }
        guard validity.lowerBound <= now.advanced(bySeconds: TrustStore.clockTolerance) else {
            return .refused(
                TrustError(
                    .signedInFuture,
                    "'\(subject.name)' was made at \(validity.lowerBound), and here it is \(now). "
                        + "Set this machine's clock."
                )
            )
        }
        guard now >= validity.upperBound else { return finding }
        let sentence =
            "'\(subject.name)' is valid until \(validity.upperBound) only, and it is "
            + "\(now)"
        guard options.acceptsExpired else {
            return .refused(
                TrustError(
                    .expired,
                    sentence + ": newer versions may be held back. Get it anew from its "
                        + "publisher, check this machine's clock, or use --allow-expired."
                )
            )
        }
        warnings.append(sentence + ".")
        return finding
    }
}
