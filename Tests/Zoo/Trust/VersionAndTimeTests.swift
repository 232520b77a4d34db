import FrankenTrust
import Testing

@Suite("Versions and times")
struct VersionAndTimeTests {
    @Test("Versions are ordered as semantic versioning orders them")
    func order() throws {
        // The example of semver.org, item 11, with numbers around it.
        let rising = try [
            "0.0.1", "0.9.10", "0.10.2", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta",
            "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "1.2.0",
            "1.10.0", "2.0.0", "18446744073709551615.0.0",
        ].map { try ReleaseVersion($0) }
        for (low, left) in rising.enumerated() {
            for (high, right) in rising.enumerated() {
                #expect((left < right) == (low < high), "\(left) \(right)")
            }
        }
    }

    @Test(
        "Texts that are no version are refused",
        arguments: [
            "", "1", "1.2", "1.2.3.4", "01.2.3", "1.2.03", "v1.2.3", "1.2.3-", "1.2.3-a..b",
            "1.2.3-01", "1.2.3+build", "1.2.3 ", "-1.2.3", "1.2.x", "1..3",
            "18446744073709551616.0.0", "1.2.3-é",
        ]
    )
    func malformedVersions(text: String) {
        #expect(throws: TrustError(.malformedText, "")) { try ReleaseVersion(text) }
    }

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
