/// Decodes `Decodable` values from JSON text that nobody vouches for.
///
/// Beyond the grammar that ``JSONParser`` checks: every member of every object must be asked
/// for by the type being decoded (unless ``unknownFields`` says otherwise), integers must be
/// written as integers and fit, and each error names the path, the line and the column.
///
/// A type may call `OtherType(from: decoder)` on the decoder it was given to spread one object
/// over several Swift types: the fields known to that object are those of all of them.
public struct StrictJSONDecoder: Sendable {
    /// What to do with a member that no type asked for.
    public enum UnknownFields: Sendable {
        /// A mistake: right for files that people write.
        case refused
        /// A newer writer's: right for documents that other programs extend.
        case ignored
    }

    /// What a text may cost.
    public var limits: JSONParser.Limits
    /// What to do with a member that no type asked for.
    public var unknownFields = UnknownFields.refused
    /// Context handed to the types that are decoded.
    public var userInfo: [CodingUserInfoKey: any Sendable] = [:]

    /// Makes a decoder with the given limits.
    public init(limits: JSONParser.Limits = JSONParser.Limits()) {
        self.limits = limits
    }

    /// Decodes one value from a whole JSON text.
    ///
    /// - Parameters:
    ///   - type: The type to decode.
    ///   - bytes: The whole text.
    /// - Returns: The decoded value.
    /// - Throws: ``JSONError``; errors that the type itself throws arrive as `.invalidValue`
    ///   with their description.
    public func decode<Value: Decodable>(
        _ type: Value.Type = Value.self,
        from bytes: [UInt8]
    ) throws(JSONError) -> Value {
        let value = try JSONParser(limits: limits).parse(bytes)
        do {
            let decoder = JSONNodeDecoder(
                value: value,
                codingPath: [],
                userInfo: userInfo,
                ledger: JSONFieldLedger(unknownFields)
            )
            return try decoder.unwrap(value, as: type, at: [])
        } catch let error as JSONError {
            throw error.located(in: bytes)
        } catch {
            throw JSONError(.invalidValue, "\(error)").located(in: bytes)
        }
    }
}
