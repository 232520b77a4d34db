import ArgumentParser
import FrankenEdge
import FrankenEntropy
import FrankenRuntime

/// Precision of an encoder on the command line: `auto`, or one of the engine's.
enum EncoderPrecision: String, ExpressibleByArgument, CaseIterable {
    case auto
    case f32
    case bf16

    var choice: EdgeOptions.PrecisionChoice {
        switch self {
        case .auto: .auto
        case .f32: .fixed(.float32)
        case .bf16: .fixed(.bfloat16)
        }
    }
}

/// The entropy coder by its id in the stream's header.
enum CoderArgument: UInt8, ExpressibleByArgument, CaseIterable {
    case compressAI = 0
    case lanes = 1

    var coder: CoderID {
        switch self {
        case .compressAI: .compressAI
        case .lanes: .lanes
        }
    }
}
