extension Recipe {
    /// The backbone whose features are imitated.
    package struct Teacher: Sendable, Hashable, Codable {
        /// The name of a backbone.
        package let backbone: String
        /// The name of the split point.
        package let splitPoint: String
    }

    /// The sizes of an encoder.
    package struct EncoderShape: Sendable, Hashable {
        /// What stands between the two convolutions of a block.
        package enum InnerActivation: String, RecipeChoice {
            /// Rectified linear unit: what the method means.
            case relu
            /// Nothing: what the released code does.
            case identity
        }

        /// Channels after the first and the second block.
        package let widths: [Int]
        /// Channels of the latent.
        package let latentChannels: Int
        /// Step of each of the three blocks.
        package let strides: [Int]
        /// What stands between the two convolutions of a block.
        package let innerActivation: InnerActivation
    }

    /// Where random numbers start.
    package struct Seeds: Sendable, Hashable, Codable {
        /// Chooses initial weights.
        package let parameters: UInt64
        /// Chooses the order of the samples, crops and mirrors.
        package let data: UInt64
        /// Chooses quantization noise and dropped paths.
        package let noise: UInt64
    }

    /// When and on what progress is measured.
    package struct Evaluation: Sendable, Hashable {
        /// Steps between two evaluations.
        package internal(set) var interval: Int
        /// Images held out, or taken from evaluation data, for each.
        package let images: Int
        /// The share of images classified right, 0 to 1, at which training ends early; nil to go
        /// on to the end.
        package internal(set) var targetTop1: Double?
        /// How many latent channels must be alive at each evaluation, at the finest level, or
        /// training ends with an error; nil for any number.
        package let liveChannels: Int?
    }
}

extension Recipe.EncoderShape: Codable {
    private enum Key: String, CodingKey {
        case widths, latentChannels, strides, innerActivation
    }

    /// Reads an object of four members.
    ///
    /// - Parameter decoder: A strict decoder.
    /// - Throws: The decoder's error or ``RecipeError``.
    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        widths = try values.decode([Int].self, forKey: .widths)
        latentChannels = try values.decode(Int.self, forKey: .latentChannels)
        strides = try values.decode([Int].self, forKey: .strides)
        innerActivation = try values.decode(InnerActivation.self, forKey: .innerActivation)
        guard widths.count == 2, strides.count == 3 else {
            throw RecipeError(.invalidRecipe, "needs 2 'widths' and 3 'strides'.")
        }
        for width in widths + [latentChannels] {
            try RecipeNumber.check(width, in: 1...4096, Key.widths)
        }
        for stride in strides { try RecipeNumber.check(stride, in: 1...4, Key.strides) }
    }
}

extension Recipe.Evaluation: Codable {
    private enum Key: String, CodingKey {
        case interval, images, targetTop1, liveChannels
    }

    /// Reads an object; `targetTop1` and `liveChannels` may be left out.
    ///
    /// - Parameter decoder: A strict decoder.
    /// - Throws: The decoder's error or ``RecipeError``.
    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        interval = try values.decode(Int.self, forKey: .interval)
        images = try values.decode(Int.self, forKey: .images)
        targetTop1 = try values.decodeIfPresent(Double.self, forKey: .targetTop1)
        liveChannels = try values.decodeIfPresent(Int.self, forKey: .liveChannels)
        if let liveChannels {
            try RecipeNumber.check(liveChannels, in: 0...4096, Key.liveChannels)
        }
        try RecipeNumber.check(interval, in: 1...1_000_000, Key.interval)
        try RecipeNumber.check(images, in: 1...1_000_000, Key.images)
        if let targetTop1 { try RecipeNumber.check(targetTop1, in: 0...1, Key.targetTop1) }
    }
}
