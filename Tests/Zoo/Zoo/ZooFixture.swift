import Foundation
import FrankenBlueprint
import FrankenBundle
import FrankenCodec
import FrankenFamilies
import FrankenStore
import FrankenWeights
import FrankenZoo

/// A zoo in a folder of its own, and bundles to put into it: small, untrained, made anew.
///
/// `resnet20` and `resnet32` share one encoder for images of 32 x 32.
final class ZooFixture: Sendable {
    /// Everything that the fixture makes is in it; it goes with the fixture.
    let root: String
    /// The zoo, which nothing is installed in yet.
    let zoo: Zoo

    init() throws {
        root =
            FileManager.default.temporaryDirectory
            .appending(path: "zoo-\(UUID().uuidString)").resolvingSymlinksInPath().path
        try FileManager.default.createDirectory(
            atPath: root,
            withIntermediateDirectories: true
        )
        zoo = try Self.open(root)
    }

    deinit { try? FileManager.default.removeItem(atPath: root) }

    /// Another handle on the same zoo, as another process has.
    func reopened() throws -> Zoo { try Self.open(root) }

    private static func open(_ root: String) throws -> Zoo {
        try Zoo.open(ZooDirectories(environment: ["ZOO_HOME": "\(root)/home"]))
    }

    /// A folder that `zoo pack` takes.
    ///
    /// - Parameters:
    ///   - backbone: What it is a bundle of.
    ///   - name: What it is called; the backbone's name without it.
    ///   - change: Changes what is made.
    /// - Returns: The folder's path.
    /// - Throws: What making it throws.
    func folder(
        _ backbone: String = "resnet20",
        name: String? = nil,
        change: (inout UntrainedBundle) throws -> Void = { _ in }
    ) throws -> String {
        var bundle = try UntrainedBundle(backbone, blueprints: zoo.blueprints)
        bundle.name = try name.map { try BundleName($0) }
        try change(&bundle)
        let path = "\(root)/\(name ?? backbone)-\(UUID().uuidString)"
        try bundle.write(to: path)
        return path
    }

    /// A bundle's file.
    func file(
        _ backbone: String = "resnet20",
        name: String? = nil,
        form: BundleWriter.Form = .tar,
        change: (inout UntrainedBundle) throws -> Void = { _ in }
    ) throws -> String {
        let folder = try folder(backbone, name: name, change: change)
        let built = try BundlePacker(blueprints: zoo.blueprints).bundle(from: folder)
        try BundleWriter(form: form).write(
            [built.bundle],
            blobs: built.blobs,
            to: "\(folder).zoo"
        )
        return "\(folder).zoo"
    }

    /// Installs a bundle that is made for it.
    @discardableResult
    func install(
        _ backbone: String = "resnet20",
        name: String? = nil,
        change: (inout UntrainedBundle) throws -> Void = { _ in }
    ) throws -> InstallPlan {
        let file = try file(backbone, name: name, change: change)
        return try Installer(zoo, network: nil).install(.file(file))[0]
    }

    /// Random weights of a backbone, such as other people publish.
    func checkpoint(_ backbone: String = "resnet20", seed: UInt64 = 7) throws -> String {
        let path = "\(root)/\(backbone)-\(seed).safetensors"
        let blueprint = try zoo.blueprints.backbone(named: backbone)
        let store = try UntrainedBundle.checkpoint(of: blueprint, seed: seed)
        try SafetensorsWriter().write(store, to: path)
        return path
    }
}
