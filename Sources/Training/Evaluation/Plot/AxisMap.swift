#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// From values to places along an axis, with the values worth a label.
struct AxisMap {
    let ticks: [Double]
    private let isLogarithmic: Bool
    private let low: Double
    private let high: Double

    /// - Parameters:
    ///   - axis: What was asked for.
    ///   - values: All values that are to be shown.
    init(_ axis: Plot.Axis, values: [Double]) {
        isLogarithmic = axis.scale == .logarithmic
        let isLogarithmic = isLogarithmic
        // Beyond these no chart is readable, and differences would lose their digits.
        let limits = isLogarithmic ? 1e-30...1e30 : -1e15...1e15
        let shown = values.filter(limits.contains)
        let range = axis.range?.clamped(to: limits)
        var low = range?.lowerBound ?? shown.min() ?? (isLogarithmic ? 0.1 : 0)
        var high = range?.upperBound ?? shown.max() ?? 1
        if isLogarithmic, high / low > 1e12 { low = high / 1e12 }
        if isLogarithmic {
            if high / low < 1.01 { (low, high) = (low / 2, high * 2) }
            ticks = Self.logarithmicTicks(low, high)
            if axis.range == nil { (low, high) = (low / 1.1, high * 1.1) }
        } else {
            if high - low < 1e-12 * max(1, abs(high)) { (low, high) = (low - 0.5, high + 0.5) }
            let step = Self.step(high - low)
            if axis.range == nil {
                low = (low / step).rounded(.down) * step
                high = (high / step).rounded(.up) * step
            }
            // At most 10^12 steps from zero, because the span is no smaller than that share.
            let first = Int((low / step - 1e-9).rounded(.up))
            let last = Int((high / step + 1e-9).rounded(.down))
            ticks = first <= last ? (first...min(last, first + 100)).map { Double($0) * step } : []
        }
        self.low = low
        self.high = high
    }

    /// The place of a value: 0 at the beginning of the axis, 1 at its end; nil when it has none.
    func place(_ value: Double) -> Double? {
        guard value.isFinite else { return nil }
        guard isLogarithmic else { return (value - low) / (high - low) }
        return value > 0 ? log(value / low) / log(high / low) : nil
    }

    /// A round step that gives four to ten labels.
    private static func step(_ span: Double) -> Double {
        let rough = max(span, 1e-300) / 8
        let power = pow(10, log10(rough).rounded(.down))
        let factor = [1, 2, 5, 10].first { $0 * power >= rough } ?? 10
        return factor * power
    }

    private static func logarithmicTicks(_ low: Double, _ high: Double) -> [Double] {
        let decades = Int(log10(low).rounded(.down))...Int(log10(high).rounded(.up))
        let factors: [Double] = decades.count > 5 ? [1] : [1, 2, 5]
        return decades.flatMap { decade in factors.map { $0 * pow(10, Double(decade)) } }
            .filter { $0 >= low / 1.1 && $0 <= high * 1.1 }
    }

    /// A number with as many digits as it needs: 0.05, 12, 40k.
    static func label(_ value: Double) -> String {
        let size = abs(value)
        if size >= 1e9 { return "\(value)" }
        if size >= 1e6 { return "\(trimmed(value / 1e6))M" }
        if size >= 1e4 { return "\(trimmed(value / 1e3))k" }
        if size > 0, size < 1e-4 { return "\(value)" }
        return trimmed(value)
    }

    private static func trimmed(_ value: Double) -> String {
        let scaled = (value * 1e5).rounded() / 1e5
        guard scaled != scaled.rounded() else { return "\(Int64(scaled))" }
        return "\(scaled)"
    }
}
