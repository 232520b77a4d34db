/// What a server wants to be asked with, from `WWW-Authenticate`.
struct AuthChallenge: Equatable {
    /// The scheme in lowercase, such as `bearer`.
    let scheme: String
    /// The parameters, names in lowercase.
    var parameters: [String: String] = [:]

    private static let byteLimit = 8192
    private static let countLimit = 8
    private static let parameterLimit = 16

    /// The challenges of an answer; those that cannot be read are left out.
    ///
    /// - SeeAlso: RFC 9110, section 11.6.1.
    static func all(_ headers: HTTPHeaders) -> [AuthChallenge] {
        headers.values("WWW-Authenticate").prefix(countLimit).flatMap { text in
            text.utf8.count <= byteLimit ? read(Array(text.utf8)) : []
        }
    }

    private static func read(_ bytes: [UInt8]) -> [AuthChallenge] {
        var challenges: [AuthChallenge] = []
        var rest = bytes[...]
        while true {
            rest = rest.drop { $0 == 0x20 || $0 == 0x09 || $0 == 0x2C }
            let word = rest.prefix(while: isToken)
            guard !word.isEmpty else { return rest.isEmpty ? challenges : [] }
            rest = rest[word.endIndex...].drop { $0 == 0x20 || $0 == 0x09 }
            let name = String(decoding: word, as: UTF8.self).lowercased()
            guard rest.first == 0x3D else {
                guard challenges.count < countLimit else { return challenges }
                challenges.append(AuthChallenge(scheme: name))
                continue
            }
            rest = rest.dropFirst().drop { $0 == 0x20 || $0 == 0x09 }
            guard let value = value(&rest), var last = challenges.popLast(),
                last.parameters.count < parameterLimit
            else { return [] }
            last.parameters[name] = value
            challenges.append(last)
        }
    }

    private static func value(_ rest: inout ArraySlice<UInt8>) -> String? {
        guard rest.first == 0x22 else {
            let word = rest.prefix(while: isToken)
            rest = rest[word.endIndex...]
            return String(decoding: word, as: UTF8.self)
        }
        var bytes: [UInt8] = []
        var isEscaped = false
        rest = rest.dropFirst()
        while let byte = rest.popFirst() {
            if isEscaped {
                bytes.append(byte)
                isEscaped = false
            } else if byte == 0x5C {
                isEscaped = true
            } else if byte == 0x22 {
                return String(validating: bytes, as: UTF8.self)
            } else {
                bytes.append(byte)
            }
        }
        return nil
    }

    private static func isToken(_ byte: UInt8) -> Bool {
        (0x21...0x7E).contains(byte) && !"\"(),/:;<=>?@[\\]{}".utf8.contains(byte)
    }
}
