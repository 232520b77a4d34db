import ArgumentParser
import FrankenBundle
import FrankenCommands
import FrankenCrypto
import FrankenTransport
import FrankenZoo

struct PushCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "push",
        abstract: "Send an installed bundle to an OCI registry, with its signature.",
        discussion: """
            What the registry has is not sent again, also when another of its repositories has it: \
            an encoder travels once. The tag is the version unless one is given, and `zoo install` \
            takes the newest version unless one is given. Who you are is \
            read from ZOO_REGISTRY_HOST with ZOO_REGISTRY_USER and ZOO_REGISTRY_PASSWORD or \
            ZOO_REGISTRY_TOKEN, from auth.json in zoo's configuration (`zoo env` says where that \
            is), and from REGISTRY_AUTH_FILE or else the files that `podman login` and `docker \
            login` write. Of several keys in a file the longest that fits counts. Credential \
            helpers are not run.

            Examples:
              zoo push swin-b oci://registry.example.org/zoo/swin-b
              zoo push swin-b:1.2.0 oci://127.0.0.1:5000/zoo/swin-b:latest --plain-http
            """
    )

    @Argument(help: "name, name:version or name@sha256:….")
    var reference: String

    @Argument(help: "oci://host/repository, with :tag or without.")
    var target: String

    @OptionGroup var zoo: ZooArguments
    @OptionGroup var network: NetworkArguments

    @Flag(help: "Print JSON.")
    var json = false

    @Flag(name: .shortAndLong, help: "Print only where the bundle is now.")
    var quiet = false

    func run() throws {
        let zoo = try zoo.open()
        let target = try RegistryReference(target)
        guard let network = try network.network(for: zoo) else {
            throw TransportError(
                .offline,
                "Pushing needs the network, and the zoo is offline. Leave out --offline, or pass "
                    + "the bundle on with 'zoo export'."
            )
        }
        let progress = TransferProgress(isShown: !quiet)
        defer { progress.clear() }
        let report = try Interruption.guarded {
            try zoo.push(reference, to: target, over: network) { progress.update($0) }
        }
        progress.clear()
        if json { return try JSONOutput.print(Answer(report)) }
        if !quiet {
            Terminal.note(
                "sent \(Self.text(report.sent))  mounted \(Self.text(report.mounted))  there "
                    + "\(Self.text(report.present))  \(report.isSigned ? "signed" : "not signed")"
            )
        }
        try Terminal.print("\(report.target)")
    }

    private static func text(_ blobs: [Descriptor]) -> String {
        "\(ByteCount(blobs.reduce(0) { $0 + $1.size })) (\(blobs.count))"
    }

    private struct Answer: Encodable {
        let schema = "zoo.push/1"
        let reference: String
        let target: String
        let digest: Digest?
        let sent: [Digest]
        let mounted: [Digest]
        let present: [Digest]
        let bytesSent: Int
        let signed: Bool

        init(_ report: PushReport) {
            reference = report.reference
            target = "\(report.target)"
            digest = report.target.digest
            sent = report.sent.map(\.digest)
            mounted = report.mounted.map(\.digest)
            present = report.present.map(\.digest)
            bytesSent = report.sent.reduce(0) { $0 + $1.size }
            signed = report.isSigned
        }
    }
}
