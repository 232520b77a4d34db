/// Orders names as people do: runs of digits by their value, so `resnet18` before `resnet101`.
package enum NaturalOrder {
    /// Whether `left` comes before `right`; equal values fall back to byte order.
    package static func precedes(_ left: String, _ right: String) -> Bool {
        let (leftBytes, rightBytes) = (Array(left.utf8), Array(right.utf8))
        var (leftRest, rightRest) = (leftBytes[...], rightBytes[...])
        while let leftFirst = leftRest.first, let rightFirst = rightRest.first {
            guard isDigit(leftFirst), isDigit(rightFirst) else {
                let (leftFolded, rightFolded) = (lowercased(leftFirst), lowercased(rightFirst))
                guard leftFolded == rightFolded else { return leftFolded < rightFolded }
                leftRest.removeFirst()
                rightRest.removeFirst()
                continue
            }
            let leftNumber = takeNumber(&leftRest)
            let rightNumber = takeNumber(&rightRest)
            // Without leading zeros the longer run of digits is the larger number, so values of
            // any length compare without arithmetic that could overflow.
            guard leftNumber.count == rightNumber.count else {
                return leftNumber.count < rightNumber.count
            }
            guard leftNumber.elementsEqual(rightNumber) else {
                return leftNumber.lexicographicallyPrecedes(rightNumber)
            }
        }
        guard leftRest.isEmpty && rightRest.isEmpty else { return leftRest.isEmpty }
        return leftBytes.lexicographicallyPrecedes(rightBytes)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }

    private static func takeNumber(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let digits = rest.prefix(while: isDigit)
        rest = rest.dropFirst(digits.count)
        return digits.drop { $0 == UInt8(ascii: "0") }
    }
}
