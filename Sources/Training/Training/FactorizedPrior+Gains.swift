internal import FrankenEntropy

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

extension FactorizedPrior {
    /// The prior of values that were multiplied by gains.
    ///
    /// `C(v / g)` is the same network with its first layer, `softplus(M) v`, divided by `g`, so what
    /// makes tables of a prior makes those of a gain as well.
    ///
    /// - Parameter gains: Above 0, one for each channel.
    /// - Returns: The prior, and its quantiles with it.
    func scaled(by gains: [Float]) -> FactorizedPrior {
        var scaled = self
        let rows = network.matrices[0].count / max(channelCount, 1)
        for (index, value) in network.matrices[0].enumerated() {
            let positive = Self.softplus(Double(value)) / Double(gains[index / rows])
            scaled.network.matrices[0][index] = Float(Self.inverseSoftplus(positive))
        }
        for index in quantiles.indices { scaled.quantiles[index] *= gains[index / 3] }
        return scaled
    }

    private static func softplus(_ x: Double) -> Double { max(x, 0) + log1p(exp(-abs(x))) }

    private static func inverseSoftplus(_ y: Double) -> Double { y + log(-expm1(-y)) }
}
