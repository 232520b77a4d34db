internal import FrankenBytes

/// One tensor of a safetensors header, checked by itself.
struct SafetensorsEntry {
    let info: TensorInfo
    /// The tensor's bytes, counted from the end of the header.
    let range: Range<Int>

    init(_ member: JSONObject.Member) throws(WeightsError) {
        let name = member.name
        try Self.expectAcceptable(name)
        let fields = try Self.fields(of: member)
        guard let typeName = fields.dtype.string else {
            throw Self.invalid(name, "its dtype is \(fields.dtype.kindName), not a string")
        }
        guard let scalarType = ScalarType(rawValue: typeName) else {
            throw WeightsError(
                .unsupportedScalarType,
                "'\(name)' has the dtype '\(typeName.prefix(40))'; known are "
                    + ScalarType.allCases.map(\.rawValue).joined(separator: ", ") + "."
            )
        }
        let shape = try Self.sizes(fields.shape, of: name, field: "shape")
        guard shape.count <= SafetensorsReader.rankLimit else {
            throw Self.invalid(
                name,
                "it has \(shape.count) axes; at most \(SafetensorsReader.rankLimit) "
                    + "are allowed"
            )
        }
        info = try TensorInfo(name: name, scalarType: scalarType, shape: shape)
        let offsets = try Self.sizes(fields.offsets, of: name, field: "data_offsets")
        guard offsets.count == 2, offsets[0] <= offsets[1] else {
            throw Self.invalid(name, "its data_offsets are not a begin and an end")
        }
        range = offsets[0]..<offsets[1]
        guard range.count == info.byteCount else {
            throw WeightsError(
                .invalidTensor,
                "'\(name)' has shape \(shape) of \(typeName), which takes \(info.byteCount) "
                    + "bytes, but its data_offsets span \(range.count)."
            )
        }
    }

    private static func expectAcceptable(_ name: String) throws(WeightsError) {
        let length = name.utf8.count
        guard (1...SafetensorsReader.nameLimit).contains(length) else {
            throw SafetensorsReader.invalid(
                "A tensor's name has \(length) bytes; 1 to \(SafetensorsReader.nameLimit) "
                    + "are allowed."
            )
        }
        guard name.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
            throw SafetensorsReader.invalid("A tensor's name has a control character.")
        }
    }

    private static func fields(
        of member: JSONObject.Member
    ) throws(WeightsError) -> (dtype: JSONValue, shape: JSONValue, offsets: JSONValue) {
        guard let object = member.value.object, object.members.count == 3,
            let dtype = object["dtype"], let shape = object["shape"],
            let offsets = object["data_offsets"]
        else {
            throw invalid(
                member.name,
                "it must be an object of exactly dtype, shape and data_offsets"
            )
        }
        return (dtype, shape, offsets)
    }

    private static func sizes(
        _ value: JSONValue,
        of name: String,
        field: String
    ) throws(WeightsError) -> [Int] {
        guard let elements = value.array else {
            throw invalid(name, "its \(field) is \(value.kindName), not an array")
        }
        var sizes: [Int] = []
        for element in elements {
            guard let size = element.number?.integer(Int.self), size >= 0 else {
                throw invalid(
                    name,
                    "its \(field) has an element that is not an integer of 0 to 2^63 - 1"
                )
            }
            sizes.append(size)
        }
        return sizes
    }

    private static func invalid(_ name: String, _ reason: String) -> WeightsError {
        SafetensorsReader.invalid("'\(name.prefix(200))' is not valid: \(reason).")
    }
}
