import FrankenZoo

/// The version of the command-line tool and of its JSON.
enum Version {
    static let text = ZooVersion.text
}
