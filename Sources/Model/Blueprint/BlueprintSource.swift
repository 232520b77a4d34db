/// The bytes of a blueprint file and the name that messages call it by.
public struct BlueprintSource: Sendable {
    /// What messages call the file: its name, or its path where that helps to find it.
    public let name: String
    /// The whole file.
    public let bytes: [UInt8]

    /// A file's name and contents.
    public init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }
}
