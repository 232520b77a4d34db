internal import FrankenCodec
internal import FrankenFiles
internal import FrankenImage
internal import FrankenRuntime

/// A wrong command line.
struct UsageError: Error, CustomStringConvertible {
    let description: String
}

/// A bitstream that could not be stored.
struct CannotCreate: Error, CustomStringConvertible {
    let description: String
}

/// Exit codes, as `zoo` has them.
enum ExitStatus {
    static func of(_ error: any Error) -> CInt {
        switch error {
        case is UsageError: 64
        case is CannotCreate: 73
        case let error as CodecError:
            switch error.code {
            case .missingFile: 66
            case .unknownQuality: 64
            default: 65
            }
        case let error as FilesError: error.isMissing ? 66 : 65
        case let error as RuntimeError:
            switch error.code {
            case .unsupportedPrecision, .unsupportedOperation, .outOfMemory: 69
            case .invalidOption: 64
            case .notFinite: 65
            default: 70
            }
        default: 65
        }
    }
}
