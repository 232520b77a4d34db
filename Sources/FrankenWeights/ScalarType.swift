/// The type of a tensor's elements; the raw value is its name in safetensors headers.
public enum ScalarType: String, Sendable, CaseIterable, Codable {
    case bool = "BOOL"
    case uint8 = "U8"
    case int8 = "I8"
    /// One sign, four exponent and three mantissa bits; no infinities (`float8_e4m3fn`).
    case float8e4m3 = "F8_E4M3"
    /// One sign, five exponent and two mantissa bits, as IEEE 754 would have them.
    case float8e5m2 = "F8_E5M2"
    case int16 = "I16"
    case uint16 = "U16"
    case float16 = "F16"
    case bfloat16 = "BF16"
    case int32 = "I32"
    case uint32 = "U32"
    case float32 = "F32"
    case int64 = "I64"
    case uint64 = "U64"
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
