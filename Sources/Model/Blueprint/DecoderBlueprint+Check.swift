import FrankenGraph
import FrankenImage

extension DecoderBlueprint {
    /// Compares a decoder's output with what its backbone has at the split point.
    ///
    /// - Throws: ``BlueprintProblem`` with the path inside the decoder's declaration.
    func checkGraph(with backbone: BackboneBlueprint) throws(BlueprintProblem) {
        let image = backbone.preprocessing.outputSize
        let expected: Shape?
        do throws(BlueprintError) {
            let whole = try backbone.graph()
            expected = try? whole.shapes(
                inputs: [BackboneConvention.input: [1, 3, image.height, image.width]]
            )[splitPoint.value]
        } catch {
            throw BlueprintProblem(error.code, at: ["splitPoint"], error.message)
        }
        let made: Shape?
        let outputs: [String]
        do throws(GraphError) {
            let graph = try build(latent)
            outputs = graph.outputs
            made = try graph.shapes(inputs: [
                DecoderConvention.input: [
                    1, latent.channels, rows(image.height), rows(image.width),
                ]
            ])[DecoderConvention.output]
        } catch {
            throw BlueprintProblem(.invalidGraph, at: ["sizes"], "\(error)")
        }
        guard outputs == [DecoderConvention.output], let made, made == expected else {
            throw BlueprintProblem(
                .splitPointMismatch,
                at: ["splitPoint"],
                "\(backbone.name) has \(expected ?? []) at \(splitPoint.name) for an image of "
                    + "\(image.height) x \(image.width), the decoder makes \(made ?? []) in "
                    + "\(outputs.joined(separator: ", "))."
            )
        }
    }

    private func rows(_ extent: Int) -> Int { (extent + latent.reduction - 1) / latent.reduction }
}
