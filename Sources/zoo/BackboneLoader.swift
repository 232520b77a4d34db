import FrankenBlueprint
import FrankenFamilies
import FrankenPipeline
import FrankenWeights

/// Opens a backbone's files; errors name the file, and wrong weights the relative that they fit.
enum BackboneLoader {
    static func load(_ name: String, weights path: String, labels: String? = nil) throws -> Backbone
    {
        let registry = try BuiltInBlueprints.registry()
        let blueprint = try registry.backbone(named: name)
        let labels = try labels.map { try LabelFile.read($0) }
        let tensors = try open(path)
        do {
            return try Backbone(blueprint, weights: tensors, labels: labels)
        } catch let error as PipelineError where error.code == .wrongWeights {
            let fitting = registry.relatives(fitting: tensors)
            guard let first = fitting.first else {
                throw Failure("\(path): \(error)", Failure.badData)
            }
            throw Failure(
                "\(path): These are the weights of \(fitting.joined(separator: " or ")), not of "
                    + "\(blueprint.name). Use --backbone \(first).",
                Failure.badData
            )
        }
    }

    private static func open(_ path: String) throws -> TensorStore {
        do {
            return try TensorStore.open(path: path)
        } catch {
            guard error.code != .file else {
                throw Failure(
                    "\(error) Give --weights a checkpoint, such as one from "
                        + "https://download.pytorch.org/models/.",
                    Failure.notFound
                )
            }
            throw Failure("\(path): \(error)", Failure.badData)
        }
    }
}
