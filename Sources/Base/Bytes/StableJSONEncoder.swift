/// Encodes `Encodable` values as JSON whose bytes depend on the value alone.
///
/// Members are sorted by the bytes of their names: it is the one order in which dictionaries,
/// synthesized types and hand-written ones all come out the same on every run. Integers are
/// written exactly, floats as the shortest text that reads back as the same float, and what
/// JSON cannot say (infinities, NaN) is refused. The output is readable by ``JSONParser`` with
/// its default depth.
public struct StableJSONEncoder: Sendable {
    /// How the text is laid out.
    public enum Layout: Sendable {
        /// Without any blank: for digests, signatures and the wire.
        case compact
        /// Indented by two spaces, arrays of plain values on one line, a line feed at the end.
        case pretty
    }

    /// How the text is laid out.
    public var layout: Layout

    /// Makes an encoder.
    public init(_ layout: Layout = .compact) {
        self.layout = layout
    }

    /// Encodes one value.
    ///
    /// - Returns: UTF-8 bytes, the same for the same value on every run and machine.
    /// - Throws: ``JSONError`` with code `.notRepresentable` for a float that is not finite or
    ///   nesting deeper than 64, `.duplicateName` for a name encoded twice; errors that the
    ///   type itself throws arrive as `.invalidValue`.
    public func encode(_ value: some Encodable) throws(JSONError) -> [UInt8] {
        let slot = JSONSlot()
        do {
            try JSONNodeEncoder(slot: slot, codingPath: []).encode(value)
        } catch let error as JSONError {
            throw error
        } catch {
            throw JSONError(.invalidValue, "\(error)")
        }
        var writer = JSONWriter(layout: layout)
        try writer.write(slot, depth: 0)
        return writer.finish()
    }
}
