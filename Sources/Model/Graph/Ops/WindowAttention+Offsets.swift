#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

extension WindowAttention {
    /// Every offset of two tokens of a window, down and right, on the log-spaced scale: 8 times its
    /// share of the window, then `sign(d) log2(1 + |d|) / 3`.
    ///
    /// In the order of the position bias: `(2 wH - 1)(2 wW - 1)` of them, row by row (Liu et al.,
    /// 2022, arXiv:2111.09883, section 3.3).
    public var spacedOffsets: [(down: Double, right: Double)] {
        func spaced(_ offset: Int, _ extent: Int) -> Double {
            guard extent > 1 else { return 0 }
            let share = 8 * Double(offset) / Double(extent - 1)
            let size = log2(1 + abs(share)) / 3
            return share < 0 ? -size : size
        }
        return (1 - window.height..<window.height).flatMap { down in
            (1 - window.width..<window.width).map { right in
                (spaced(down, window.height), spaced(right, window.width))
            }
        }
    }
}
