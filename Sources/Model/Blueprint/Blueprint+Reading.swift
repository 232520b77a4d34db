import FrankenGraph
import FrankenTaxonomy

extension Blueprint {
    /// Checks what the relatives of a file share.
    static func checkShared<Sizes>(
        _ file: BlueprintFile<Sizes>,
        reader: BlueprintReader
    ) throws(BlueprintError) {
        for (index, license) in (file.licenses ?? []).enumerated()
        where license.spdx.isEmpty || license.subject.isEmpty {
            throw reader.error(
                .invalidDeclaration,
                at: ["licenses", .index(index)],
                "needs a subject and an SPDX identifier; write NOASSERTION where none is known."
            )
        }
    }

    /// Checks one relative's declaration and binds it to its family's code.
    static func backbone<F: BackboneFamily>(
        _ record: BlueprintFile<F.Sizes>.RelativeRecord,
        in file: BlueprintFile<F.Sizes>,
        family: F,
        reader: BlueprintReader,
        path: DeclarationPath
    ) throws(BlueprintError) -> BackboneBlueprint {
        do throws(DeclarationError) {
            try family.check(record.sizes)
        } catch {
            throw reader.error(error, at: path + ["sizes"])
        }
        do throws(DeclarationError) {
            try DeclarationError.check(
                record.classCount,
                in: BlueprintLimits.classes,
                at: ["classCount"]
            )
            try checkSplitPoints(record.splitPoints)
        } catch {
            throw reader.error(error, at: path)
        }
        guard let preprocessing = file.preprocessings[record.preprocessing] else {
            throw reader.error(
                .unknownReference,
                at: path + ["preprocessing"],
                "no preprocessing is called \(record.preprocessing.prefix(40).debugDescription); "
                    + "the file has \(file.preprocessings.keys.sorted().joined(separator: ", "))."
            )
        }
        let known = family.keyLayoutNames
        for (index, name) in record.keyLayouts.enumerated() where !known.contains(name) {
            throw reader.error(
                .unknownReference,
                at: path + ["keyLayouts", .index(index)],
                "\(family.name) knows no keys of \(name.prefix(40).debugDescription); it knows "
                    + "\(known.joined(separator: ", "))."
            )
        }
        let (name, sizes) = (record.name, record.sizes)
        return BackboneBlueprint(
            relative: Relative(
                name: name,
                displayName: record.displayName,
                aliases: record.aliases ?? [],
                parameterCount: record.parameterCount,
                multiplyAccumulateCount: record.multiplyAccumulateCount
            ),
            familyIdentity: family.identity,
            classCount: record.classCount,
            preprocessing: preprocessing,
            keyLayoutNames: record.keyLayouts,
            splitPoints: record.splitPoints,
            licenses: file.licenses ?? [],
            build: { classCount throws(GraphError) in
                try family.graph(named: name, sizes: sizes, classCount: classCount)
            },
            makeKeyLayouts: { family.keyLayouts(for: sizes) }
        )
    }

    private static func checkSplitPoints(_ points: [SplitPoint]) throws(DeclarationError) {
        guard BlueprintLimits.splitPoints.contains(points.count) else {
            throw DeclarationError(
                at: ["splitPoints"],
                "must be at most \(BlueprintLimits.splitPoints.upperBound) points, found "
                    + "\(points.count)."
            )
        }
        var known: Set<String> = []
        for (index, point) in points.enumerated() {
            let path: DeclarationPath = ["splitPoints", .index(index)]
            try DeclarationError.check(
                point.channels,
                in: BlueprintLimits.channels,
                at: path + ["channels"]
            )
            try DeclarationError.check(
                point.reduction,
                in: BlueprintLimits.reduction,
                at: path + ["reduction"]
            )
            guard known.insert(point.name).inserted else {
                throw DeclarationError(
                    at: path + ["name"],
                    "two split points are called \(point.name.prefix(40).debugDescription)."
                )
            }
        }
    }

    /// Refuses names that the taxonomy would refuse, at the line they are on.
    func checkNames() throws(BlueprintError) {
        var owners: [NameKey: String] = [:]
        for (backbone, path) in zip(backbones, paths) {
            let relative = backbone.relative
            do throws(TaxonomyError) {
                // Alone in its family, so that whatever is wrong is wrong with this relative.
                _ = try Taxonomy([family.keeping([relative])])
            } catch {
                throw reader.error(.invalidDeclaration, at: path, error.message)
            }
            for (index, name) in ([relative.name] + relative.aliases).enumerated() {
                let owner = owners.updateValue(relative.name, forKey: NameKey(name))
                guard owner != nil, index == 0 || owner != relative.name else { continue }
                let place: DeclarationPath =
                    index == 0 ? ["name"] : ["aliases", .index(index - 1)]
                throw reader.error(
                    .duplicateName,
                    at: path + place,
                    "\(relative.name) and \(owner ?? "") would both answer to '\(name)'; case and "
                        + "punctuation do not tell names apart."
                )
            }
        }
        do throws(TaxonomyError) {
            _ = try Taxonomy([family])
        } catch {
            let code: BlueprintError.Code =
                error.code == .duplicateName ? .duplicateName : .invalidDeclaration
            throw reader.error(code, at: ["branches"], error.message)
        }
    }
}

extension Family {
    /// The family with only one branch, of the given relatives.
    fileprivate func keeping(_ relatives: [Relative]) -> Family {
        Family(
            id: id,
            displayName: displayName,
            archetype: archetype,
            paper: paper,
            branches: [Branch(id: id, displayName: displayName, relatives: relatives)]
        )
    }
}
