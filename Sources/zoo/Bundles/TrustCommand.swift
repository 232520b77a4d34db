import ArgumentParser
import FrankenBytes
import FrankenTrust
import FrankenZoo

struct TrustCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trust",
        abstract: "Say whose signatures count, and what was seen before.",
        discussion: """
            A rule says for the names of a pattern whether signatures matter: off, warn (what is \
            unsigned passes, what is signed wrongly does not) or enforce. Without a rule it is \
            warn. Besides, a name is pinned to the key that signed it first, and never goes back \
            to an older version, unless `zoo install` is told otherwise.

            Examples:
              zoo trust add zoo.pub --name release
              zoo trust rule 'swin-*' --mode enforce --key release
              zoo trust list
              zoo trust forget swin-b
            """,
        subcommands: [
            TrustListCommand.self, TrustAddCommand.self, TrustRemoveCommand.self,
            TrustRuleCommand.self, TrustForgetCommand.self,
        ],
        defaultSubcommand: TrustListCommand.self
    )
}

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

struct TrustAddCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Add a public key to the ring.",
        discussion: "Examples:\n  zoo trust add zoo.pub --name release\n"
            + "  zoo trust add RWQf6LRCGA9i5… --name release"
    )

    @Argument(
        help: "A .pub file, or the line that is in it.",
        completion: .file(extensions: ["pub"])
    )
    var key: String

    @Option(help: "What to call it in rules.")
    var name: String

    @OptionGroup var zoo: ZooArguments

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let trust = try zoo.open().trust
        let key = try (try? PublicKey(text: key)) ?? PublicKey.load(key)
        try trust.changePolicy { policy throws(TrustError) in
            try policy.add(key: key, name: name)
        }
        try TrustChange(did: "added", name: name, key: key).print(json: json)
    }
}

struct TrustRemoveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Take a key out of the ring and out of all rules.",
        discussion: "Examples:\n  zoo trust remove release"
    )

    @Argument(help: "What the key is called.")
    var name: String

    @OptionGroup var zoo: ZooArguments

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        try zoo.open().trust.changePolicy { policy throws(TrustError) in
            try policy.removeKey(named: name)
        }
        try TrustChange(did: "removed", name: name).print(json: json)
    }
}

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
                    Failure.notFound
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

struct TrustForgetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "forget",
        abstract: "Forget the key and version that a name is pinned to.",
        discussion: "Examples:\n  zoo trust forget swin-b\n  zoo trust forget index/zoo"
    )

    @Argument(help: "The name of a bundle, or index/NAME.")
    var name: String

    @OptionGroup var zoo: ZooArguments

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let trust = try zoo.open().trust
        guard try trust.pins().contains(where: { $0.name == name }) else {
            throw Failure("Nothing is pinned for '\(name)'. See zoo trust list.", Failure.notFound)
        }
        try trust.forget(name)
        try TrustChange(did: "forgot", name: name).print(json: json)
    }
}

/// What a command changed in the policy or the pins.
private struct TrustChange: Encodable {
    let schema = "zoo.trust-change/1"
    let did: String
    let name: String
    var key: PublicKey?

    func print(json: Bool) throws {
        if json { return try JSONOutput.print(self) }
        try Terminal.print("\(did) \(name)" + (key.map { "  \($0.id)" } ?? ""))
    }
}
