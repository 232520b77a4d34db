/// The order in which a pass visits the samples of a data set.
package enum SampleOrder: Sendable, Hashable {
    /// As they are, once.
    case sequential
    /// In another random order in each pass, for ever.
    case shuffled(seed: UInt64)

    /// The order of one pass.
    ///
    /// - Parameters:
    ///   - count: How many samples there are.
    ///   - epoch: The pass.
    /// - Returns: Every index below `count` once.
    package func indices(count: Int, epoch: Int) -> [UInt32] {
        switch self {
        case .sequential: (0..<count).map { UInt32(truncatingIfNeeded: $0) }
        case .shuffled(let seed): Self.permutation(count: count, seed: seed, epoch: epoch)
        }
    }

    /// A random order (Durstenfeld, 1964, doi:10.1145/364520.364540).
    static func permutation(count: Int, seed: UInt64, epoch: Int) -> [UInt32] {
        var order = (0..<count).map { UInt32(truncatingIfNeeded: $0) }
        var random = SampleRandom(seed: seed, epoch: epoch, place: 0, purpose: 1)
        for last in stride(from: count - 1, to: 0, by: -1) {
            order.swapAt(last, random.integer(below: last + 1))
        }
        return order
    }
}
