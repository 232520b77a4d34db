/// A place between the stages of a backbone where features may cross from client to server.
///
/// Relatives that share a blueprint share the names, so `stage2` means the same depth in each.
public struct SplitPoint: Sendable, Hashable, Codable {
    /// Where the channels of a feature map are.
    public enum Layout: String, DeclaredChoice {
        /// `[N, C, H, W]`
        case channelsFirst
        /// `[N, H, W, C]`
        case channelsLast
    }

    /// The name people use, for example `stage2`.
    public let name: String
    /// The graph's value at that place, for example `layer2`.
    public let value: String
    /// Channels of the features.
    public let channels: Int
    /// Image rows per feature row, and columns per column.
    public let reduction: Int
    /// Where the channels are.
    public let layout: Layout

    /// A split point.
    public init(
        name: String,
        value: String,
        channels: Int,
        reduction: Int,
        layout: Layout = .channelsFirst
    ) {
        self.name = name
        self.value = value
        self.channels = channels
        self.reduction = reduction
        self.layout = layout
    }

    /// Reads a split point; the layout may be left out.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        name = try fields.decode(String.self, forKey: .name)
        value = try fields.decode(String.self, forKey: .value)
        channels = try fields.decode(Int.self, forKey: .channels)
        reduction = try fields.decode(Int.self, forKey: .reduction)
        layout = try fields.decodeIfPresent(Layout.self, forKey: .layout) ?? .channelsFirst
    }
}
