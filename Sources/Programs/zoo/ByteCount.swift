import ArgumentParser
import FrankenCommands

/// A number of bytes for people: `512 B`, `3.1 MiB`.
struct ByteCount: CustomStringConvertible {
    let value: Int

    init(_ value: Int) {
        self.value = value
    }

    /// Reads what people write, and what is printed here: `500K`, `10MiB`, `3.1 MiB`, `7MB`.
    ///
    /// As with `dd`, `M` and `MiB` are 1,048,576 bytes and `MB` is a million.
    ///
    /// - Throws: `ValidationError` for anything else, and for nothing at all.
    init(parsing text: String) throws {
        let number = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        let unit = text.dropFirst(number.count).drop { $0 == " " }.uppercased()
        guard let amount = Double(number), let scale = Self.scale(of: unit),
            amount * scale >= 1, amount * scale < 0x1p60
        else {
            throw ValidationError(
                "Expected a number of bytes such as 500K or 2MiB, found '\(text.prefix(40))'."
            )
        }
        value = Int((amount * scale).rounded())
    }

    private static func scale(of unit: String) -> Double? {
        guard let prefix = unit.first, prefix != "B" else {
            return unit.isEmpty || unit == "B" ? 1 : nil
        }
        guard let power = ["K": 1.0, "M": 2, "G": 3, "T": 4][prefix] else { return nil }
        let base: Double? =
            switch unit.dropFirst() {
            case "", "IB": 1024
            case "B": 1000
            default: nil
            }
        guard let base else { return nil }
        return (0..<Int(power)).reduce(1) { product, _ in product * base }
    }

    var description: String {
        let units = ["KiB", "MiB", "GiB", "TiB"]
        guard value >= 1024 else { return "\(value) B" }
        var amount = Double(value) / 1024
        var unit = 0
        while amount >= 1024, unit < units.count - 1 {
            amount /= 1024
            unit += 1
        }
        return "\(amount.rounded(toPlaces: 1)) \(units[unit])"
    }
}
