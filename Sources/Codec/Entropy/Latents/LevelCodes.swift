internal import Synchronization

/// The derived tables of a coder for each level, made when a stream first needs them and kept.
///
/// Thread-safe. A codec of many levels would otherwise pay for all of them before its first stream.
final class LevelCodes<Code: Sendable>: Sendable {
    private let tables: [EntropyTables]
    private let make: @Sendable (EntropyTables) -> Code
    private let known: Mutex<[Code?]>

    init(_ codec: LatentCodec, make: @escaping @Sendable (EntropyTables) -> Code) {
        tables = codec.levels.map(\.tables)
        self.make = make
        known = Mutex(codec.levels.map { _ in nil })
    }

    subscript(level: Int) -> Code {
        known.withLock { known in
            if let code = known[level] { return code }
            let code = make(tables[level])
            known[level] = code
            return code
        }
    }
}
