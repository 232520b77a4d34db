public import FrankenFailures

/// What is wrong with a blueprint file, or with a set of them.
///
/// Messages say where (file, line, column, path), what was expected, what was found and what to
/// do. Equality is on ``code``, so tests compare the kind of failure and not its words.
public struct BlueprintError: CodedError {
    /// What can go wrong.
    @nonexhaustive
    public enum Code: FailureCode {
        /// The file is no JSON, has a field too many or too few, or a value of the wrong kind.
        case malformedFile
        /// The file has a format or version this build does not read.
        case unsupportedFormat
        /// The file names a family builder that is not in the registry.
        case unknownFamily
        /// The file was written for another parameter layout of its family.
        case layoutMismatch
        /// A declared value is outside what is possible.
        case invalidDeclaration
        /// Two relatives answer to one name, or two families or branches disagree.
        case duplicateName
        /// A relative refers to preprocessing or a key layout that nobody declares.
        case unknownReference
        /// The declared sizes do not make a valid graph.
        case invalidGraph
        /// A split point is not where the graph has it.
        case splitPointMismatch
        /// The declared parameters or multiply-accumulates are not the graph's.
        case costMismatch

        public var kind: FailureKind {
            switch self {
            case .unknownReference: .notFound
            default: .badInput
            }
        }
    }

    public let code: Code
    public let message: String
    /// The file at fault, where one is.
    public let file: String?
    /// The place in the file, for example `$.branches[0].relatives[2].sizes.width`.
    public let path: String
    /// The line in the file, counted from 1; 0 where no file is at fault.
    public let line: Int
    /// The column in bytes, counted from 1; 0 where no file is at fault.
    public let column: Int
    /// The reader's error, for a file that could not be read.
    public let cause: (any Error)?

    package init(
        _ code: Code,
        _ message: String,
        file: String? = nil,
        path: String = "",
        line: Int = 0,
        column: Int = 0,
        cause: (any Error)? = nil
    ) {
        self.code = code
        self.message = message
        self.file = file
        self.path = path
        self.line = line
        self.column = column
        self.cause = cause
    }

    /// For example `resnet.json:12:9: $.branches[0].id: is empty`.
    public var description: String {
        let place = file.map { line > 0 ? "\($0):\(line):\(column): " : "\($0): " } ?? ""
        return place + (path.isEmpty ? "" : "\(path): ") + message
    }
}
