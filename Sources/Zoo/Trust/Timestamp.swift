internal import FrankenFiles

/// A moment in UTC, to the second, as documents write it: `2026-11-22T10:15:53Z`.
///
/// There is exactly one spelling of each moment, of the years 1970 to 9999.
public struct Timestamp: Sendable, Hashable, Comparable {
    private static let latest: Int64 = 253_402_300_799

    /// Seconds since 1970, without leap seconds.
    public let secondsSinceEpoch: Int64

    /// The moment that many seconds after 1970, or the nearest one that can be written.
    public init(secondsSinceEpoch: Int64) {
        self.secondsSinceEpoch = min(max(0, secondsSinceEpoch), Self.latest)
    }

    /// Reads the form of ``description`` and no other.
    ///
    /// - Throws: ``TrustError`` with code `.malformedText`.
    public init(_ text: String) throws(TrustError) {
        let bytes = Array(text.utf8.prefix(21))
        let pattern = Array("0000-00-00T00:00:00Z".utf8)
        let fits =
            bytes.count == pattern.count
            && zip(bytes, pattern).allSatisfy { byte, expected in
                expected == 0x30 ? (0x30...0x39).contains(byte) : byte == expected
            }
        func number(_ range: Range<Int>) -> Int64 {
            fits ? bytes[range].reduce(0) { $0 * 10 + Int64($1 - 0x30) } : 0
        }
        let days = Self.days(year: number(0..<4), month: number(5..<7), day: number(8..<10))
        let seconds = number(11..<13) * 3600 + number(14..<16) * 60 + number(17..<19)
        self.init(secondsSinceEpoch: days * 86_400 + seconds)
        // Writing it again catches the 31st of February, second 60 and years before 1970.
        guard fits, description == text else {
            throw TrustError(
                .malformedText,
                "Expected a time in UTC such as 2026-11-22T10:15:53Z, found '\(text.prefix(40))'."
            )
        }
    }

    /// This machine's clock.
    ///
    /// Only programs ask it; library calls take the time as an argument.
    public static func current() -> Timestamp {
        Timestamp(secondsSinceEpoch: SystemClock.seconds)
    }

    /// The moment some seconds later; earlier for a negative number.
    public func advanced(bySeconds seconds: Int64) -> Timestamp {
        let (sum, overflow) = secondsSinceEpoch.addingReportingOverflow(seconds)
        return Timestamp(secondsSinceEpoch: overflow ? (seconds < 0 ? 0 : Self.latest) : sum)
    }

    /// The order in time.
    public static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.secondsSinceEpoch < right.secondsSinceEpoch
    }

    /// Days from 1970-01-01 in the proleptic Gregorian calendar: years begin in March, so that
    /// the leap day is the last of its year.
    private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        return shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - 719_468
    }
}

extension Timestamp: CustomStringConvertible {
    /// For example `2026-11-22T10:15:53Z`.
    public var description: String {
        let (day, second) = secondsSinceEpoch.quotientAndRemainder(dividingBy: 86_400)
        var (year, month) = (1970 + day / 366, Int64(1))
        while Self.days(year: year + 1, month: 1, day: 1) <= day { year += 1 }
        while month < 12, Self.days(year: year, month: month + 1, day: 1) <= day { month += 1 }
        let dayOfMonth = day - Self.days(year: year, month: month, day: 1) + 1
        return "\(Self.digits(year, 4))-\(Self.digits(month, 2))-\(Self.digits(dayOfMonth, 2))T"
            + "\(Self.digits(second / 3600, 2)):\(Self.digits(second / 60 % 60, 2)):"
            + "\(Self.digits(second % 60, 2))Z"
    }

    private static func digits(_ number: Int64, _ count: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, count - text.utf8.count)) + text
    }
}

extension Timestamp: Codable {
    /// Reads the form of ``description``.
    ///
    /// - Throws: The decoder's error or ``TrustError``.
    public init(from decoder: any Decoder) throws {
        try self.init(decoder.singleValueContainer().decode(String.self))
    }

    /// Writes the form of ``description``.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
