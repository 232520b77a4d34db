/// A row-major tensor of doubles.
public struct ReferenceTensor: Sendable {
    /// The extents.
    public var shape: [Int]
    /// The elements.
    public var values: [Double]

    init(_ shape: [Int], _ values: [Double]) {
        self.shape = shape
        self.values = values
    }

    /// Each element from its indices.
    init(_ shape: [Int], _ element: ([Int]) -> Double) {
        self.shape = shape
        let count = shape.reduce(1, *)
        values = []
        values.reserveCapacity(count)
        var indices = [Int](repeating: 0, count: shape.count)
        for _ in 0..<count {
            values.append(element(indices))
            for axis in shape.indices.reversed() {
                indices[axis] += 1
                if indices[axis] < shape[axis] { break }
                indices[axis] = 0
            }
        }
    }

    subscript(indices: [Int]) -> Double {
        get { values[offset(indices)] }
        set { values[offset(indices)] = newValue }
    }

    subscript(indices: Int...) -> Double {
        get { values[offset(indices)] }
        set { values[offset(indices)] = newValue }
    }

    private func offset(_ indices: [Int]) -> Int {
        zip(shape, indices).reduce(0) { $0 * $1.0 + $1.1 }
    }

    func map(_ transform: (Double) -> Double) -> ReferenceTensor {
        ReferenceTensor(shape, values.map(transform))
    }
}
