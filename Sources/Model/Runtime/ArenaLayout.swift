/// Places buffers in one arena so that buffers alive at different times share bytes.
///
/// Greedy by size (Pisarchyk and Lee, 2020, arXiv:2001.03288): the largest buffer first, each at
/// the lowest offset where it meets no buffer that lives at the same time.
package struct ArenaLayout: Sendable {
    /// Where each buffer begins, in bytes.
    package let offsets: [Int]
    /// Bytes of the arena.
    package let byteCount: Int

    /// A buffer's size and the steps, first and last, that need it.
    package struct Use {
        package var byteCount: Int
        package var first: Int
        package var last: Int

        package init(byteCount: Int, first: Int, last: Int) {
            self.byteCount = byteCount
            self.first = first
            self.last = last
        }
    }

    /// Every buffer begins at a cache line.
    package static let alignment = 64

    package init(_ uses: [Use]) {
        var offsets = [Int](repeating: 0, count: uses.count)
        var placed: [Int] = []
        var total = 0
        let order = uses.indices.sorted {
            (uses[$0].byteCount, $1) > (uses[$1].byteCount, $0)
        }
        for index in order {
            let use = uses[index]
            let neighbors = placed.filter {
                uses[$0].first <= use.last && use.first <= uses[$0].last
            }.sorted { offsets[$0] < offsets[$1] }
            var offset = 0
            for neighbor in neighbors {
                if offset + use.byteCount <= offsets[neighbor] { break }
                let end = offsets[neighbor] + uses[neighbor].byteCount
                offset = max(offset, (end + Self.alignment - 1) & ~(Self.alignment - 1))
            }
            offsets[index] = offset
            placed.append(index)
            total = max(total, offset + use.byteCount)
        }
        self.offsets = offsets
        byteCount = total
    }
}
