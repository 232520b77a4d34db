import FrankenGraph
import FrankenTesting

extension ReferenceInterpreter {
    /// With the parameters that ``SeededTensors`` draws for the graph's name.
    init(seeded graph: ModelGraph) {
        var parameters: [String: [Float]] = [:]
        for parameter in graph.parameters {
            parameters[parameter.name] = SeededTensors.parameter(
                parameter.name,
                of: graph.name,
                shape: parameter.shape
            )
        }
        self.init(graph, parameters: parameters)
    }
}
