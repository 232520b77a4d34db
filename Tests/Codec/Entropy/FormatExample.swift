import FrankenEntropy

/// The worked examples of `Zoo/formats`; the pages show the same bytes.
enum FormatExample {
    static let encoder = DigestPrefix(rawValue: 0xC0DE_C0DE)
    /// Two channels of two rows and three columns.
    static let symbols: [Int32] = [0, 1, -1, 0, 0, 1, 0, 0, 1, 0, 0, 0]

    static func tables() throws -> EntropyTables {
        try EntropyTables(
            precision: 16,
            channels: [
                .init(offset: -1, median: 0.25, cdf: [0, 16_384, 49_152, 65_280, 65_536]),
                .init(offset: -1, median: 0, cdf: [0, 2048, 61_440, 65_408, 65_536]),
            ]
        )
    }

    static func shape() throws -> LatentShape {
        try LatentShape(channels: 2, height: 2, width: 3)
    }

    static let tableBlob = """
        4653455401001000020000000a00000005000000ffffffff0000803e05000000
        ffffffff000000000000004000c000ff0000000800f080ff75689701301667e3
        ea14022a121dbf1ad3268cabeba0f018f369afd365f74630
        """
    static let streams: [CoderID: String] = [
        .compressAI: """
        46531003 c0dec0de 75689701 01108000 aad1646b
        00b2932a e21b0000
        """,
        .lanes: """
        46531103 c0dec0de 75689701 01108000 a43b46aa
        39503300 51ff1b00 2e820500 00200200
        """,
    ]
}
