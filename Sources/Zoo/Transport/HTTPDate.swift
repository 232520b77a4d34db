/// A point in time as HTTP writes it, such as `Sun, 06 Nov 1994 08:49:37 GMT`.
enum HTTPDate {
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// Seconds since 1970 of a date in the preferred form; `nil` for any other text.
    ///
    /// - SeeAlso: RFC 9110, section 5.6.7.
    static func secondsSinceEpoch(_ text: String) -> Int? {
        let words = text.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 6, words[0].hasSuffix(","), words[5] == "GMT",
            let month = months.firstIndex(of: String(words[2])),
            let day = number(words[1], 2, 1...31), let year = number(words[3], 4, 1970...9999)
        else { return nil }
        let clock = words[4].split(separator: ":", omittingEmptySubsequences: false)
        guard clock.count == 3, let hour = number(clock[0], 2, 0...23),
            let minute = number(clock[1], 2, 0...59), let second = number(clock[2], 2, 0...60)
        else { return nil }
        // Days since 1970 in the Gregorian calendar, with years that begin in March.
        let shifted = month < 2 ? year - 1 : year
        let monthFromMarch = (month + 10) % 12
        let dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1
        let leapDays = shifted / 4 - shifted / 100 + shifted / 400
        let days = shifted * 365 + leapDays + dayOfYear - 719_468
        return days * 86_400 + hour * 3600 + minute * 60 + second
    }

    /// Seconds that the `Retry-After` of an answer asks to wait, or `nil` without one.
    ///
    /// A date is compared with the server's own clock where the answer has it.
    static func retryAfter(_ headers: HTTPHeaders, now: Int) -> Double? {
        guard let text = headers["Retry-After"], text.utf8.count <= 64 else { return nil }
        if !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
            return Double(Int(text) ?? Int(Int32.max))
        }
        guard let then = secondsSinceEpoch(text) else { return nil }
        let now = headers["Date"].flatMap(secondsSinceEpoch) ?? now
        return Double(max(0, then - now))
    }

    private static func number(_ text: Substring, _ digits: Int, _ range: ClosedRange<Int>) -> Int?
    {
        guard text.utf8.count == digits, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let value = Int(text), range.contains(value)
        else { return nil }
        return value
    }
}
