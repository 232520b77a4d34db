internal import FrankenBytes

// The stack and the memo.
extension PickleMachine {
    mutating func pop() throws(WeightsError) -> PickleValue {
        let value = try top()
        stack.removeLast()
        return value
    }

    func top() throws(WeightsError) -> PickleValue {
        guard let value = stack.last, stack.count > marks.last ?? 0 else {
            throw failure("needs a value, but the stack is empty")
        }
        return value
    }

    mutating func popLast(_ count: Int) throws(WeightsError) -> [PickleValue] {
        guard stack.count - (marks.last ?? 0) >= count else {
            throw failure("needs \(count) values, but the stack has fewer")
        }
        let values = Array(stack.suffix(count))
        stack.removeLast(count)
        return values
    }

    mutating func popToMark() throws(WeightsError) -> [PickleValue] {
        guard let mark = marks.popLast() else {
            throw failure("needs a mark, but there is none")
        }
        let values = Array(stack[mark...])
        stack.removeSubrange(mark...)
        return values
    }

    mutating func recall(_ key: UInt32) throws(WeightsError) {
        guard let value = memo[key] else { throw failure("recalls memo \(key), never stored") }
        stack.append(value)
    }

    mutating func push(_ value: PickleValue) { stack.append(value) }

    mutating func push(tuple values: [PickleValue]) {
        arena.tuples.append(values)
        stack.append(.tuple(arena.tuples.count - 1))
    }

    @discardableResult
    mutating func push(dictionaryOrdered isOrdered: Bool) -> Int {
        arena.dictionaries.append(PickleArena.Dictionary(isOrdered: isOrdered))
        stack.append(.dictionary(arena.dictionaries.count - 1))
        return arena.dictionaries.count - 1
    }

    mutating func append(_ values: [PickleValue]) throws(WeightsError) {
        switch try top() {
        case .list(let list): arena.lists[list] += values
        case .opaque(let object): arena.opaques[object].parts += values
        case let other: throw failure("appends to \(other.kindName) instead of a list")
        }
    }

    mutating func setItems(_ values: [PickleValue]) throws(WeightsError) {
        guard values.count.isMultiple(of: 2) else {
            throw failure("sets a key without a value")
        }
        switch try top() {
        case .dictionary(let dictionary):
            for position in stride(from: 0, to: values.count, by: 2) {
                try insert(values[position], values[position + 1], into: dictionary)
            }
        case .opaque(let object): arena.opaques[object].parts += values
        case let other: throw failure("sets an item of \(other.kindName)")
        }
    }

    mutating func insert(
        _ key: PickleValue,
        _ value: PickleValue,
        into dictionary: Int
    ) throws(WeightsError) {
        let name: PickleKey
        switch key {
        case .string(let text): name = .string(ExactString(text))
        case .integer(let integer): name = .integer(integer)
        default: throw failure("has \(key.kindName) as a key; only strings and integers may be")
        }
        guard arena.dictionaries[dictionary].insert(name, value) else {
            throw failure("sets the key '\(name.text.prefix(200))' twice", .duplicateName)
        }
    }

    mutating func build() throws(WeightsError) {
        let state = try pop()
        switch (try top(), state) {
        case (.dictionary(let target), .dictionary) where arena.dictionaries[target].isOrdered:
            break  // The state is `_metadata` of a module: versions, no numbers.
        case (.opaque(let object), _): arena.opaques[object].parts.append(state)
        case let (target, _): throw failure("sets the state of \(target.kindName)")
        }
    }
}
