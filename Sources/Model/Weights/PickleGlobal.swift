/// The functions and classes a checkpoint may name.
///
/// They are symbols: nothing is looked up, and nothing runs.
enum PickleGlobal: Sendable, Equatable {
    case orderedDictionary
    case rebuildTensor
    case rebuildTensorV2
    case rebuildParameter
    case parameter
    case size
    case storage(ScalarType)

    private static let storageModules = ["torch", "torch.storage", "torch.cuda"]

    private static let storageTypes: [String: ScalarType] = [
        "FloatStorage": .float32, "DoubleStorage": .float64, "HalfStorage": .float16,
        "BFloat16Storage": .bfloat16, "LongStorage": .int64, "IntStorage": .int32,
        "ShortStorage": .int16, "CharStorage": .int8, "ByteStorage": .uint8,
        "BoolStorage": .bool, "ComplexFloatStorage": .complex64,
    ]

    /// The symbol for a module and a name; nil when it is not on the list.
    init?(module: String, name: String) {
        switch (module, name) {
        case ("collections", "OrderedDict"): self = .orderedDictionary
        case ("torch._utils", "_rebuild_tensor"): self = .rebuildTensor
        case ("torch._utils", "_rebuild_tensor_v2"): self = .rebuildTensorV2
        case ("torch._utils", "_rebuild_parameter"): self = .rebuildParameter
        case ("torch.nn.parameter", "Parameter"): self = .parameter
        case ("torch", "Size"): self = .size
        default:
            guard Self.storageModules.contains(module), let type = Self.storageTypes[name] else {
                return nil
            }
            self = .storage(type)
        }
    }

    /// The symbol in words, for messages.
    var name: String {
        switch self {
        case .orderedDictionary: "collections.OrderedDict"
        case .rebuildTensor: "torch._utils._rebuild_tensor"
        case .rebuildTensorV2: "torch._utils._rebuild_tensor_v2"
        case .rebuildParameter: "torch._utils._rebuild_parameter"
        case .parameter: "torch.nn.parameter.Parameter"
        case .size: "torch.Size"
        case .storage(let type): "torch storage of \(type.rawValue)"
        }
    }
}
