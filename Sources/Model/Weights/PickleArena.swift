internal import FrankenBytes

/// Everything a pickle made, each container in one place and named by its index.
struct PickleArena: Sendable {
    /// A dictionary, its entries in the order of their insertion.
    struct Dictionary: Sendable {
        let isOrdered: Bool
        private(set) var entries: [(key: PickleKey, value: PickleValue)] = []
        private var index: [PickleKey: Int] = [:]

        init(isOrdered: Bool) {
            self.isOrdered = isOrdered
        }

        subscript(key: PickleKey) -> PickleValue? {
            index[key].map { entries[$0].value }
        }

        /// Adds an entry; false when the key is already there.
        mutating func insert(_ key: PickleKey, _ value: PickleValue) -> Bool {
            guard index.updateValue(entries.count, forKey: key) == nil else { return false }
            entries.append((key, value))
            return true
        }
    }

    /// A declared block of elements whose bytes are elsewhere in the file.
    struct Storage: Sendable, Equatable {
        let key: String
        let scalarType: ScalarType
        let elementCount: Int

        /// Bytes of all elements; the machine checked that this does not overflow.
        var byteCount: Int { elementCount * scalarType.byteCount }
    }

    /// A view of a storage, checked to lie inside it.
    struct Tensor: Sendable {
        let storage: Int
        let offset: Int
        let shape: [Int]
        let strides: [Int]
    }

    /// An object of an unknown type, and what was given to make it.
    struct Opaque: Sendable {
        let name: String
        var parts: [PickleValue]
    }

    var lists: [[PickleValue]] = []
    var tuples: [[PickleValue]] = []
    var dictionaries: [Dictionary] = []
    var storages: [Storage] = []
    var tensors: [Tensor] = []
    var opaques: [Opaque] = []
    var wideIntegers: [[UInt8]] = []
    private var storageIndex: [ExactString: Int] = [:]

    /// The index of the storage of this key, new or known.
    ///
    /// - Throws: ``WeightsError`` with code `.invalidTensor` when the key was declared with
    ///   another type or count: two views of different types on the same bytes are a trick.
    mutating func storage(_ storage: Storage) throws(WeightsError) -> Int {
        if let known = storageIndex[ExactString(storage.key)] {
            guard storages[known] == storage else {
                throw WeightsError(
                    .invalidTensor,
                    "Storage '\(storage.key)' is declared twice, as \(storages[known].elementCount)"
                        + " \(storages[known].scalarType.rawValue) and \(storage.elementCount) "
                        + "\(storage.scalarType.rawValue) elements."
                )
            }
            return known
        }
        storageIndex[ExactString(storage.key)] = storages.count
        storages.append(storage)
        return storages.count - 1
    }
}
