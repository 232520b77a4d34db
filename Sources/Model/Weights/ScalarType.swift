/// The type of a tensor's elements; the raw value is its name in safetensors headers.
public enum ScalarType: String, Sendable, CaseIterable, Codable {
    /// One byte, 0 or 1.
    case bool = "BOOL"
    /// Unsigned, 8 bits.
    case uint8 = "U8"
    /// Signed, 8 bits.
    case int8 = "I8"
    /// One sign, four exponent and three mantissa bits; no infinities (`float8_e4m3fn`).
    case float8e4m3 = "F8_E4M3"
    /// One sign, five exponent and two mantissa bits, as IEEE 754 would have them.
    case float8e5m2 = "F8_E5M2"
    /// Signed, 16 bits.
    case int16 = "I16"
    /// Unsigned, 16 bits.
    case uint16 = "U16"
    /// IEEE 754 half: one sign, five exponent and ten mantissa bits.
    case float16 = "F16"
    /// The upper half of an IEEE 754 32-bit float.
    case bfloat16 = "BF16"
    /// Signed, 32 bits.
    case int32 = "I32"
    /// Unsigned, 32 bits.
    case uint32 = "U32"
    /// IEEE 754, 32 bits.
    case float32 = "F32"
    /// Signed, 64 bits.
    case int64 = "I64"
    /// Unsigned, 64 bits.
    case uint64 = "U64"
    /// IEEE 754, 64 bits.
    case float64 = "F64"
    /// Two 32-bit floats: real, imaginary.
    case complex64 = "C64"

    /// Bytes of one element.
    public var byteCount: Int {
        switch self {
        case .bool, .uint8, .int8, .float8e4m3, .float8e5m2: 1
        case .int16, .uint16, .float16, .bfloat16: 2
        case .int32, .uint32, .float32: 4
        case .int64, .uint64, .float64, .complex64: 8
        }
    }

    /// Whether the elements are real floating-point numbers.
    public var isFloatingPoint: Bool {
        switch self {
        case .float8e4m3, .float8e5m2, .float16, .bfloat16, .float32, .float64: true
        default: false
        }
    }
}
