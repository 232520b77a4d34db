/// The names that every decoder graph uses.
public enum DecoderConvention {
    /// The value a decoder reads: dequantized latents, `[N, C, h, w]`.
    public static let input = "latent"
    /// The value a decoder makes: what the backbone has at its split point.
    public static let output = "features"
}
