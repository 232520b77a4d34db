package import FrankenRecipes

/// Activations of one image at one layer and their gradients: what an attribution is made of.
///
/// Both are `[C, H, W]`, row-major.
package struct FeatureMaps {
    let activations: [Float]
    let gradients: [Float]
    let channels: Int
    let height: Int
    let width: Int

    /// Maps of one image.
    package init(
        activations: [Float],
        gradients: [Float],
        channels: Int,
        height: Int,
        width: Int
    ) {
        self.activations = activations
        self.gradients = gradients
        self.channels = channels
        self.height = height
        self.width = width
    }

    private var places: Int { height * width }

    /// Where the classifier looked: `[H, W]`, 0 to 1.
    package func attribution(
        _ method: Recipe.Saliency.Method,
        smoothsByEigenvector: Bool
    ) -> PlaneMap {
        let weights = weights(method)
        var plane = PlaneMap(height: height, width: width)
        if smoothsByEigenvector {
            plane.values = projection(weights)
        } else {
            for channel in 0..<channels {
                let weight = weights[channel]
                for place in 0..<places {
                    plane.values[place] += weight * activations[channel * places + place]
                }
            }
        }
        return plane.rectifiedAndScaled()
    }

    /// How much each channel counts.
    ///
    /// XGrad-CAM (Fu et al., 2020, arXiv:2008.02312), Grad-CAM (Selvaraju et al., 2017,
    /// arXiv:1610.02391) and Grad-CAM++ (Chattopadhay et al., 2018, arXiv:1710.11063).
    package func weights(_ method: Recipe.Saliency.Method) -> [Float] {
        (0..<channels).map { channel in
            let range = channel * places..<(channel + 1) * places
            let (a, g) = (activations[range], gradients[range])
            switch method {
            case .xGradCAM:
                return zip(a, g).reduce(0) { $0 + $1.0 * $1.1 } / (a.reduce(0, +) + 1e-7)
            case .gradCAM:
                return g.reduce(0, +) / Float(max(places, 1))
            case .gradCAMPlusPlus:
                let sum = a.reduce(0, +)
                return g.reduce(0) { total, gradient in
                    let square = gradient * gradient
                    let share = 2 * square + sum * square * gradient + 1e-6
                    return gradient > 0 ? total + gradient * square / share : total
                }
            }
        }
    }

    /// The weighted activations of each place along the direction in which places differ most.
    ///
    /// The direction is found by power iteration; its sign, which is arbitrary, is the one that
    /// agrees with the plain weighted sum.
    private func projection(_ weights: [Float]) -> [Float] {
        var centered = [Float](repeating: 0, count: channels * places)
        var plain = [Float](repeating: 0, count: places)
        for channel in 0..<channels {
            var mean: Float = 0
            for place in 0..<places {
                var value = weights[channel] * activations[channel * places + place]
                if !value.isFinite { value = 0 }
                centered[channel * places + place] = value
                plain[place] += value
                mean += value
            }
            mean /= Float(max(places, 1))
            for place in 0..<places { centered[channel * places + place] -= mean }
        }
        var result = [Float](repeating: 0, count: places)
        var direction = (0..<channels).map { Float($0 % 7) - 2.9 }
        for _ in 0..<40 {
            result = [Float](repeating: 0, count: places)
            for channel in 0..<channels {
                let factor = direction[channel]
                for place in 0..<places {
                    result[place] += factor * centered[channel * places + place]
                }
            }
            for channel in 0..<channels {
                var sum: Float = 0
                for place in 0..<places {
                    sum += result[place] * centered[channel * places + place]
                }
                direction[channel] = sum
            }
            let length = direction.reduce(0) { $0 + $1 * $1 }.squareRoot()
            // All places are alike: there is no direction.
            guard length > 1e-30, length.isFinite else {
                return [Float](repeating: 0, count: places)
            }
            for channel in 0..<channels { direction[channel] /= length }
        }
        let mean = plain.reduce(0, +) / Float(max(places, 1))
        let agreement = zip(result, plain).reduce(0) { $0 + $1.0 * ($1.1 - mean) }
        return agreement < 0 ? result.map { -$0 } : result
    }
}
