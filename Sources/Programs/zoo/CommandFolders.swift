import FrankenBytes
import FrankenFiles

/// Where commands that are programs of their own may lie, in the order in which they are looked for.
struct CommandFolders {
    /// A program that adds a command.
    struct Program: Hashable {
        /// The command: `hello` of `zoo-hello`.
        let name: String
        let path: String
    }

    static let prefix = "zoo-"

    /// Absolute paths.
    let paths: [String]

    /// The folders of this process: beside `zoo`, the user's own, then the search path.
    static var standard: CommandFolders {
        CommandFolders(
            executable: ProcessArguments.executable,
            dataHome: ProcessEnvironment.value("XDG_DATA_HOME"),
            home: ProcessEnvironment.value("HOME"),
            searchPath: ProcessEnvironment.value("PATH")
        )
    }

    /// Folders; relative ones are left out, since they would mean another program in each folder
    /// that someone works in.
    init(executable: String?, dataHome: String?, home: String?, searchPath: String?) {
        var candidates: [String] = []
        if let executable { candidates.append(PathName.folder(of: executable)) }
        if let data = dataHome ?? home.map({ "\($0)/.local/share" }) {
            candidates.append("\(data)/zoo/commands")
        }
        candidates += (searchPath ?? "").split(separator: ":").map(String.init)
        var seen: Set<ExactString> = []
        paths = candidates.filter {
            PathName.isAbsolute($0) && seen.insert(ExactString($0)).inserted
        }
    }

    /// Whether a word can be the name of a command: lower-case letters, digits and single dashes.
    static func isName(_ name: String) -> Bool {
        let parts = name.split(separator: "-", omittingEmptySubsequences: false)
        return name.utf8.count <= 64
            && parts.allSatisfy { part in
                !part.isEmpty
                    && part.utf8.allSatisfy {
                        (0x61...0x7A).contains($0) || (0x30...0x39).contains($0)
                    }
            }
    }

    /// The first program for a command.
    ///
    /// - Parameter name: The command.
    /// - Returns: The program; `nil` when there is none, or the word cannot be a command.
    func program(named name: String) -> Program? {
        guard Self.isName(name) else { return nil }
        return paths.lazy.map { "\($0)/\(Self.prefix)\(name)" }.first(where: FileStatus.isProgram)
            .map { Program(name: name, path: $0) }
    }

    /// All programs for commands that `zoo` does not have, sorted; of those with one name the first.
    func programs(except known: Set<String>) -> [Program] {
        var found: [String: Program] = [:]
        for folder in paths {
            for file in (try? Folder.names(in: folder)) ?? [] where file.hasPrefix(Self.prefix) {
                let name = String(file.dropFirst(Self.prefix.count))
                let path = "\(folder)/\(file)"
                guard found[name] == nil, !known.contains(name), Self.isName(name),
                    FileStatus.isProgram(path)
                else { continue }
                found[name] = Program(name: name, path: path)
            }
        }
        return found.values.sorted { $0.name < $1.name }
    }
}
