// Functions and classes: what each symbol makes of its arguments.
extension PickleMachine {
    mutating func global() throws(WeightsError) {
        let module = try line()
        let name = try line()
        if let global = PickleGlobal(module: module, name: name) {
            push(.global(global))
        } else if keepsOpaque {
            pushOpaque("\(module).\(name)", [])
        } else {
            throw failure(
                "names '\(module).\(name)', which no state dictionary needs. If you trust the "
                    + "file, load it in Python and save model.state_dict() alone",
                .forbiddenGlobal
            )
        }
    }

    mutating func reduce() throws(WeightsError) {
        let argument = try pop()
        let callee = try pop()
        guard case .tuple(let tuple) = argument else {
            throw failure("calls with \(argument.kindName) instead of a tuple")
        }
        switch callee {
        case .global(let global): try call(global, arena.tuples[tuple])
        case .opaque(let object): pushOpaque(arena.opaques[object].name, [callee, argument])
        default: throw failure("calls \(callee.kindName)")
        }
    }

    /// `cls.__new__(cls, *args)`, for unknown classes only.
    mutating func newObject() throws(WeightsError) {
        let argument = try pop()
        let callee = try pop()
        guard case .opaque(let object) = callee else {
            throw failure("makes an object of \(callee.kindName)")
        }
        pushOpaque(arena.opaques[object].name, [callee, argument])
    }

    private mutating func pushOpaque(_ name: String, _ parts: [PickleValue]) {
        arena.opaques.append(PickleArena.Opaque(name: name, parts: parts))
        push(.opaque(arena.opaques.count - 1))
    }

    private mutating func call(
        _ global: PickleGlobal,
        _ arguments: [PickleValue]
    ) throws(WeightsError) {
        switch global {
        case .orderedDictionary: try orderedDictionary(arguments)
        case .rebuildTensor where arguments.count == 4: push(try tensor(arguments))
        case .rebuildTensorV2 where arguments.count == 6 || arguments.count == 7:
            push(try tensorV2(arguments))
        case .rebuildParameter where arguments.count == 3: push(try parameter(arguments))
        case .parameter where arguments.count == 1 || arguments.count == 2:
            push(try parameter(arguments))
        case .size where arguments.count == 1: try size(arguments[0])
        default: throw failure("calls \(global.name) with \(arguments.count) arguments")
        }
    }

    private mutating func orderedDictionary(_ arguments: [PickleValue]) throws(WeightsError) {
        let pairs: [PickleValue]
        switch (arguments.count, arguments.first) {
        case (0, _): pairs = []
        case (1, .list(let list)): pairs = arena.lists[list]
        default: throw failure("makes an OrderedDict of something else than a list of pairs")
        }
        // The list may be shared: without a charge, few opcodes could copy it very often.
        try charge(pairs.count)
        let dictionary = push(dictionaryOrdered: true)
        for pair in pairs {
            let items = try elements(pair)
            guard items.count == 2 else { throw failure("makes an OrderedDict of non-pairs") }
            try insert(items[0], items[1], into: dictionary)
        }
    }

    /// Copies a list, so the list must be short: it may be shared and copied again.
    private mutating func size(_ argument: PickleValue) throws(WeightsError) {
        let sizes = try elements(argument)
        guard sizes.count <= limits.rank else {
            throw failure("makes a torch.Size of \(sizes.count) axes")
        }
        push(tuple: sizes)
    }

    private func elements(_ value: PickleValue) throws(WeightsError) -> [PickleValue] {
        switch value {
        case .list(let list): return arena.lists[list]
        case .tuple(let tuple): return arena.tuples[tuple]
        default: throw failure("needs a list or tuple, not \(value.kindName)")
        }
    }

    private func parameter(_ arguments: [PickleValue]) throws(WeightsError) -> PickleValue {
        guard case .tensor = arguments[0] else {
            throw failure("makes a parameter of \(arguments[0].kindName)", .invalidTensor)
        }
        return arguments[0]
    }

    private mutating func tensorV2(_ arguments: [PickleValue]) throws(WeightsError) -> PickleValue {
        guard case .bool = arguments[4], case .dictionary = arguments[5] else {
            throw failure("rebuilds a tensor with strange flags or hooks", .invalidTensor)
        }
        // Metadata would say that the numbers are to be negated or conjugated when read.
        switch arguments.dropFirst(6).first {
        case nil, .some(.none): break
        case .dictionary(let dictionary) where arena.dictionaries[dictionary].entries.isEmpty:
            break
        default:
            throw failure(
                "rebuilds a tensor with lazy negation or conjugation; save a clone of it",
                .invalidTensor
            )
        }
        return try tensor(Array(arguments.prefix(4)))
    }

