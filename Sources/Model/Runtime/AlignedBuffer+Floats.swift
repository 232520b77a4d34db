extension AlignedBuffer {
    /// A copy of floats.
    convenience init(floats: [Float]) throws(RuntimeError) {
        try self.init(byteCount: floats.count * 4)
        for (index, value) in floats.enumerated() {
            unsafe address.storeBytes(of: value, toByteOffset: index * 4, as: Float.self)
        }
    }
}
