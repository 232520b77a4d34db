import FrankenTrust
import Testing

@Suite("Times")
struct TimeTests {
    @Test("Times read back, at the ends of months and centuries")
    func times() throws {
        let known: [(String, Int64)] = [
            ("1970-01-01T00:00:00Z", 0), ("2000-02-29T23:59:59Z", 951_868_799),
            ("2026-11-22T12:00:00Z", 1_795_348_800), ("2100-03-01T00:00:00Z", 4_107_542_400),
            ("9999-12-31T23:59:59Z", 253_402_300_799),
        ]
        for (text, seconds) in known {
            #expect(try Timestamp(text).secondsSinceEpoch == seconds)
            #expect(Timestamp(secondsSinceEpoch: seconds).description == text)
        }
        var second: Int64 = 0
        while second < 253_402_300_799 {
            let time = Timestamp(secondsSinceEpoch: second)
            #expect(try Timestamp(time.description) == time)
            second += 86_400 * 97 + 12_345
        }
        #expect(Timestamp(secondsSinceEpoch: .max).description == "9999-12-31T23:59:59Z")
        #expect(Timestamp(secondsSinceEpoch: .min).description == "1970-01-01T00:00:00Z")
        #expect(try Timestamp.current() > Timestamp("2024-01-01T00:00:00Z"))
    }

    @Test(
        "Other spellings of a time are refused",
        arguments: [
            "", "2026-11-22", "2026-11-22T12:00:00", "2026-11-22 12:00:00Z", "2026-02-30T00:00:00Z",
            "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z", "2026-01-00T00:00:00Z",
            "2026-11-22T24:00:00Z", "2026-11-22T12:60:00Z", "2026-11-22T12:00:60Z",
            "2026-11-22t12:00:00z", "1969-12-31T23:59:59Z", "2026-11-22T12:00:00.0Z",
            "2026-11-22T12:00:00+00:00", "+026-11-22T12:00:00Z", "٢٠٢٦-11-22T12:00:00Z",
            "2026-11-22T12:00:00Z ",
        ]
    )
    func malformedTimes(text: String) {
        #expect(throws: TrustError(.malformedText, "")) { try Timestamp(text) }
    }
}
