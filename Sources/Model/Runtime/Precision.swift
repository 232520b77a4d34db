internal import CDNNL

/// The number format that a plan computes in.
public enum Precision: String, Sendable, Hashable, Codable, CaseIterable {
    /// IEEE 754 binary32 throughout.
    case float32 = "f32"
    /// bfloat16 activations and weights with binary32 accumulation and outputs.
    case bfloat16 = "bf16"

    /// Whether this CPU computes in the format in hardware.
    public var isSupported: Bool {
        switch self {
        case .float32: true
        case .bfloat16: fd_has_bfloat16()
        }
    }

    var type: ElementType {
        switch self {
        case .float32: .float32
        case .bfloat16: .bfloat16
        }
    }
}

/// The library a plan runs on.
public enum InferenceLibrary {
    /// Name and version, as in `oneDNN 2.6.0`.
    public static var version: String {
        var (major, minor, patch): (CInt, CInt, CInt) = (0, 0, 0)
        unsafe fd_version(&major, &minor, &patch)
        return "oneDNN \(major).\(minor).\(patch)"
    }
}
