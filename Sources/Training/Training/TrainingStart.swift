internal import FrankenBytes
internal import FrankenRecipes
internal import FrankenTorch
internal import FrankenWeights

/// Where a training begins.
struct TrainingStart {
    var state: CheckpointState
    var trainee: TraineeStart
    /// For people.
    var note: String

    /// What processes tell each other besides tensors.
    private struct Words: Codable {
        var state: CheckpointState
        var noise: NoiseSource?
        var optimizerSteps: Int?
        var note: String
    }

    /// The start of the first process, in all of them: only it reads checkpoints.
    ///
    /// - Parameters:
    ///   - group: The processes; nil when this one is alone.
    ///   - read: Reads it; nil in all processes but the first.
    /// - Returns: The same in each.
    /// - Throws: What reading throws, or `TorchError` when a process is lost.
    static func shared(
        by group: ProcessGroup?,
        _ read: () throws -> TrainingStart?
    ) throws -> TrainingStart {
        let own = try read()
        guard let group else { return try known(own) }
        var parts: [[UInt8]] = [[], [], []]
        if let own {
            let words = Words(
                state: own.state,
                noise: own.trainee.noise,
                optimizerSteps: own.trainee.moments?.steps,
                note: own.note
            )
            parts[0] = try StableJSONEncoder().encode(words)
            parts[1] = try own.trainee.weights.map { try SafetensorsWriter().bytes(of: $0) } ?? []
            parts[2] =
                try own.trainee.moments.map { try SafetensorsWriter().bytes(of: $0.store) } ?? []
        }
        parts = try parts.map { try group.broadcast($0) }
        if let own { return own }
        let words = try StrictJSONDecoder().decode(Words.self, from: parts[0])
        let moments = parts[2].isEmpty ? nil : try TensorStore.open(bytes: parts[2])
        return TrainingStart(
            state: words.state,
            trainee: TraineeStart(
                weights: parts[1].isEmpty ? nil : try TensorStore.open(bytes: parts[1]),
                moments: moments.map { ($0, words.optimizerSteps ?? 0) },
                noise: words.noise
            ),
            note: words.note
        )
    }

    private static func known(_ own: TrainingStart?) throws(TrainingError) -> TrainingStart {
        guard let own else {
            throw TrainingError(.nothingToResume, "Nobody has read where the training begins.")
        }
        return own
    }
}

extension ProcessGroup? {
    /// Which of the processes this one is.
    var rank: Int { self?.rank ?? 0 }

    /// Refuses a batch that does not part evenly: its parts would not count alike.
    func checkParts(of batch: Int) throws(TrainingError) {
        guard batch.isMultiple(of: count) else {
            throw TrainingError(
                .inconsistent,
                "Expected a batch that \(count) processes can share evenly, found \(batch) in the "
                    + "recipe. Change the number of processes, or 'batch'."
            )
        }
    }
}
