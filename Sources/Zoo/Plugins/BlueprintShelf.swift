public import FrankenBlueprint
internal import FrankenBytes
internal import FrankenFiles
public import FrankenStore

/// Where blueprint files of plugins lie: a file in one of these folders adds relatives or decoders.
///
/// | | |
/// |---|---|
/// | ``folder`` | `blueprints` in the zoo's folder: where files are added |
/// | ``others`` | `ZOO_BLUEPRINTS`: files and folders, `:` between them, that are only read |
///
/// Files are read after those built in and in the order of their names, so nothing that is built in
/// can be replaced. A file that is wrong is left out and named; the others stay usable.
public struct BlueprintShelf: Sendable, Hashable {
    /// The variable that names more files and folders.
    public static let variable = "ZOO_BLUEPRINTS"
    /// The largest file that is read; larger ones are no blueprints.
    static let byteLimit = 1 << 20
    /// The most files in a folder.
    static let fileLimit = 1000

    /// The folder that files are added to; `nil` where nobody knows where the zoo is.
    public let folder: String?
    /// Files and folders that are only read.
    public let others: [String]

    /// A shelf.
    ///
    /// - Parameters:
    ///   - folder: Where files are added; it need not be there.
    ///   - others: Files and folders that are only read.
    public init(folder: String?, others: [String] = []) {
        self.folder = folder
        self.others = others
    }

    /// The shelf of a zoo.
    ///
    /// - Parameters:
    ///   - environment: The variables of the process.
    ///   - directories: Where the zoo is; as the variables say without it.
    public init(environment: [String: String], directories: ZooDirectories? = nil) {
        let directories = directories ?? (try? ZooDirectories(environment: environment))
        self.init(
            folder: directories.map { "\($0.data)/blueprints" },
            others: (environment[Self.variable] ?? "").split(separator: ":").map(String.init)
        )
    }

    /// Reads everything.
    ///
    /// - Parameter base: What the files are added to; what is built in by default.
    /// - Returns: The registry, and what is left out of it.
    /// - Throws: `BlueprintError` when what is built in is wrong by itself.
    public func read(
        _ base: PluginBase = PluginBase()
    ) throws(BlueprintError) -> PluginBlueprints {
        let (sources, problems) = sources()
        return try PluginBlueprints(sources, unread: problems, base: base)
    }

    /// The bytes of all files, each under its path, once.
    func sources() -> (files: [BlueprintSource], problems: [PluginProblem]) {
        var files: [BlueprintSource] = []
        var problems: [PluginProblem] = []
        var seen: Set<ExactString> = []
        func add(_ path: String) {
            guard seen.insert(ExactString(path)).inserted else { return }
            do throws(PluginError) {
                files.append(try Self.source(path))
            } catch {
                problems.append(PluginProblem(path: path, message: error.message, cause: nil))
            }
        }
        for path in folder.map({ [$0] + others }) ?? others {
            // A relative path would mean other plugins in each folder that someone works in.
            guard path.hasPrefix("/") else {
                let message = "\(Self.variable) must hold absolute paths, found '\(path)'."
                problems.append(PluginProblem(path: path, message: message, cause: nil))
                continue
            }
            if let names = PluginFolder.names(in: path) {
                for name in names.prefix(Self.fileLimit) { add("\(path)/\(name)") }
                if names.count > Self.fileLimit {
                    let message =
                        "\(path) has \(names.count) files; the first \(Self.fileLimit) are read."
                    problems.append(PluginProblem(path: path, message: message, cause: nil))
                }
            } else if path != folder {
                add(path)
            }
        }
        return (files, problems)
    }

    /// A file under its path.
    static func source(_ path: String) throws(PluginError) -> BlueprintSource {
        do throws(FilesError) {
            let bytes = try OpenFile.bytes(
                of: path,
                limit: byteLimit,
                advice: "This is no blueprint."
            )
            return BlueprintSource(name: path, bytes: bytes)
        } catch {
            throw PluginError(error.code == .tooLarge ? .refused : .notFound, error.message)
        }
    }
}
