import ArgumentParser
import FrankenBlueprint
import FrankenCodec
import FrankenCommands
import FrankenData
import FrankenFiles
import FrankenInference
import FrankenPlugins
import FrankenRecipes
import FrankenStore
import FrankenTorch
import FrankenTraining
import FrankenWeights

/// Opens what the options name, and trains.
enum Session {
    static func run(
        recipe: Recipe,
        backbone name: String?,
        encoder: String?,
        from initial: String?,
        _ options: RunOptions
    ) async throws {
        let stop = StopRequest()
        try TrainingLibrary.keepMemory()
        try TrainingLibrary.setThreads(options.threads)
        let (device, group) = try options.process.join()
        let registry = try registry()
        let weights = try WeightsNote(options.weights)
        let backbone = try registry.backbone(
            named: name ?? recipe.teacher.backbone,
            weights: weights.path,
            labels: weights.folder?.labels
        )
        let classes = try backbone.labels.map { try ClassList($0.labels.map(\.id)) }
        let encoderFolder = encoder.map(Self.encoderFolder)
        var setup = try TrainingSetup(
            recipe: recipe,
            backbone: backbone,
            registry: registry,
            data: DataSet(paths: options.data, classes: classes),
            evaluation: options.eval.isEmpty
                ? nil : DataSet(paths: options.eval, classes: classes),
            encoder: encoderFolder.map { try EncoderPackage(path: $0) },
            device: device,
            threads: options.threads
        )
        setup.group = group
        if !options.eval.isEmpty {
            setup.evaluationName = options.eval.map(Self.stem).joined(separator: "+")
        }
        setup.origin = try weights.origin(of: backbone, license: options.license)
        setup.encoderOrigin = encoderFolder.map { EncoderOrigin(encoderFolder: $0) }
        setup.license = options.resultLicense
        setup.dataName = options.data.map(Self.stem).joined(separator: "+")
        setup.saliencyFolder = options.saliencyCache
        let trainer = Trainer(setup, options: options.trainerOptions(from: initial))
        let reporter = Reporter(isJSON: options.json)
        let result = try await trainer.run(isStopped: { stop.isMade }, report: reporter.report)
        if group?.isFirst ?? true { reporter.end(result, terms: setup.terms) }
        if result.end == .interrupted { throw ExitCode(StopRequest.exitCode) }
    }

    /// What can be trained: built in, and from plugins' files.
    ///
    /// A file that is wrong is left out and named on standard error.
    static func registry() throws -> BlueprintRegistry {
        let plugins = try BlueprintShelf(environment: ProcessEnvironment.all).read()
        for problem in plugins.problems {
            Terminal.note("zoo-train: \(problem)")
        }
        return plugins.registry
    }

    /// The five files may lie in a folder of their own or in a result.
    private static func encoderFolder(_ path: String) -> String {
        let nested = "\(path)/encoder"
        return FileStatus.isReadable("\(nested)/codec.json") ? nested : path
    }

    /// `nips17-eval` of `data/nips17-eval.tar`.
    static func stem(_ path: String) -> String {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        return name.split(separator: ".").first.map(String.init) ?? name
    }
}
