/// What a decoder is given: the form of the encoder's latent.
public struct LatentFormat: Sendable, Hashable {
    /// Channels of the latent.
    public let channels: Int
    /// Image rows per latent row, and columns per column.
    public let reduction: Int

    /// The published encoder's latent: 48 channels, an eighth of the image's rows and columns.
    ///
    /// - SeeAlso: Furutanpey et al., IEEE TMC 23(12), 2024, doi:10.1109/TMC.2024.3381952.
    public static let published = LatentFormat(channels: 48, reduction: 8)

    /// A latent of so many channels.
    public init(channels: Int, reduction: Int) {
        self.channels = channels
        self.reduction = reduction
    }
}
