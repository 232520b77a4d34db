/// How images were prepared for the weights a relative is usually run with.
///
/// Shorter side to ``resize``, center crop of ``crop``, scale to 0 to 1, then
/// `(x - mean) / std` per channel in the order red, green, blue.
public struct Preprocessing: Sendable, Hashable, Codable {
    /// How resized pixels are computed; both with antialiasing, as Pillow does.
    public enum Interpolation: String, DeclaredChoice {
        /// Triangle filter.
        case bilinear
        /// Keys' cubic filter with a = -0.5.
        case bicubic
    }

    /// The shorter side after resizing, in pixels; `nil` leaves the image as it is.
    public let resize: Int?
    /// How resized pixels are computed.
    public let interpolation: Interpolation
    /// The side of the square center crop, in pixels.
    public let crop: Int
    /// Subtracted per channel, on the scale from 0 to 1.
    public let mean: [Double]
    /// Divided by per channel, on the scale from 0 to 1.
    public let std: [Double]

    /// All fields.
    public init(
        resize: Int?,
        interpolation: Interpolation,
        crop: Int,
        mean: [Double],
        std: [Double]
    ) {
        self.resize = resize
        self.interpolation = interpolation
        self.crop = crop
        self.mean = mean
        self.std = std
    }

    /// Refuses values that no image could be prepared with.
    func check() throws(DeclarationError) {
        try DeclarationError.check(crop, in: 1...4_096, at: ["crop"])
        if let resize { try DeclarationError.check(resize, in: crop...8_192, at: ["resize"]) }
        for (field, values) in [("mean", mean), ("std", std)] {
            guard values.count == 3, values.allSatisfy({ abs($0) <= 1_000 }) else {
                throw DeclarationError(
                    at: [.field(field)],
                    "needs three numbers, one each for red, green and blue; found \(values)."
                )
            }
        }
        guard std.allSatisfy({ $0 >= 1e-6 }) else {
            throw DeclarationError(at: ["std"], "divides, so it must be positive; found \(std).")
        }
    }
}
