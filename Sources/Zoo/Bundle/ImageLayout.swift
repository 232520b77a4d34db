internal import FrankenBytes

/// The file `oci-layout`, which marks an OCI image layout and says its version.
struct ImageLayout: Codable {
    let imageLayoutVersion: String

    /// What we write.
    static func bytes() throws(BundleError) -> [UInt8] {
        try BundleError.reading(.malformedArchive, "oci-layout") {
            try StableJSONEncoder(.compact).encode(ImageLayout(imageLayoutVersion: "1.0.0"))
        }
    }

    /// Refuses what is no layout of version 1.
    static func check(_ bytes: [UInt8]) throws(BundleError) {
        let layout: ImageLayout = try BundleError.reading(.malformedArchive, "oci-layout") {
            var decoder = StrictJSONDecoder(
                limits: JSONParser.Limits(depth: 8, byteCount: 4 << 10, valueCount: 100)
            )
            decoder.unknownFields = .ignored
            return try decoder.decode(from: bytes)
        }
        guard layout.imageLayoutVersion.hasPrefix("1.") else {
            throw BundleError(
                .unsupportedVersion,
                "oci-layout: expected an image layout of version 1.0.0, found "
                    + "\(BundleText.quoted(layout.imageLayoutVersion))."
            )
        }
    }
}
