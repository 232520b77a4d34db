/// A name without what people write differently: case, punctuation, spaces.
///
/// `ResNet-50`, `resnet_50` and `RESNET 50` have one key. Typographic variants that come with
/// text copied from papers fold too: all dashes and spaces vanish, `32×4d` reads as `32x4d`.
/// Scalars are compared, not `String`s, whose equality would fold canonical equivalents.
package struct NameKey: Hashable, Sendable {
    /// The scalars that matter, lower case.
    let scalars: [Unicode.Scalar]

    /// The key of a name; scalars beyond the longest name are not read.
    package init(_ name: String) {
        scalars = name.unicodeScalars.prefix(NameRules.longest).flatMap(Self.folded)
    }

    /// Runs of letters and runs of digits: `wide`, `resnet`, `50`, `2` of `wide_resnet50_2`.
    static func tokens(of name: String) -> Set<String> {
        var tokens: Set<String> = []
        var run = ""
        var runIsNumeric = false
        for scalar in name.unicodeScalars.prefix(NameRules.longest) {
            let kept = folded(scalar)
            let isNumeric = kept.first.map(isDigit) ?? false
            if kept.isEmpty || isNumeric != runIsNumeric {
                if !run.isEmpty { tokens.insert(run) }
                run = ""
            }
            runIsNumeric = isNumeric
            run.unicodeScalars.append(contentsOf: kept)
        }
        if !run.isEmpty { tokens.insert(run) }
        return tokens
    }

    static func isDigit(_ scalar: Unicode.Scalar) -> Bool {
        ("0"..."9").contains(scalar)
    }

    private static func folded(_ scalar: Unicode.Scalar) -> [Unicode.Scalar] {
        switch scalar {
        case "a"..."z", "0"..."9": return [scalar]
        case "×": return ["x"]
        default: break
        }
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .otherLetter, .decimalNumber:
            return Array(scalar.properties.lowercaseMapping.unicodeScalars)
        default:
            return []
        }
    }
}
