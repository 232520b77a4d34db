internal import FrankenBytes
internal import FrankenFiles
public import FrankenStore

/// An index that bundles are looked up in.
public struct Remote: Sendable, Hashable, Codable {
    /// What people call it; its index must have the name too.
    public var name: String
    /// A path, or an `https:` or `file:` URL, of its `index.json`.
    public var index: String

    /// Both.
    public init(name: String, index: String) {
        self.name = name
        self.index = index
    }
}

/// The indexes that are asked, in order.
///
/// `remotes.json` in the folder of the configuration says which: `{"schema": "zoo.remotes/1",
/// "remotes": [{"name": "ours", "index": "https://example.org/zoo/index.json"}]}`. The variable
/// `ZOO_INDEX`, paths or URLs separated by blanks, goes before it. Without either it is the index
/// of the clone that the program was built in, so that a fresh clone works offline.
public struct Remotes: Sendable {
    private struct File: Codable {
        let schema: String
        let remotes: [Remote]
    }

    private static let schema = "zoo.remotes/1"

    /// In the order they are asked.
    public let all: [Remote]

    /// Finds out which indexes are asked.
    ///
    /// - Parameters:
    ///   - directories: Where the configuration is.
    ///   - environment: The variables of the process.
    /// - Throws: ``ZooError`` with code `.invalidRequest` for a file that is not right.
    public init(_ directories: ZooDirectories, environment: [String: String]) throws {
        var remotes: [Remote] = []
        for (index, place) in (environment["ZOO_INDEX"] ?? "").split(separator: " ").enumerated() {
            remotes.append(Remote(name: "ZOO_INDEX-\(index + 1)", index: String(place)))
        }
        remotes += try Self.configured("\(directories.config)/remotes.json")
        if remotes.isEmpty, let index = Self.indexOfClone() {
            remotes.append(Remote(name: "clone", index: index))
        }
        all = remotes
    }

    private static func configured(_ path: String) throws -> [Remote] {
        guard let bytes = try OpenFile.bytes(ifThere: path, limit: 1 << 20) else { return [] }
        do {
            let file: File = try StrictJSONDecoder().decode(from: bytes)
            guard file.schema == schema else {
                throw ZooError(
                    .invalidRequest,
                    "expected the schema '\(schema)', found '\(file.schema.prefix(40))'."
                )
            }
            return file.remotes
        } catch {
            throw ZooError(.invalidRequest, "'\(path)': \(error)")
        }
    }

    /// `Zoo/index.json` in one of the folders above the program.
    private static func indexOfClone() -> String? {
        guard var folder = ProcessArguments.executable else { return nil }
        for _ in 0..<6 {
            folder = PathName.folder(of: folder)
            guard folder != "/" else { return nil }
            let index = "\(folder)/Zoo/index.json"
            if FileStatus.isReadable(index) { return index }
        }
        return nil
    }
}
