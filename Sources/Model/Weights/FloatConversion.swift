/// Conversion of stored elements to 32-bit floats.
///
/// Every 8- and 16-bit float is exactly a 32-bit float. 64-bit floats and integers beyond 2^24
/// are rounded to nearest, ties to even, as IEEE 754 asks of a conversion.
package enum FloatConversion {
    /// Converts all elements of a span.
    ///
    /// - Parameters:
    ///   - span: Little-endian elements, aligned or not; as many as `target` has room for.
    ///   - type: The type of the elements.
    ///   - target: Receives the floats.
    /// - Returns: False, without a value written, when the type has no value as one float or
    ///   the span has another size.
    @unsafe
    static func convert(
        _ span: RawSpan,
        _ type: ScalarType,
        into target: UnsafeMutableBufferPointer<Float>
    ) -> Bool {
        guard span.byteCount == target.count * type.byteCount else { return false }
        return unsafe span.withUnsafeBytes { bytes in
            switch type {
            case .float32:
                if 1.littleEndian == 1 {
                    unsafe UnsafeMutableRawBufferPointer(target).copyMemory(from: bytes)
                } else {
                    unsafe each(bytes, target) { (bits: UInt32) in Float(bitPattern: bits) }
                }
            case .float64:
                unsafe each(bytes, target) { (bits: UInt64) in Float(Double(bitPattern: bits)) }
            case .float16: unsafe each(bytes, target, half)
            case .bfloat16: unsafe each(bytes, target, brain)
            case .float8e4m3: unsafe each(bytes, target, e4m3)
            case .float8e5m2:
                unsafe each(bytes, target) { (bits: UInt8) in half(UInt16(bits) << 8) }
            case .bool, .uint8: unsafe each(bytes, target) { (value: UInt8) in Float(value) }
            case .int8: unsafe each(bytes, target) { (value: Int8) in Float(value) }
            case .int16: unsafe each(bytes, target) { (value: Int16) in Float(value) }
            case .uint16: unsafe each(bytes, target) { (value: UInt16) in Float(value) }
            case .int32: unsafe each(bytes, target) { (value: Int32) in Float(value) }
            case .uint32: unsafe each(bytes, target) { (value: UInt32) in Float(value) }
            case .int64: unsafe each(bytes, target) { (value: Int64) in Float(value) }
            case .uint64: unsafe each(bytes, target) { (value: UInt64) in Float(value) }
            case .complex64: return false
            }
            return true
        }
    }

    @unsafe
    private static func each<Stored: FixedWidthInteger & BitwiseCopyable>(
        _ bytes: UnsafeRawBufferPointer,
        _ target: UnsafeMutableBufferPointer<Float>,
        _ value: (Stored) -> Float
    ) {
        for index in target.indices {
            let stored = unsafe bytes.loadUnaligned(
                fromByteOffset: index * MemoryLayout<Stored>.size,
                as: Stored.self
            )
            unsafe target.initializeElement(at: index, to: value(Stored(littleEndian: stored)))
        }
    }

    /// The value of an IEEE 754 half: 1 sign, 5 exponent, 10 mantissa bits.
    package static func half(_ bits: UInt16) -> Float {
        let sign = UInt32(bits & 0x8000) << 16
        let exponent = UInt32(bits >> 10) & 0x1F
        let mantissa = UInt32(bits & 0x3FF)
        switch exponent {
        case 0:
            let magnitude = Float(mantissa) * 0x1p-24
            return Float(bitPattern: sign | magnitude.bitPattern)
        case 0x1F:
            let quiet: UInt32 = mantissa == 0 ? 0 : 0x40_0000
            return Float(bitPattern: sign | 0x7F80_0000 | quiet | mantissa << 13)
        default:
            return Float(bitPattern: sign | (exponent + 112) << 23 | mantissa << 13)
        }
    }

    /// The least magnitude that rounds to an infinite half.
    package static let halfOverflow: Float = 65_520

    /// The IEEE 754 half nearest to a float, ties to even.
    ///
    /// Swift's own `Float16` is not there on every platform.
    package static func halfBits(_ value: Float) -> UInt16 {
        let sign = UInt16(truncatingIfNeeded: value.bitPattern >> 16) & 0x8000
        let magnitude = abs(value)
        guard magnitude < halfOverflow else { return sign | (value.isNaN ? 0x7E00 : 0x7C00) }
        guard magnitude >= 0x1p-14 else {
            // Multiples of the least half; the product is exact, and 2^10 of them are 2^-14.
            return sign | UInt16((magnitude * 0x1p24).rounded(.toNearestOrEven))
        }
        let bits = magnitude.bitPattern - (112 << 23)
        return sign | UInt16(truncatingIfNeeded: (bits + 0xFFF + (bits >> 13 & 1)) >> 13)
    }

    /// The value of a bfloat16: the upper half of a 32-bit float.
    package static func brain(_ bits: UInt16) -> Float {
        Float(bitPattern: UInt32(bits) << 16)
    }

    /// The value of an `e4m3fn`: bias 7, no infinities, NaN only with all bits set.
    package static func e4m3(_ bits: UInt8) -> Float {
        let sign = UInt32(bits & 0x80) << 24
        let exponent = UInt32(bits >> 3) & 0xF
        let mantissa = UInt32(bits & 7)
        if bits & 0x7F == 0x7F { return Float(bitPattern: sign | 0x7FC0_0000) }
        guard exponent > 0 else {
            return Float(bitPattern: sign | (Float(mantissa) * 0x1p-9).bitPattern)
        }
        return Float(bitPattern: sign | (exponent + 120) << 23 | mantissa << 20)
    }
}
