extension Double {
    /// Decimal places for people: `73.1`.
    ///
    /// - Parameter places: How many, 0 to 6.
    /// - Returns: The number, rounded; as it is where it is huge or none.
    package func rounded(toPlaces places: Int) -> String {
        let scale = (0..<places).reduce(1.0) { product, _ in product * 10 }
        guard isFinite, abs(self) < 1e12 else { return "\(self)" }
        let whole = Int((abs(self) * scale).rounded())
        let digits = String(whole % Int(scale))
        let sign = self < 0 && whole > 0 ? "-" : ""
        let integer = "\(sign)\(whole / Int(scale))"
        guard places > 0 else { return integer }
        return integer + "." + String(repeating: "0", count: places - digits.count) + digits
    }
}
