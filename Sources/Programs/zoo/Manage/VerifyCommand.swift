import ArgumentParser
import FrankenBundle
import FrankenCommands
import FrankenCrypto
import FrankenFailures
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

    @Flag(
        help: """
            Delete damaged files, so that `zoo install` fetches them again, and protect files that \
            can be written.
            """
    )
    var repair = false

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let zoo = try zoo.open()
        let verification =
            try references.isEmpty
            ? zoo.store.verifyAll(deep: !quick)
            : zoo.store.verify(references.map { try StoreReference($0) }, deep: !quick)
        let verdicts = try signature ? verdicts(zoo) : []
        var repairs = Repairs()
        if repair {
            for fault in verification.faults {
                let digest = fault.blob.digest
                if try zoo.store.discardDamaged(fault.blob) { repairs.deleted.append(digest) }
                if try zoo.store.correctMode(fault.blob) { repairs.modes.append(digest) }
            }
        }
        if json {
            try JSONOutput.print(Answer(verification, verdicts, repairs))
        } else {
            try print(verification, verdicts, repairs)
        }
        if let refusal = verdicts.compactMap(\.verdict.refusal).first {
            throw Failure(json ? nil : refusal.message, .refused)
        }
        guard verification.isUsable else { throw Failure(nil, .wrongContent) }
    }

    /// What `--repair` did.
    private struct Repairs {
        var deleted: [Digest] = []
        var modes: [Digest] = []
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
        _ repairs: Repairs
    ) throws {
        for fault in verification.faults {
            try Terminal.print(
                "\(fault.verdict.isUsable ? "warn" : "BAD ") \(fault.blob.title ?? "blob") \(fault.blob.digest.short)  "
                    + "\(Self.text(fault.verdict))  needed by "
                    + fault.users.joined(separator: ", ")
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
        for digest in repairs.deleted { try Terminal.print("deleted \(digest)") }
        for digest in repairs.modes { try Terminal.print("protected \(digest)") }
        let sound = verification.findings.count(where: \.verdict.isUsable)
        try Terminal.print("\(sound) of \(verification.findings.count) files are sound")
        guard !verification.faults.isEmpty, !repair else { return }
        Terminal.note(
            verification.isUsable
                ? "Files that can be written may come to harm. Next: zoo verify --repair"
                : "Next: zoo verify --repair, then install the bundles again."
        )
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
            let usable: Bool
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
        let protected: [Digest]

        init(
            _ verification: Verification,
            _ verdicts: [(reference: String, verdict: TrustVerdict)],
            _ repairs: Repairs
        ) {
            files = verification.findings.count
            usable = verification.isUsable
            faults = verification.faults.map {
                Fault(
                    digest: $0.blob.digest,
                    title: $0.blob.title,
                    problem: VerifyCommand.text($0.verdict),
                    usable: $0.verdict.isUsable,
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
            deleted = repairs.deleted
            protected = repairs.modes
        }
    }
}
