/// The names that every backbone graph uses.
public enum BackboneConvention {
    /// The value a backbone reads: normalized images, `[N, 3, H, W]`.
    public static let input = "image"
    /// The value a backbone makes: class scores before softmax, `[N, classes]`.
    public static let output = "logits"
}
