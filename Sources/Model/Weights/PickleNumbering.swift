/// Numbers the containers of an arena in a row: lists, tuples, dictionaries, unknown objects.
struct PickleNumbering: Sendable {
    private let tupleStart: Int
    private let dictionaryStart: Int
    private let opaqueStart: Int
    /// How many containers there are.
    let count: Int

    init(_ arena: PickleArena) {
        tupleStart = arena.lists.count
        dictionaryStart = tupleStart + arena.tuples.count
        opaqueStart = dictionaryStart + arena.dictionaries.count
        count = opaqueStart + arena.opaques.count
    }

    /// The number of a container; nil for every other value.
    func number(of value: PickleValue) -> Int? {
        switch value {
        case .list(let index): index
        case .tuple(let index): tupleStart + index
        case .dictionary(let index): dictionaryStart + index
        case .opaque(let index): opaqueStart + index
        default: nil
        }
    }

    /// How many values a container holds, the keys of dictionaries left out.
    func childCount(of node: Int, in arena: PickleArena) -> Int {
        if node < tupleStart { return arena.lists[node].count }
        if node < dictionaryStart { return arena.tuples[node - tupleStart].count }
        if node < opaqueStart { return arena.dictionaries[node - dictionaryStart].entries.count }
        return arena.opaques[node - opaqueStart].parts.count
    }

    /// One of the values a container holds.
    func child(_ position: Int, of node: Int, in arena: PickleArena) -> PickleValue {
        if node < tupleStart { return arena.lists[node][position] }
        if node < dictionaryStart { return arena.tuples[node - tupleStart][position] }
        if node < opaqueStart {
            return arena.dictionaries[node - dictionaryStart].entries[position].value
        }
        return arena.opaques[node - opaqueStart].parts[position]
    }
}
