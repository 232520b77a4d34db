import ArgumentParser
import FrankenBundle
import FrankenCrypto
import FrankenFiles
import FrankenInference
import FrankenTraining
import FrankenWeights

/// The backbone that `--weights` names: what it is, and where it comes from.
struct WeightsNote {
    /// The file of weights.
    let path: String
    /// The result that it belongs to; nil for any other file.
    let folder: BackboneFolder?

    init(_ path: String) throws {
        folder = try BackboneFolder.named(path)
        self.path = folder?.weightsPath ?? path
    }

    /// Where the weights come from, and what a bundle may do with them.
    ///
    /// - Parameters:
    ///   - backbone: What they fit.
    ///   - license: What the user says; nil for nothing.
    /// - Returns: What results say of it.
    /// - Throws: The errors of reading the file.
    func origin(of backbone: Backbone, license: String?) throws -> BackboneOrigin {
        if let folder { return .trained(folder, license: license) }
        let name = PathName.last(of: path)
        if let license { return .file(name: name, license: license) }
        let file = try MappedFile(path: path)
        let hasher = SHA256Hasher()
        for start in stride(from: 0, to: file.byteCount, by: 8 << 20) {
            try file.withBytes(in: start..<min(start + 8 << 20, file.byteCount)) {
                try hasher.update($0)
            }
        }
        return .upstream(
            UpstreamWeights(
                urls: ["file:\(name)"],
                digest: try hasher.finish(),
                size: file.byteCount,
                keyLayout: backbone.keyLayout,
                license: ResultTerms.none
            )
        )
    }

    /// Refuses what is no SPDX expression, such as a path that was meant for another option.
    static func check(_ license: String?, _ option: String) throws {
        guard let license else { return }
        let isPlain = license.utf8.allSatisfy { byte in
            (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte)
                || (0x30...0x39).contains(byte) || ".-+() ".utf8.contains(byte)
        }
        guard isPlain, (1...100).contains(license.utf8.count) else {
            throw ValidationError("\(option) takes an SPDX identifier such as Apache-2.0.")
        }
    }
}
