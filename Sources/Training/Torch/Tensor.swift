internal import CTorch

/// A tensor of libtorch, with what is needed to find gradients through it.
///
/// Tensors never change; every operation makes new ones.
///
/// `@unchecked Sendable`: the only stored property is a handle that is set once and freed in
/// `deinit`; the shim's functions only read it, and libtorch's reference counts are atomic.
@safe
package final class Tensor: @unchecked Sendable {
    let handle: OpaquePointer

    init(owning handle: OpaquePointer) {
        unsafe self.handle = handle
    }

    deinit {
        unsafe ft_tensor_free(handle)
    }

    /// The number format of elements.
    package enum Element: Sendable, Hashable, CaseIterable {
        /// IEEE 754 binary32.
        case float32
        /// IEEE 754 binary64; for checks.
        case float64
        /// The upper half of a binary32.
        case bfloat16

        var type: ft_type {
            switch self {
            case .float32: FT_FLOAT32
            case .float64: FT_FLOAT64
            case .bfloat16: FT_BFLOAT16
            }
        }
    }

    /// Extents, outermost first.
    package var shape: [Int] {
        var extents = [Int64](repeating: 0, count: Int(unsafe ft_tensor_rank(handle)))
        unsafe ft_tensor_extents(handle, &extents)
        return extents.map { Int($0) }
    }

    /// The number of elements.
    package var elementCount: Int { shape.reduce(1, *) }

    /// Whether it was made to be trained: gradients with respect to it can be asked for.
    package var isTrainable: Bool { unsafe ft_tensor_is_trainable(handle) }

    /// The number format.
    package var element: Element {
        switch unsafe ft_tensor_type(handle) {
        case FT_FLOAT64: .float64
        case FT_BFLOAT16: .bfloat16
        default: .float32
        }
    }
}