    /// Checks a tensor's geometry against its storage; nothing is allocated.
    private mutating func tensor(_ arguments: [PickleValue]) throws(WeightsError) -> PickleValue {
        guard case .storage(let storage) = arguments[0] else {
            throw failure("rebuilds a tensor on \(arguments[0].kindName)", .invalidTensor)
        }
        guard arena.tensors.count < limits.tensors else {
            throw failure("makes more than \(limits.tensors) tensors", .limitExceeded)
        }
        let offset = try extent(arguments[1])
        let shape = try extents(arguments[2])
        let strides = try extents(arguments[3])
        guard shape.count == strides.count, shape.count <= limits.rank else {
            throw failure(
                "rebuilds a tensor of \(shape.count) sizes and \(strides.count) strides; at "
                    + "most \(limits.rank) axes are allowed",
                .invalidTensor
            )
        }
        let declared = arena.storages[storage]
        let info = try TensorInfo(name: "", scalarType: declared.scalarType, shape: shape)
        let last = Self.lastElement(offset: offset, shape: shape, strides: strides)
        guard let last, last < declared.elementCount, offset <= declared.elementCount else {
            throw failure(
                "rebuilds a tensor that reaches beyond its storage of "
                    + "\(declared.elementCount) elements",
                .invalidTensor
            )
        }
        let total = materializedByteCount.addingReportingOverflow(info.byteCount)
        guard !total.overflow, total.partialValue <= limits.materializedByteCount else {
            throw failure(
                "makes the tensors take more than \(limits.materializedByteCount) bytes, far "
                    + "more than the file has",
                .limitExceeded
            )
        }
        materializedByteCount = total.partialValue
        arena.tensors.append(
            PickleArena.Tensor(storage: storage, offset: offset, shape: shape, strides: strides)
        )
        return .tensor(arena.tensors.count - 1)
    }

    /// The position of the last element in its storage; nil when it overflows.
    ///
    /// An empty tensor has none, and -1 stands for it.
    private static func lastElement(offset: Int, shape: [Int], strides: [Int]) -> Int? {
        guard !shape.contains(0) else { return -1 }
        var last = offset
        for (size, stride) in zip(shape, strides) {
            let step = (size - 1).multipliedReportingOverflow(by: stride)
            let sum = last.addingReportingOverflow(step.partialValue)
            guard !step.overflow, !sum.overflow else { return nil }
            last = sum.partialValue
        }
        return last
    }

    private func extents(_ value: PickleValue) throws(WeightsError) -> [Int] {
        guard case .tuple(let tuple) = value else {
            throw failure("rebuilds a tensor with \(value.kindName) as sizes", .invalidTensor)
        }
        guard arena.tuples[tuple].count <= limits.rank else {
            throw failure(
                "rebuilds a tensor of \(arena.tuples[tuple].count) axes; at most "
                    + "\(limits.rank) are allowed",
                .invalidTensor
            )
        }
        var extents: [Int] = []
        for element in arena.tuples[tuple] { extents.append(try extent(element)) }
        return extents
    }

    private func extent(_ value: PickleValue) throws(WeightsError) -> Int {
        guard case .integer(let integer) = value, (0...limits.extent).contains(integer),
            let extent = Int(exactly: integer)
        else {
            throw failure(
                "rebuilds a tensor with a size, stride or offset that is not an integer from 0 "
                    + "to \(limits.extent)",
                .invalidTensor
            )
        }
        return extent
    }

    /// A storage declared by a persistent identifier:
    /// `("storage", type, key, location, element count[, view])`.
    mutating func storage(from identifier: PickleValue) throws(WeightsError) -> PickleValue {
        guard allowsStorages, case .tuple(let tuple) = identifier,
            case let items = arena.tuples[tuple], items.count == 5 || items.count == 6,
            case .string("storage") = items[0],
            case .global(.storage(let scalarType)) = items[1],
            case .string(let key) = items[2], case .string = items[3],
            case .integer(let count) = items[4]
        else { throw failure("declares something else than a storage") }
        guard (1...20).contains(key.utf8.count),
            key.utf8.allSatisfy({ (0x30...0x39).contains($0) })
        else { throw failure("declares a storage whose key is not a number") }
        if items.count == 6, case .none = items[5] {
        } else if items.count == 6 {
            throw failure("declares a view of a storage, which only very old files do")
        }
        guard count >= 0, let elementCount = Int(exactly: count),
            !elementCount.multipliedReportingOverflow(by: scalarType.byteCount).overflow
        else { throw failure("declares a storage of \(count) elements", .invalidTensor) }
        return .storage(
            try arena.storage(
                PickleArena.Storage(
                    key: key,
                    scalarType: scalarType,
                    elementCount: elementCount
                )
            )
        )
    }
}
