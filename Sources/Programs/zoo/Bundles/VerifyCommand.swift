import ArgumentParser
import FrankenBundle
import FrankenCrypto
import FrankenStore
import FrankenTrust
import FrankenZoo

struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Check installed bundles: every byte, and who signed them.",
        discussion: """
            Every file is digested again, unless --quick. Exit code 79 when a file is not what it \
            should be, 77 when policy refuses a signature.

            Examples:
              zoo verify
              zoo verify swin-b --signature
              zoo verify --repair
            """
    )

    @Argument(
        help: "name, name:version or name@sha256:…; all bundles without one.",
        completion: InstalledNames.completion
    )
    var references: [String] = []

    @OptionGroup var zoo: ZooArguments

    @Flag(help: "Look at sizes only, not at every byte.")
    var quick = false

    @Flag(help: "Check signatures by today's policy as well.")
    var signature = false

    @Flag(help: "Delete damaged files, so that `zoo install` fetches them again.")
    var repair = false

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let zoo = try zoo.open()
        let verification =
            try references.isEmpty
            ? zoo.store.verifyAll(deep: !quick)
            : zoo.store.verify(references.map { try BundleReference($0) }, deep: !quick)
        let verdicts = try signature ? verdicts(zoo) : []
        var repaired: [Digest] = []
        if repair {
            for fault in verification.faults where !fault.verdict.isUsable {
                if try zoo.store.discardDamaged(fault.blob) { repaired.append(fault.blob.digest) }
            }
        }
        if json {
            try JSONOutput.print(Answer(verification, verdicts, repaired))
        } else {
            try print(verification, verdicts, repaired)
        }
        if let refusal = verdicts.compactMap(\.verdict.refusal).first {
            throw Failure(json ? nil : refusal.message, Failure.refused)
        }
        guard verification.isUsable else { throw Failure(nil, Failure.wrongDigest) }
    }

    private func verdicts(_ zoo: Zoo) throws -> [(reference: String, verdict: TrustVerdict)] {
        let receipts =
            try references.isEmpty
            ? zoo.list().map { try zoo.store.resolve($0.reference) }
            : references.map { try zoo.store.resolve($0) }
        return try receipts.compactMap { receipt in
            try zoo.verdict(on: receipt).map { (receipt.reference, $0) }
        }
    }

    private func print(
        _ verification: Verification,
        _ verdicts: [(reference: String, verdict: TrustVerdict)],
        _ repaired: [Digest]
    ) throws {
        for fault in verification.faults {
            try Terminal.print(
                "BAD  \(fault.blob.title ?? "blob") \(fault.blob.digest.short)  "
                    + "\(Self.text(fault.verdict))  "
                    + (fault.users.isEmpty
                        ? "needed by none" : "needed by " + fault.users.joined(separator: ", "))
            )
        }
        for problem in verification.problems {
            try Terminal.print("BAD  \(problem.reference)  \(problem.message)")
        }
        for name in verification.strangers { try Terminal.print("??   \(name)  is no blob") }
        for (reference, verdict) in verdicts {
            try Terminal.print(
                "\(verdict.isAccepted ? "ok " : "BAD")  \(reference)  \(verdict.summary)"
            )
        }
        for digest in repaired { try Terminal.print("deleted \(digest)") }
        let sound = verification.findings.count - verification.faults.count
        try Terminal.print("\(sound) of \(verification.findings.count) files are sound")
        guard !verification.isUsable, !repair else { return }
        Terminal.note("Next: zoo verify --repair, then install the bundles again.")
    }

    private static func text(_ verdict: Verification.Verdict) -> String {
        switch verdict {
        case .sound: "sound"
        case .missing: "is missing"
        case .wrongSize(let found): "has \(found) bytes"
        case .wrongDigest(let found): "has the digest \(found.short)"
        case .wrongMode(let found): "has the mode \(String(found, radix: 8))"
        case .unreadable(let reason): "cannot be read: \(reason)"
        @unknown default: "is not sound"
        }
    }

    private struct Answer: Encodable {
        struct Fault: Encodable {
            let digest: Digest
            let title: String?
            let problem: String
            let bundles: [String]
        }

        struct Signature: Encodable {
            let reference: String
            let accepted: Bool
            let summary: String
        }

        let schema = "zoo.verify/1"
        let files: Int
        let usable: Bool
        let faults: [Fault]
        let problems: [String]
        let strangers: [String]
        let signatures: [Signature]
        let deleted: [Digest]

        init(
            _ verification: Verification,
            _ verdicts: [(reference: String, verdict: TrustVerdict)],
            _ repaired: [Digest]
        ) {
            files = verification.findings.count
            usable = verification.isUsable
            faults = verification.faults.map {
                Fault(
                    digest: $0.blob.digest,
                    title: $0.blob.title,
                    problem: VerifyCommand.text($0.verdict),
                    bundles: $0.users
                )
            }
            problems = verification.problems.map { "\($0.reference): \($0.message)" }
            strangers = verification.strangers
            signatures = verdicts.map {
                Signature(
                    reference: $0.reference,
                    accepted: $0.verdict.isAccepted,
                    summary: $0.verdict.summary
                )
            }
            deleted = repaired
        }
    }
}
