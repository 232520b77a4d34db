/// The members of a JSON object, in the order of the text, their names unique as bytes.
public struct JSONObject: Sendable {
    /// A name and its value.
    public struct Member: Sendable {
        /// The name, unescaped.
        public let name: String
        /// Offset of the name's opening quote in the text.
        public let offset: Int
        /// The value.
        public let value: JSONValue
    }

    /// From this many members on, a hash index is kept: a scan of fewer is faster.
    private static let indexThreshold = 16

    /// The members, in the order of the text.
    public private(set) var members: [Member] = []
    private var index: [ExactString: Int] = [:]

    /// An object without members.
    init() {}

    /// The value of the member called `name`, compared as bytes.
    public subscript(name: String) -> JSONValue? {
        position(of: name).map { members[$0].value }
    }

    /// Adds a member; false when the name is already there.
    mutating func append(_ member: Member) -> Bool {
        guard position(of: member.name) == nil else { return false }
        members.append(member)
        if members.count == Self.indexThreshold {
            for (position, member) in members.enumerated() {
                index[ExactString(member.name)] = position
            }
        } else if members.count > Self.indexThreshold {
            index[ExactString(member.name)] = members.count - 1
        }
        return true
    }

    private func position(of name: String) -> Int? {
        guard members.count < Self.indexThreshold else { return index[ExactString(name)] }
        return members.firstIndex { $0.name.utf8.elementsEqual(name.utf8) }
    }
}
