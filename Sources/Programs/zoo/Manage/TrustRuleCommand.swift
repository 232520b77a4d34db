import ArgumentParser
import FrankenCommands
import FrankenFailures
import FrankenTrust
import FrankenZoo

struct TrustRuleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rule",
        abstract: "Say how much signatures matter for the names of a pattern.",
        discussion: """
            The newest rule is tried first. An index is known to rules as index/NAME.

            Examples:
              zoo trust rule 'swin-*' --mode enforce --key release
              zoo trust rule 'test-*' --mode off
              zoo trust rule 'swin-*' --remove
              zoo trust rule --default --mode enforce
            """
    )

    @Argument(help: "A pattern of names, in which * stands for anything.")
    var pattern: String?

    @Flag(name: .customLong("default"), help: "What holds for names without a rule.")
    var isDefault = false

    /// The modes by the names that the policy has for them.
    enum Mode: String, ExpressibleByArgument, CaseIterable {
        case off, warn, enforce

        var trustMode: TrustMode {
            switch self {
            case .off: .off
            case .warn: .warn
            case .enforce: .enforce
            }
        }
    }

    @Option(help: "off, warn or enforce.")
    var mode: Mode?

    @Option(help: "Only this key of the ring; may be given several times.")
    var key: [String] = []

    @Flag(help: "Remove the rule of the pattern.")
    var remove = false

    @OptionGroup var zoo: ZooArguments

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        guard (pattern != nil) != isDefault else {
            throw ValidationError("Give a pattern, or --default.")
        }
        guard (mode != nil) != remove, !remove || key.isEmpty else {
            throw ValidationError("Give --mode off, warn or enforce; or --remove alone.")
        }
        guard !isDefault || (key.isEmpty && !remove) else {
            throw ValidationError("--default takes a --mode only.")
        }
    }

    func run() throws {
        let trust = try zoo.open().trust
        guard let text = pattern else {
            try trust.changePolicy { $0.defaultMode = mode?.trustMode ?? .warn }
            return try TrustChange(did: "set", name: "default").print(json: json)
        }
        let pattern = try NamePattern(text)
        guard let mode else {
            var isGone = false
            try trust.changePolicy { isGone = $0.removeRule(pattern) }
            guard isGone else {
                throw Failure(
                    "There is no rule for '\(text)'. See zoo trust list.",
                    .notFound
                )
            }
            return try TrustChange(did: "removed", name: text).print(json: json)
        }
        try trust.changePolicy { policy throws(TrustError) in
            try policy.set(TrustPolicy.Rule(pattern: pattern, mode: mode.trustMode, keys: key))
        }
        try TrustChange(did: "set", name: text).print(json: json)
    }
}
