/// Remembers which members of which objects a type asked for while it was being decoded.
///
/// Each decoded value has its own ledger, so an attempt that fails and is caught by the type
/// above leaves nothing behind.
final class JSONFieldLedger {
    private struct Record {
        let object: JSONObject
        let path: [any CodingKey]
        var known: Set<ExactString>
    }

    /// Objects by their offset in the text, which is unique to a value.
    private var records: [Int: Record] = [:]
    /// Whether a member nobody asked for is a mistake; the same for all values of a text.
    let unknownFields: StrictJSONDecoder.UnknownFields

    init(_ unknownFields: StrictJSONDecoder.UnknownFields) {
        self.unknownFields = unknownFields
    }

    /// Notes that `object` is being read field by field.
    func open(_ object: JSONObject, offset: Int, path: [any CodingKey]) {
        if records[offset] == nil {
            records[offset] = Record(object: object, path: path, known: [])
        }
    }

    /// Notes that the type knows a field of this name.
    func know(_ name: String, ofObjectAt offset: Int) {
        records[offset]?.known.insert(ExactString(name))
    }

    /// Checks that the type asked for every member it was given.
    ///
    /// - Throws: ``JSONError`` with code `.unknownField` for the first member that it did not.
    func expectAllFieldsKnown() throws(JSONError) {
        guard unknownFields == .refused else { return }
        for (_, record) in records.sorted(by: { $0.key < $1.key }) {
            for member in record.object.members
            where !record.known.contains(ExactString(member.name)) {
                throw JSONError(
                    .unknownField,
                    "The field \"\(member.name)\" is not known. Known fields: "
                        + "\(Self.list(record.known)). Correct the name or remove the field.",
                    path: JSONPath.text(record.path),
                    offset: member.offset
                )
            }
        }
    }

    private static func list(_ names: Set<ExactString>) -> String {
        names.isEmpty ? "none" : names.sorted().map(\.text).joined(separator: ", ")
    }
}
