import Foundation
import Testing

/// A folder with bundles to install, and a zoo of its own to install them in.
final class BundleWorkshop: Sendable {
    /// What `--json` prints of a bundle, wherever it does.
    struct Packed: Decodable {
        let schema: String
        let reference: String
        let digest: String
        let path: String
    }

    let folder: ScratchFolder

    init() throws {
        folder = try ScratchFolder()
    }

    /// Where a zoo of this workshop lies.
    func home(_ name: String = "home") -> String { folder.file(name).path }

    func path(_ name: String) -> String { folder.file(name).path }

    /// Runs `zoo` on a zoo of this workshop.
    func zoo(_ arguments: String..., home: String = "home") throws -> ZooProcess.Outcome {
        try zoo(arguments, home: home)
    }

    /// Runs `zoo` on a zoo of this workshop.
    func zoo(_ arguments: [String], home: String = "home") throws -> ZooProcess.Outcome {
        try ZooProcess.run(arguments + ["--home", self.home(home)])
    }

    /// Runs `zoo`, which must succeed.
    @discardableResult
    func done(_ arguments: String..., home: String = "home") throws -> String {
        try done(arguments, home: home)
    }

    /// Runs `zoo`, which must succeed.
    @discardableResult
    func done(_ arguments: [String], home: String = "home") throws -> String {
        let outcome = try zoo(arguments, home: home)
        try #require(outcome.status == 0, "zoo \(arguments): \(outcome.errors)")
        return outcome.output
    }

    /// Writes a folder, or weights, for tests: such commands look at no zoo.
    func make(_ arguments: [String]) throws {
        let outcome = try ZooProcess.run(arguments)
        try #require(outcome.status == 0, "zoo \(arguments): \(outcome.errors)")
    }

    /// Makes an untrained bundle of a backbone.
    ///
    /// - Returns: Its file.
    @discardableResult
    func bundle(_ backbone: String, _ options: [String] = []) throws -> String {
        let file = path("\(backbone).zoo")
        try make(["make-bundle", backbone, "-o", path(backbone)] + options)
        try done("pack", path(backbone), "-o", file)
        return file
    }

    /// Packs a fixture into `name-version.zoo` of the workshop's folder.
    func pack(_ fixture: PackFixture, _ options: String...) throws -> Packed {
        let source = path("\(fixture.name)-\(fixture.version)-\(fixture.tail).parts")
        if !FileManager.default.fileExists(atPath: source) { try fixture.write(to: source) }
        let file = path("\(fixture.name)-\(fixture.version).zoo")
        let outcome = try zoo(["pack", source, "-o", file, "--json"] + options)
        try #require(outcome.status == 0, "\(outcome.errors)")
        return try outcome.json(Packed.self)
    }

    /// The digest of a bundle's encoder in an installed zoo.
    func encoder(of manifest: String, home: String = "home") throws -> String {
        struct Manifest: Decodable {
            let annotations: [String: String]
        }
        let data = try Data(contentsOf: blob(manifest, home: home))
        return try #require(
            JSONDecoder().decode(Manifest.self, from: data)
                .annotations["dev.frankensplit.zoo.encoder"]
        )
    }

    /// The file of a blob in an installed zoo.
    func blob(_ digest: String, home: String = "home") -> URL {
        let hex = digest.split(separator: ":").last.map(String.init) ?? digest
        return URL(filePath: "\(self.home(home))/blobs/sha256/\(hex)")
    }
}
