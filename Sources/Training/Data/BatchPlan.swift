package import FrankenImage

/// Which samples make up which batch, and how they become pixels.
///
/// Every batch is a function of the plan and its position alone: whatever the number of threads,
/// and whether or not a run was interrupted before it, it has the same pixels.
package struct BatchPlan: Sendable, Equatable {
    /// What is done about a sample that cannot be decoded or is too small.
    package enum Unusable: Sendable, Equatable {
        /// Another one, drawn at random from the data set, takes its place: batches stay whole.
        case replaced
        /// The batch has one sample less.
        case omitted
    }

    /// Samples of a batch, of this process alone.
    package let batchSize: Int
    /// The order of the samples.
    package let order: SampleOrder
    /// How samples become pixels.
    package let augmentation: Augmentation
    /// Scale and normalization; only divisor, mean, deviation and channel order are used.
    package let normalization: Preprocessing
    /// Chooses crops and mirrors.
    package let seed: UInt64
    /// Which of ``rankCount`` processes this one is.
    package let rank: Int
    /// How many processes share each step; together they see what one would with
    /// ``rankCount`` times the batch size.
    package let rankCount: Int
    /// What is done about samples that cannot be used.
    package let unusable: Unusable
    /// Images with a shorter side are not used.
    package let minimumSide: Int
    /// Limits on images.
    package let decoder: ImageDecoder

    /// A plan.
    ///
    /// - Parameters:
    ///   - batchSize: Samples of a batch, of this process alone.
    ///   - order: The order of the samples.
    ///   - augmentation: How samples become pixels.
    ///   - normalization: Scale and normalization; ImageNet's by default.
    ///   - seed: Chooses crops and mirrors.
    ///   - rank: Which of `rankCount` processes this one is.
    ///   - rankCount: How many processes share each step.
    ///   - unusable: What is done about samples that cannot be used; by default they are replaced
    ///     where the order is random, and left out otherwise.
    ///   - minimumSide: Images with a shorter side are not used.
    ///   - decoder: Limits on images.
    /// - Throws: ``DataError`` with code `.invalidOption`.
    package init(
        batchSize: Int,
        order: SampleOrder,
        augmentation: Augmentation,
        normalization: Preprocessing = .imagenet(),
        seed: UInt64 = 0,
        rank: Int = 0,
        rankCount: Int = 1,
        unusable: Unusable? = nil,
        minimumSide: Int = 16,
        decoder: ImageDecoder = ImageDecoder()
    ) throws(DataError) {
        guard 1...65_536 ~= batchSize, 1...65_536 ~= rankCount, 0..<rankCount ~= rank else {
            throw DataError(
                .invalidOption,
                """
                Expected a batch of 1 to 65,536 and a rank below the number of ranks, found \
                \(batchSize), \(rank) and \(rankCount).
                """
            )
        }
        do {
            try normalization.validate()
        } catch {
            throw DataError(.invalidOption, error.message)
        }
        self.batchSize = batchSize
        self.order = order
        self.augmentation = augmentation
        self.normalization = normalization
        self.seed = seed
        self.rank = rank
        self.rankCount = rankCount
        self.unusable = unusable ?? (order == .sequential ? .omitted : .replaced)
        self.minimumSide = minimumSide
        self.decoder = decoder
    }

    /// Steps of one pass over `count` samples.
    ///
    /// A random order leaves out the samples that fill no batch (other ones in each pass); a
    /// sequential one ends with a smaller batch.
    package func stepsPerEpoch(count: Int) -> Int {
        let together = batchSize * rankCount
        return order == .sequential
            ? (count + together - 1) / together
            : count / together
    }

    /// The places in a pass that make up a batch of this process.
    func places(step: Int, count: Int) -> Range<Int> {
        let start = (step * rankCount + rank) * batchSize
        return min(start, count)..<min(start + batchSize, count)
    }

    /// The position after another.
    func following(_ position: DataPosition, count: Int) -> DataPosition {
        position.step + 1 < stepsPerEpoch(count: count)
            ? DataPosition(epoch: position.epoch, step: position.step + 1)
            : DataPosition(epoch: position.epoch + 1)
    }
}
