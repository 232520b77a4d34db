public import FrankenGraph
public import FrankenImage
public import FrankenTaxonomy

/// One relative, ready to become a graph.
public struct BackboneBlueprint: Sendable {
    /// Its names and cost, as the taxonomy shows them.
    public let relative: Relative
    /// The family code and parameter layout that make its graph, for example `resnet@1`.
    public let familyIdentity: String
    /// Classes its published weights tell apart.
    public let classCount: Int
    /// How images are prepared for it, unless the weights say otherwise.
    public let preprocessing: Preprocessing
    /// The upstream projects whose checkpoints it can be loaded from.
    public let keyLayoutNames: [String]
    /// Where it may be split, shallow to deep.
    public let splitPoints: [SplitPoint]
    /// Terms of upstream code and weights.
    public let licenses: [LicenseNote]

    let build: @Sendable (_ classCount: Int) throws(GraphError) -> ModelGraph
    let makeKeyLayouts: @Sendable () -> [KeyLayout]

    /// How those projects name its tensors, in the order of ``keyLayoutNames``; made when asked for.
    public var keyLayouts: [KeyLayout] {
        let known = makeKeyLayouts()
        return keyLayoutNames.compactMap { name in known.first { $0.name == name } }
    }

    /// The name that commands, files and bundles use.
    public var name: String { relative.name }

    /// The graph from ``BackboneConvention/input`` to ``BackboneConvention/output``.
    ///
    /// - Parameter classCount: Classes to tell apart; by default those of the published weights.
    /// - Returns: A validated graph whose parameters carry our names.
    /// - Throws: ``BlueprintError`` with code `.invalidDeclaration` for a class count that is not
    ///   positive, `.invalidGraph` when the declared sizes do not fit together.
    public func graph(classCount: Int? = nil) throws(BlueprintError) -> ModelGraph {
        let classes = classCount ?? self.classCount
        guard BlueprintLimits.classes.contains(classes) else {
            throw BlueprintError(
                .invalidDeclaration,
                "\(name) needs 1 to \(BlueprintLimits.classes.upperBound) classes, found "
                    + "\(classes)."
            )
        }
        do throws(GraphError) {
            return try build(classes)
        } catch {
            throw BlueprintError(.invalidGraph, "\(name): \(error)")
        }
    }

    /// The graph as an upstream project computes it.
    ///
    /// - Parameters:
    ///   - classCount: Classes to tell apart.
    ///   - layout: The project.
    /// - Returns: As ``graph(classCount:)`` has it, with windows padded when the project pads them.
    /// - Throws: As ``graph(classCount:)``.
    public func graph(
        classCount: Int,
        of layout: KeyLayout
    ) throws(BlueprintError) -> ModelGraph {
        let graph = try graph(classCount: classCount)
        guard let padding = layout.padding else { return graph }
        do throws(GraphError) {
            return try graph.paddingWindows(padding)
        } catch {
            throw BlueprintError(.invalidGraph, "\(name): \(error)")
        }
    }

    /// The split point of a name, for example `stage2`.
    ///
    /// - Throws: ``BlueprintError`` with code `.unknownReference` and the known names.
    public func splitPoint(named name: String) throws(BlueprintError) -> SplitPoint {
        guard let point = splitPoints.first(where: { $0.name == name }) else {
            let known = splitPoints.map(\.name).joined(separator: ", ")
            throw BlueprintError(
                .unknownReference,
                "\(self.name) has no split point \(name.prefix(40).debugDescription); it has "
                    + "\(known.isEmpty ? "none" : known)."
            )
        }
        return point
    }

    /// The key layout of an upstream project, for example `torchvision`.
    ///
    /// - Throws: ``BlueprintError`` with code `.unknownReference` and the known names.
    public func keyLayout(named name: String) throws(BlueprintError) -> KeyLayout {
        guard let layout = keyLayouts.first(where: { $0.name == name }) else {
            let known = keyLayoutNames.joined(separator: ", ")
            throw BlueprintError(
                .unknownReference,
                "\(self.name) cannot be loaded from \(name.prefix(40).debugDescription) keys; it "
                    + "knows \(known.isEmpty ? "none" : known)."
            )
        }
        return layout
    }
}
