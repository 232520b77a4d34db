import ArgumentParser

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
