import FrankenBytes

/// A type with every kind of value, so that the decoder's checks are reached.
private struct Sample: Codable {
    enum Choice: Codable {
        case none
        case some(count: UInt16)
    }

    var name: String
    var sizes: [Int]
    var scale: Float?
    var children: [Sample]?
    var table: [String: Bool]?
    var choice: Choice?
}

/// Parses the input, decodes it, and checks that what is encoded again reads back the same.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: data, count: count))
    guard (try? JSONParser().parse(bytes)) != nil,
        let sample = try? StrictJSONDecoder().decode(Sample.self, from: bytes)
    else { return 0 }
    do {
        let written = try StableJSONEncoder().encode(sample)
        let again = try StrictJSONDecoder().decode(Sample.self, from: written)
        let rewritten = try StableJSONEncoder().encode(again)
        precondition(rewritten == written, "not stable")
        let pretty = try StableJSONEncoder(.pretty).encode(again)
        _ = try StrictJSONDecoder().decode(Sample.self, from: pretty)
    } catch {
        preconditionFailure("what was decoded cannot be written and read again: \(error)")
    }
    return 0
}
