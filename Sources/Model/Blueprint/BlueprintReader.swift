import FrankenBytes

/// Reads one file and knows where in it everything is.
///
/// Complaints come from four places (grammar, types, the family, the finished graph); here each
/// gets the file, line and column of the value it is about.
struct BlueprintReader {
    private let source: BlueprintSource
    private let root: JSONValue
    private static let limits = JSONParser.Limits(
        depth: 16,
        byteCount: 1 << 20,
        valueCount: 100_000
    )

    init(_ source: BlueprintSource) throws(BlueprintError) {
        self.source = source
        do throws(JSONError) {
            root = try JSONParser(limits: Self.limits).parse(source.bytes)
        } catch {
            throw Self.malformed(error, in: source)
        }
    }

    /// Decodes the whole file strictly.
    func decode<Value: Decodable>(_ type: Value.Type) throws(BlueprintError) -> Value {
        do throws(JSONError) {
            return try StrictJSONDecoder(limits: Self.limits).decode(type, from: source.bytes)
        } catch {
            throw Self.malformed(error, in: source)
        }
    }

    /// An error about the value at a path, or about the nearest one around it that exists.
    func error(
        _ code: BlueprintError.Code,
        at path: DeclarationPath,
        _ message: String
    ) -> BlueprintError {
        var value = root
        walk: for step in path.steps {
            switch (step, value.kind) {
            case (.field(let name), .object(let object)):
                guard let member = object[name] else { break walk }
                value = member
            case (.index(let index), .array(let array)) where array.indices.contains(index):
                value = array[index]
            default: break walk
            }
        }
        let before = source.bytes.prefix(value.offset)
        let lineStart = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        return BlueprintError(
            code,
            message,
            file: source.name,
            path: path.text,
            line: 1 + before.count { $0 == 0x0A },
            column: before.count - lineStart + 1
        )
    }

    /// The same for a family's complaint about what is at a path.
    func error(_ complaint: DeclarationError, at path: DeclarationPath) -> BlueprintError {
        error(.invalidDeclaration, at: path + complaint.path, complaint.reason)
    }

    private static func malformed(_ error: JSONError, in source: BlueprintSource) -> BlueprintError
    {
        BlueprintError(
            // A value of the right kind that its type refuses is the declaration's fault.
            error.code == .invalidValue ? .invalidDeclaration : .malformedFile,
            error.message,
            file: source.name,
            path: error.path,
            line: error.line,
            column: error.column,
            cause: error
        )
    }
}
