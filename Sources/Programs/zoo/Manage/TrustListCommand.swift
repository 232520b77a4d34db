import ArgumentParser
import FrankenCommands
import FrankenTrust
import FrankenZoo

struct TrustListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Show keys, rules and pins.",
        discussion: "Examples:\n  zoo trust list\n  zoo trust list --json"
    )

    @OptionGroup var zoo: ZooArguments

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let trust = try zoo.open().trust
        let (policy, pins) = (try trust.policy(), try trust.pins())
        if json { return try JSONOutput.print(Answer(policy, pins)) }
        Terminal.note(trust.policyPath)
        for key in policy.keys {
            try Terminal.print("key   \(key.name)  \(key.key.id)  \(key.key)")
        }
        for rule in policy.rules {
            let keys = rule.keys.isEmpty ? "any known key" : rule.keys.joined(separator: ", ")
            try Terminal.print("rule  \(rule.pattern)  \(rule.mode.rawValue)  \(keys)")
        }
        try Terminal.print("rule  (all others)  \(policy.defaultMode.rawValue)")
        for pin in pins {
            let key = pin.key.map { key in policy.name(of: key) ?? "\(key.id)" } ?? "no key"
            try Terminal.print("pin   \(pin.name)  \(key)  \(pin.version?.text ?? "no version")")
        }
    }

    private struct Answer: Encodable {
        struct Rule: Encodable {
            let pattern: String
            let mode: TrustMode
            let keys: [String]
        }

        let schema = "zoo.trust-list/1"
        let defaultMode: TrustMode
        let keys: [TrustPolicy.NamedKey]
        let rules: [Rule]
        let licenses: [String]?
        let pins: [TrustState]

        init(_ policy: TrustPolicy, _ pins: [TrustState]) {
            defaultMode = policy.defaultMode
            keys = policy.keys
            rules = policy.rules.map {
                Rule(pattern: $0.pattern.text, mode: $0.mode, keys: $0.keys)
            }
            licenses = policy.licenses
            self.pins = pins
        }
    }
}
