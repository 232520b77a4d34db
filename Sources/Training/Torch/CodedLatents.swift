/// Latents of a batch as the decoder gets them, and what they cost.
struct CodedLatents {
    /// What the decoder reads, `[N, C, H, W]`.
    let values: Tensor
    /// A scalar with gradients: bits, or with levels lambda times bits with each image's weight.
    let cost: Tensor
    /// Multiplies ``cost`` in the loss.
    let costFactor: Double
    /// With levels, each image's.
    let images: [Image]

    /// An image of several rates.
    struct Image {
        /// An index of the levels' lambdas.
        let level: Int
        /// How much its loss counts.
        let weight: Double
        /// Bits of its latent.
        let bits: Double
    }

    /// `[N]`: how much each image's gradients count; nil where they count alike.
    func weights(on device: Device) throws(TorchError) -> Tensor? {
        guard !images.isEmpty else { return nil }
        return try Tensor.of(images.map { Float($0.weight) }, shape: [images.count], on: device)
    }

    /// Bits of all images, without weights.
    func bits() throws(TorchError) -> Double {
        images.isEmpty ? try cost.scalar() : images.reduce(0) { $0 + $1.bits }
    }

    /// The loss as a number: what was asked for the gradients, with each image's weight.
    ///
    /// - Parameters:
    ///   - loss: Whose gradients are asked for.
    ///   - found: What the decoder's output costs.
    ///   - levels: The rates.
    /// - Returns: The number.
    /// - Throws: ``TorchError``.
    func value(
        of loss: Tensor,
        _ found: Distillation,
        levels: RateLevels?
    ) throws(TorchError) -> Double {
        let whole = try loss.scalar()
        guard levels != nil else { return whole }
        let plain = found.imageErrors.reduce(0, +)
        let weighed = zip(images, found.imageErrors).reduce(0) { $0 + $1.0.weight * $1.1 }
        let mean = images.reduce(0) { $0 + $1.weight } / Double(max(images.count, 1))
        let others = try found.loss.scalar()
        return whole - others + weighed + mean * (others - plain)
    }

    /// Images, distortion and bits of each level, one after the other; empty without levels.
    func reports(_ found: Distillation, levels: RateLevels?) -> [Double] {
        var numbers = [Double](repeating: 0, count: 3 * (levels?.lambdas.count ?? 0))
        for (index, image) in images.enumerated() {
            numbers[3 * image.level] += 1
            if index < found.imageErrors.count {
                numbers[3 * image.level + 1] += found.imageErrors[index]
            }
            numbers[3 * image.level + 2] += image.bits
        }
        return numbers
    }

    /// What ``reports(_:levels:)`` gave, added up over processes.
    static func levels(in numbers: ArraySlice<Double>) -> [StepReport.Level] {
        let all = Array(numbers)
        return stride(from: 0, to: all.count, by: 3).map {
            .init(images: all[$0], distortion: all[$0 + 1], bits: all[$0 + 2])
        }
    }
}

extension HeadDistillationStep {
    /// Quantizes latents, or nearly so, and counts their bits.
    func code(
        _ latents: Tensor,
        key: UInt64,
        firstImage: Int,
        lambda: Double
    ) throws(TorchError) -> CodedLatents {
        if let levels {
            return try code(latents, at: levels, key: key, firstImage: firstImage, lambda)
        }
        let values =
            switch options.quantization {
            case .noise: try latents.addingNoise(key: key, firstImage: firstImage)
            case .straightThrough:
                try latents.rounded(
                    about: prior.medians(on: teacher.device),
                    isStraightThrough: true
                )
            }
        let bits = try prior.bits(of: values)
        return CodedLatents(values: values, cost: bits, costFactor: lambda, images: [])
    }

    private func code(
        _ latents: Tensor,
        at levels: RateLevels,
        key: UInt64,
        firstImage: Int,
        _ lambda: Double
    ) throws(TorchError) -> CodedLatents {
        let count = latents.shape[0]
        let drawn = levels.draw(count, key: noise.key(for: -2), firstImage: firstImage)
        let scales = try levels.gains(of: drawn, on: teacher.device)
        let values: Tensor
        switch options.quantization {
        case .noise:
            values = try latents.scaledChannels(by: scales.gains)
                .addingNoise(key: key, firstImage: firstImage)
        case .straightThrough:
            let medians = try prior.medians(on: teacher.device)
            let channels = prior.channelCount
            let centers = try medians.reshaped([1, channels, 1, 1])
            values = try latents.adding(centers, times: -1)
                .scaledChannels(by: scales.gains)
                .rounded(about: medians.zeros(), isStraightThrough: true)
                .adding(scales.gains.reshaped([count, channels, 1, 1]).multiplied(by: centers))
        }
        let bits = try prior.bits(of: values, gains: scales.gains)
        var numbers = [Double](repeating: 0, count: count)
        for (place, value) in try bits.doubles().enumerated() {
            numbers[place / prior.channelCount] += value
        }
        let images = zip(drawn, numbers).map { level, bits in
            CodedLatents.Image(
                level: level,
                weight: levels.weight(of: level, rateFactor: lambda),
                bits: bits
            )
        }
        let factors = images.map { Float($0.weight * levels.lambdas[$0.level] * lambda) }
        let prices = try Tensor.of(factors, shape: [count, 1], on: teacher.device)
        return CodedLatents(
            values: try values.scaledChannels(by: scales.inverses),
            cost: try bits.multiplied(by: prices).summed(),
            costFactor: 1,
            images: images
        )
    }
}
