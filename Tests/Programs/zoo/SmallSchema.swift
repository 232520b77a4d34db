import Foundation

/// The part of JSON Schema that our schemas of output use.
enum SmallSchema {
    /// What a value has that its schema does not allow, and a field that the schema does not know.
    static func problems(of value: Any, _ schema: [String: Any], at path: String) -> [String] {
        if let constant = schema["const"] as? String {
            return value as? String == constant ? [] : ["\(path) is not \(constant)"]
        }
        let found = kind(of: value)
        let types = schema["type"] as? [String] ?? (schema["type"] as? String).map { [$0] } ?? []
        guard types.isEmpty || types.contains(found) else {
            return ["\(path) is \(found), not \(types.joined(separator: " or "))"]
        }
        if let object = value as? [String: Any] {
            let properties = schema["properties"] as? [String: [String: Any]] ?? [:]
            let required = schema["required"] as? [String] ?? []
            let missing = required.filter { object[$0] == nil }.map { "\(path)/\($0) is missing" }
            return missing
                + object.sorted { $0.key < $1.key }.flatMap { key, value in
                    if let known = properties[key] {
                        return problems(of: value, known, at: "\(path)/\(key)")
                    }
                    if let others = schema["additionalProperties"] as? [String: Any] {
                        return problems(of: value, others, at: "\(path)/\(key)")
                    }
                    return ["\(path)/\(key) is not in the schema"]
                }
        }
        if let array = value as? [Any], let items = schema["items"] as? [String: Any] {
            return array.enumerated().flatMap { problems(of: $1, items, at: "\(path)/\($0)") }
        }
        return []
    }

    private static func kind(of value: Any) -> String {
        switch value {
        case is String: "string"
        case is [Any]: "array"
        case is [String: Any]: "object"
        case let number as NSNumber: isBoolean(number) ? "boolean" : "number"
        default: "null"
        }
    }

    private static func isBoolean(_ number: NSNumber) -> Bool {
        String(cString: number.objCType) == "c"
    }
}
