internal import FrankenTorch
internal import FrankenWeights

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// What a codec of several rates has learned for each level.
struct LevelGains {
    /// Logarithms of gains, `[levels, channels]`.
    let logGains: [Float]
    /// Logarithms of inverse gains.
    let logInverses: [Float]
    /// Levels.
    let count: Int
    private let channels: Int

    /// Reads them.
    ///
    /// - Returns: Nil for a codec of one rate.
    /// - Throws: ``TrainingError`` with code `.inconsistent` when they are not for so many channels.
    init?(_ weights: TensorStore, channels: Int) throws {
        let names = [RateLevels.gainsName, RateLevels.inversesName]
            .map { CodecParts.levelsPrefix + $0 }
        let infos = weights.infos.filter { names.contains($0.name) }
        guard !infos.isEmpty else { return nil }
        guard infos.count == 2, infos[0].shape == infos[1].shape, infos[0].shape.count == 2,
            infos[0].shape[1] == channels, infos[0].shape[0] > 0
        else {
            throw TrainingError(
                .inconsistent,
                "Expected gains and inverses for \(channels) channels, found "
                    + infos.map { "\($0.name) \($0.shape)" }.joined(separator: ", ")
            )
        }
        self.channels = channels
        count = infos[0].shape[0]
        logGains = try weights.floats(named: names[0])
        logInverses = try weights.floats(named: names[1])
    }

    /// Gains and inverses, one for each channel.
    ///
    /// - Parameter level: 0 for the coarsest; between levels they are interpolated geometrically.
    /// - Returns: Both.
    /// - Throws: ``TrainingError`` with code `.invalidOption` for a level that is not there.
    func gains(at level: Double) throws(TrainingError) -> (gains: [Float], inverses: [Float]) {
        guard level >= 0, level <= Double(count - 1) else {
            throw TrainingError(
                .invalidOption,
                "Expected a level of 0 to \(count - 1), found \(level)."
            )
        }
        let lower = Int(level)
        let upper = min(lower + 1, count - 1)
        let share = Float(level - Double(lower))
        func between(_ values: [Float]) -> [Float] {
            (0..<channels).map { channel in
                exp(
                    values[lower * channels + channel] * (1 - share)
                        + values[upper * channels + channel] * share
                )
            }
        }
        return (between(logGains), between(logInverses))
    }
}
