internal import CFrankenEdge
internal import FrankenCodec
internal import FrankenEntropy
internal import FrankenImage
internal import FrankenRuntime

/// A Swift error as C sees it: a number and a sentence.
enum Status {
    static let ok = CInt(bitPattern: FRANKENEDGE_OK.rawValue)

    /// Runs `body`; what it throws becomes a status and a message.
    static func guarded(
        _ message: UnsafeMutablePointer<CChar>?,
        _ capacity: Int,
        _ body: () throws -> frankenedge_status
    ) -> CInt {
        do {
            return CInt(bitPattern: try body().rawValue)
        } catch {
            unsafe write("\(error)", to: message, capacity)
            return CInt(bitPattern: status(of: error).rawValue)
        }
    }

    private static func status(of error: any Error) -> frankenedge_status {
        switch error {
        case is ArgumentError: FRANKENEDGE_INVALID_ARGUMENT
        case let error as CodecError: status(of: error.code)
        case let error as ImageError:
            error.code == .outOfMemory ? FRANKENEDGE_OUT_OF_MEMORY : FRANKENEDGE_BAD_IMAGE
        case is EntropyError: FRANKENEDGE_BAD_PACKAGE
        case is BitstreamError: FRANKENEDGE_BAD_IMAGE
        case let error as RuntimeError:
            switch error.code {
            case .unsupportedPrecision, .unsupportedOperation: FRANKENEDGE_UNSUPPORTED
            case .outOfMemory: FRANKENEDGE_OUT_OF_MEMORY
            case .invalidOption: FRANKENEDGE_INVALID_ARGUMENT
            case .notFinite: FRANKENEDGE_BAD_PACKAGE
            default: FRANKENEDGE_INTERNAL
            }
        default: FRANKENEDGE_INTERNAL
        }
    }

    private static func status(of code: CodecError.Code) -> frankenedge_status {
        switch code {
        case .missingFile: FRANKENEDGE_NOT_FOUND
        case .unknownQuality, .invalidBudget, .invalidImage: FRANKENEDGE_INVALID_ARGUMENT
        case .overBudget: FRANKENEDGE_OVER_BUDGET
        default: FRANKENEDGE_BAD_PACKAGE
        }
    }

    /// Writes text, cut between characters, and its zero.
    static func write(_ text: String, to message: UnsafeMutablePointer<CChar>?, _ capacity: Int) {
        guard let message = unsafe message, capacity > 0 else { return }
        var count = 0
        for character in text.unicodeScalars {
            let bytes = UTF8.encode(character) ?? UTF8.encodedReplacementCharacter
            guard count + bytes.count < capacity else { break }
            for byte in bytes {
                unsafe message[count] = CChar(bitPattern: byte)
                count += 1
            }
        }
        unsafe message[count] = 0
    }
}

/// A value of the caller that makes no sense.
struct ArgumentError: Error, CustomStringConvertible {
    let description: String
}
