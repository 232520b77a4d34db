import ArgumentParser
import FrankenBytes
import FrankenCommands
import FrankenFailures
import FrankenFiles
import FrankenZoo

struct SelfTestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "selftest",
        abstract: "Check that this machine computes what installed bundles promise.",
        discussion: """
            Every bundle brings pictures, their bitstreams and the answers to them. Symbols must be \
            equal to the last bit, answers within the bundle's tolerance. Exit code 79 otherwise. A bundle that waits for \
            weights of its own is left out, and named.

            Examples:
              zoo selftest
              zoo selftest swin-b --report selftest.json
            """
    )

    @Argument(
        help: "name, name:version or name@sha256:…; all bundles without one.",
        completion: InstalledNames.completion
    )
    var references: [String] = []

    @OptionGroup var zoo: ZooArguments

    @Option(
        help: "Write the report to this file as well, as JSON; \(Outputs.help)",
        completion: .file()
    )
    var report: OutputTarget?

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        try Outputs.validate(report, json: json)
    }

    func run() throws {
        let zoo = try zoo.open()
        let names = try references.isEmpty ? zoo.installedNames() : references
        guard !names.isEmpty else {
            throw Failure("Nothing is installed. Next: zoo install NAME", .notFound)
        }
        var results: [SelfTestReport.Bundle] = []
        var failure: Failure?
        for name in names {
            do {
                let test = try zoo.selfTest(name)
                results.append(.init(reference: name, test))
                if !test.passes { failure = Failure(nil, .wrongContent) }
            } catch let error as ZooError where references.isEmpty && error.code == .needsImport {
                results.append(.init(reference: name, waiting: error.message))
            } catch {
                guard let known = Failure(error) else { throw error }
                results.append(.init(reference: name, error: known.message ?? "\(error)"))
                failure = failure ?? Failure(nil, known.kind)
            }
            if !json, let last = results.last { try Terminal.print(last.text, besides: report) }
        }
        let all = SelfTestReport(results)
        if json { try JSONOutput.print(all) }
        if let report {
            try Outputs.write(StableJSONEncoder(.pretty).encode(all), to: report)
        }
        if let failure { throw failure }
    }
}
