/// The order of the three planes that a network expects.
public enum ChannelOrder: String, Codable, Equatable, Sendable, CaseIterable {
    /// Red, green, blue: torchvision and timm.
    case rgb
    /// Blue, green, red: Caffe, and Keras' "caffe" mode.
    case bgr
}
