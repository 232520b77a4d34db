internal import FrankenCodec
internal import FrankenCrypto
internal import FrankenInference
internal import FrankenRecipes

extension TrainingRun {
    private static func hex(_ bytes: [UInt8]) -> String { Digest(bytes: bytes)?.hex ?? "" }

    /// Measures and writes what was made, unless the training was interrupted.
    mutating func finish(
        _ end: TrainingEnd,
        _ isStopped: () -> Bool,
        _ report: (TrainingEvent) -> Void
    ) throws -> TrainingResult {
        guard end != .interrupted, let files else {
            try noteStop(end.rawValue)
            return TrainingResult(
                end: end,
                step: state.step,
                folder: nil,
                digests: [:],
                figures: nil
            )
        }
        let output = TrainingOutput(
            setup: setup,
            folder: files.options.folder,
            storage: files.options.storage
        )
        let product = try output.stored(trainee.product())
        let levels = try trainee.levelProducts().map { try output.stored($0) }
        let figures = try evaluate(product, levels, isFinal: true, isStopped)
        guard !isStopped() else { return try finish(.interrupted, isStopped, report) }
        if let figures { try note(.evaluated(step: state.step, figures), report) }
        try noteStop(end.rawValue)
        try output.write(
            product.codec,
            weights: trainee.weights(),
            step: state.step,
            figures: figures
        )
        try output.draw(TrainingLog.records(of: files.logPath))
        let description = product.codec.encoder.description
        return TrainingResult(
            end: end,
            step: state.step,
            folder: files.options.folder,
            digests: [
                "encoder": Self.hex(description.encoderDigest),
                "tables": Self.hex(description.tablesDigest),
            ],
            figures: figures
        )
    }
}
