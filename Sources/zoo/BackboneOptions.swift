public import ArgumentParser
import FrankenBlueprint
import FrankenFamilies
import FrankenPipeline
public import FrankenRuntime
import FrankenWeights

/// Which backbone, and its weights.
struct BackboneOptions: ParsableArguments {
    @Option(help: "The backbone, as in `zoo list`.")
    var backbone: String

    @Option(help: "A checkpoint with torchvision's or timm's names (.safetensors, .pth).")
    var weights: String

    @Option(help: "Class names, one a line in index order. ImageNet's are built in.")
    var labels: String?

    /// Loads the backbone; wrong weights are answered with the relative that they fit.
    func load() throws -> Backbone {
        let registry = try BuiltInBlueprints.registry()
        let blueprint = try registry.backbone(named: backbone)
        let labels = try labels.map { try LabelFile.read($0) }
        let tensors = try TensorStore.open(path: weights)
        do {
            return try Backbone(blueprint, weights: tensors, labels: labels)
        } catch let error as PipelineError where error.code == .wrongWeights {
            let fitting = registry.relatives(fitting: tensors)
            guard !fitting.isEmpty else { throw error }
            throw PipelineError(
                .wrongWeights,
                "'\(weights)' holds the weights of \(fitting.joined(separator: " or ")), not of "
                    + "\(blueprint.name). Use --backbone \(fitting[0]).",
                cause: error
            )
        }
    }
}

/// How plans compute.
struct PlanArguments: ParsableArguments {
    @Option(help: "Number format: f32, or bf16 where the CPU has it.")
    var precision: Precision = .float32

    @Option(help: "Threads for one run (default: all processors).")
    var threads: Int?

    var options: PlanOptions {
        PlanOptions(precision: precision, threads: threads ?? PlanOptions.availableThreads)
    }
}

extension Precision: ExpressibleByArgument {}
