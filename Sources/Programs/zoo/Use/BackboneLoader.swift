import FrankenBlueprint
import FrankenCommands
import FrankenFailures
import FrankenInference
import FrankenWeights

/// Opens a backbone's files; errors name the file, and wrong weights the relative that they fit.
enum BackboneLoader {
    static func load(_ name: String, weights path: String, labels: String? = nil) throws -> Backbone
    {
        let registry = try KnownBlueprints.registry()
        let labels = try labels.map { try LabelFile.read($0) }
        do {
            return try registry.backbone(named: name, weights: path, labels: labels)
        } catch let error as WeightsError {
            guard error.code != .file else {
                throw Failure(
                    "\(error) Give --weights a checkpoint, such as one from "
                        + "https://download.pytorch.org/models/.",
                    .notFound
                )
            }
            throw Failure("\(path): \(error)", .badInput)
        }
    }
}
