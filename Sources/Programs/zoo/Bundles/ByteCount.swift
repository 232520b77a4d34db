/// A number of bytes for people: `512 B`, `3.1 MiB`.
struct ByteCount: CustomStringConvertible {
    let value: Int

    init(_ value: Int) {
        self.value = value
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
