/// The sizes an encoder network can be made in.
///
/// The defaults are the published encoder: 141,696 parameters, and 530.46 million
/// multiply-accumulates for an image of 224 x 224.
///
/// - SeeAlso: Furutanpey et al., IEEE TMC 23(12), 2024, doi:10.1109/TMC.2024.3381952.
public struct EncoderSizes: Sendable, Hashable {
    /// What stands between the two 3x3 convolutions of a block; parameters are the same.
    public enum InnerActivation: String, Sendable, Hashable, CaseIterable {
        /// Rectified linear unit: what the method means.
        case relu
        /// Nothing: what the released code does, because a type test in it never holds.
        case identity
    }

    /// Channels after the first and the second block.
    public var widths: (first: Int, second: Int) {
        get { (firstWidth, secondWidth) }
        set { (firstWidth, secondWidth) = newValue }
    }

    /// Channels of the latent.
    public var latentChannels: Int
    /// What stands between the two 3x3 convolutions of a block.
    public var innerActivation: InnerActivation
    /// Step of each of the three blocks.
    public var strides: [Int]
    private var firstWidth: Int
    private var secondWidth: Int

    /// All sizes; the defaults are the published encoder.
    ///
    /// - Parameters:
    ///   - widths: Channels after the first and the second block.
    ///   - latentChannels: Channels of the latent.
    ///   - innerActivation: What stands between the two 3x3 convolutions of a block.
    ///   - strides: Step of each of the three blocks.
    public init(
        widths: (first: Int, second: Int) = (48, 64),
        latentChannels: Int = 48,
        innerActivation: InnerActivation = .relu,
        strides: [Int] = [2, 2, 2]
    ) {
        firstWidth = widths.first
        secondWidth = widths.second
        self.latentChannels = latentChannels
        self.innerActivation = innerActivation
        self.strides = strides
    }

    /// The sizes for images of 32 x 32: one step less, for a latent of 8 x 8.
    ///
    /// The paper's own sizes for its CIFAR-10 experiments were never published; these are ours.
    public static let small = EncoderSizes(strides: [2, 2, 1])
}
