public import FrankenGraph

/// Code that turns a declared decoder into a graph.
///
/// A stateless value, the counterpart of ``BackboneFamily``: decoder files name it by ``name``,
/// bundles also record ``layoutVersion``. A decoder is built from the blocks of the archetype
/// whose features it restores, and its width follows the split point, so that one declaration serves
/// all direct relatives.
///
/// Every graph reads one value, ``DecoderConvention/input``, `[N, C, h, w]`, and makes one,
/// ``DecoderConvention/output``, with the shape and layout of the backbone's split point.
public protocol DecoderFamily<Sizes>: Sendable {
    /// What a file declares: depths, heads, the kind of block.
    associatedtype Sizes: Decodable & Sendable

    /// The name decoder files use, for example `resnet-decoder`.
    var name: String { get }

    /// Raised whenever the same sizes give parameters of other names or shapes than before.
    var layoutVersion: Int { get }

    /// Refuses sizes that make no sense for a target, so that
    /// ``graph(named:sizes:latent:target:)`` can rely on them.
    ///
    /// - Parameters:
    ///   - sizes: What a file declares.
    ///   - latent: What the decoder reads.
    ///   - target: The split point whose features it makes.
    /// - Throws: ``DeclarationError`` with the path of the value inside the declaration: `sizes` and
    ///   below, or `splitPoint` where the target is at fault.
    func check(
        _ sizes: Sizes,
        latent: LatentFormat,
        target: SplitPoint
    ) throws(DeclarationError)

    /// The graph of a decoder.
    ///
    /// - Parameters:
    ///   - name: What to call the graph.
    ///   - sizes: Sizes that passed ``check(_:latent:target:)``.
    ///   - latent: What the decoder reads.
    ///   - target: The split point whose features it makes.
    /// - Returns: A graph from latent to features.
    /// - Throws: `GraphError` where the sizes do not fit together.
    func graph(
        named name: String,
        sizes: Sizes,
        latent: LatentFormat,
        target: SplitPoint
    ) throws(GraphError) -> ModelGraph
}

extension DecoderFamily {
    /// Name and layout version as bundles record them, for example `resnet-decoder@1`.
    public var identity: String { "\(name)@\(layoutVersion)" }
}
