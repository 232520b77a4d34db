import ArgumentParser
import FrankenCommands
import FrankenGraph
import FrankenInference
import FrankenRuntime
import FrankenWeights

/// For parity checks: tensor in, logits out, no preprocessing.
struct LogitsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logits",
        abstract: "Run a backbone on the tensor `input` of a safetensors file.",
        shouldDisplay: false
    )

    @OptionGroup var options: BackboneOptions
    @OptionGroup var plan: PlanArguments

    @Option(help: "A safetensors file with a tensor `input`, [N, 3, H, W].")
    var input: String

    @Flag(help: "Print JSON; there is no other form.")
    var json = false

    func run() throws {
        let backbone = try options.load()
        let tensors = try SafetensorsReader().open(path: input)
        let shape = try tensors.info(named: "input").shape
        let compiled = try PlanCompiler(backbone.model).plan(
            inputs: [backbone.model.graph.inputs[0].name: Shape(shape)],
            options: plan.options
        )
        let logits = try compiled.session().run([tensors.floats(named: "input")])
        try JSONOutput.print(Answer(shape: compiled.outputs[0].shape, logits: logits[0]))
    }

    private struct Answer: Encodable {
        let schema = "zoo.logits/1"
        let shape: [Int]
        let logits: [Float]
    }
}
