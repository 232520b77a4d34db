import ArgumentParser
import FrankenCommands
import FrankenFailures
import FrankenZoo

struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Look for what could keep the zoo from working, and say what to do.",
        discussion: """
            Each line is ok, warn or bad. Exit code 78 when one is bad.

            Examples:
              zoo doctor
              zoo doctor --offline --json
            """
    )

    @OptionGroup var zoo: ZooArguments
    @OptionGroup var indexes: IndexArguments
    @OptionGroup var network: NetworkArguments

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let findings = findings()
        if json {
            try JSONOutput.print(Answer(findings))
        } else {
            for finding in findings {
                let state = finding.state.rawValue
                let advice = finding.advice.map { "\n      Next: \($0)" } ?? ""
                try Terminal.print(
                    state + String(repeating: " ", count: 6 - state.count)
                        + "\(finding.topic): \(finding.text)\(advice)"
                )
            }
        }
        guard findings.contains(where: { $0.state == .bad }) else { return }
        throw Failure(nil, .badConfiguration)
    }

    private func findings() -> [Finding] {
        var findings: [Finding] = [Finding("zoo", .ok, ZooVersion.text)]
        do {
            let zoo = try zoo.open(indexes)
            let network = try network.network(for: zoo)
            findings += Doctor(zoo, network: network).findings()
        } catch {
            findings.append(Finding("zoo", .bad, "\(error)", advice: "zoo env"))
        }
        let programs = CommandFolders.standard.programs(except: ExternalCommand.ownCommands)
        findings.append(
            Finding(
                "commands",
                .ok,
                programs.isEmpty ? "none" : programs.map(\.path).joined(separator: ", ")
            )
        )
        let trainer = CommandFolders.standard.program(named: "train") != nil
        findings.append(
            Finding(
                "trainer",
                trainer ? .ok : .warn,
                trainer
                    ? "the trainer is here" : "the trainer is not here: decoders cannot be trained",
                advice: trainer
                    ? nil : "ZOO_TRAINING=1 swift build -c release --product zoo-train"
            )
        )
        return findings
    }

    private struct Answer: Encodable {
        struct Line: Encodable {
            let topic: String
            let state: Finding.State
            let text: String
            let advice: String?
        }

        let schema = "zoo.doctor/1"
        let findings: [Line]

        init(_ findings: [Finding]) {
            self.findings = findings.map {
                Line(topic: $0.topic, state: $0.state, text: $0.text, advice: $0.advice)
            }
        }
    }
}
