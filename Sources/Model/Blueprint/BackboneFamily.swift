public import FrankenGraph

/// Code that turns a relative's declared sizes into a graph.
///
/// A stateless value. Blueprint files name it by ``name``; bundles also record
/// ``layoutVersion``, so weights are never loaded into a graph with other parameters.
///
/// Every graph reads one value, ``BackboneConvention/input``, `[N, 3, H, W]`, and makes one,
/// ``BackboneConvention/output``, `[N, classes]`.
public protocol BackboneFamily<Sizes>: Sendable {
    /// What a relative declares: depths, widths, the kind of block.
    associatedtype Sizes: Decodable & Sendable

    /// The name blueprint files use, for example `resnet`.
    var name: String { get }

    /// Raised whenever the same sizes give parameters of other names or shapes than before.
    var layoutVersion: Int { get }

    /// The upstream projects whose checkpoints a relative can be imported from, for example `timm`.
    var keyLayoutNames: [String] { get }

    /// How those projects name the tensors of a relative.
    ///
    /// Called when a checkpoint is read, and not for a listing.
    ///
    /// - Parameter sizes: Sizes that passed ``check(_:)``; some namings depend on the depths.
    /// - Returns: One layout for each of ``keyLayoutNames``.
    func keyLayouts(for sizes: Sizes) -> [KeyLayout]

    /// Refuses sizes that make no sense, so that ``graph(named:sizes:classCount:)`` can rely on
    /// them.
    ///
    /// - Parameter sizes: What a file declares.
    /// - Throws: ``DeclarationError`` with the path of the value inside the sizes.
    func check(_ sizes: Sizes) throws(DeclarationError)

    /// The graph of a relative.
    ///
    /// - Parameters:
    ///   - name: What to call the graph.
    ///   - sizes: Sizes that passed ``check(_:)``.
    ///   - classCount: Classes the last layer tells apart, 1 or more.
    /// - Returns: A graph from image to logits.
    /// - Throws: `GraphError` where the sizes do not fit together.
    func graph(
        named name: String,
        sizes: Sizes,
        classCount: Int
    ) throws(GraphError) -> ModelGraph
}

extension BackboneFamily {
    /// Name and layout version as bundles record them, for example `resnet@1`.
    public var identity: String { "\(name)@\(layoutVersion)" }
}
