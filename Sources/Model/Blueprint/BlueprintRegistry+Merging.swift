import FrankenTaxonomy

extension BlueprintRegistry {
    /// Refuses a relative of one file that answers to a name of another file.
    static func checkAcross(_ blueprints: [Blueprint]) throws(BlueprintError) {
        var owners: [NameKey: (file: Int, name: String)] = [:]
        for (fileIndex, blueprint) in blueprints.enumerated() {
            for (backbone, path) in zip(blueprint.backbones, blueprint.paths) {
                let names = [backbone.relative.name] + backbone.relative.aliases
                for (index, name) in names.enumerated() {
                    let key = NameKey(name)
                    guard let owner = owners[key], owner.file != fileIndex else {
                        owners[key] = (fileIndex, backbone.name)
                        continue
                    }
                    let place: DeclarationPath =
                        index == 0 ? ["name"] : ["aliases", .index(index - 1)]
                    throw blueprint.reader.error(
                        .duplicateName,
                        at: path + place,
                        "\(blueprints[owner.file].file) has \(owner.name), which answers to "
                            + "'\(name)' too. Rename one."
                    )
                }
            }
        }
    }

    /// The families of all files, those of one id made one.
    static func merged(_ blueprints: [Blueprint]) throws(BlueprintError) -> [Family] {
        var families: [Family] = []
        for blueprint in blueprints {
            let family = blueprint.family
            guard let index = families.firstIndex(where: { $0.id == family.id }) else {
                families.append(family)
                continue
            }
            let first = families[index]
            guard first.displayName == family.displayName, first.archetype == family.archetype,
                first.paper == family.paper
            else {
                throw blueprint.reader.error(
                    .duplicateName,
                    at: ["family"],
                    "family \(family.id) is described differently in another file. Copy its "
                        + "description, or choose another id."
                )
            }
            families[index] = Family(
                id: first.id,
                displayName: first.displayName,
                archetype: first.archetype,
                paper: first.paper,
                branches: try merged(first.branches, family.branches, blueprint)
            )
        }
        return families
    }

    private static func merged(
        _ first: [Family.Branch],
        _ more: [Family.Branch],
        _ blueprint: Blueprint
    ) throws(BlueprintError) -> [Family.Branch] {
        var branches = first
        for (position, branch) in more.enumerated() {
            guard let index = branches.firstIndex(where: { $0.id == branch.id }) else {
                branches.append(branch)
                continue
            }
            let known = branches[index]
            guard known.displayName == branch.displayName, known.paper == branch.paper else {
                throw blueprint.reader.error(
                    .duplicateName,
                    at: ["branches", .index(position)],
                    "branch \(branch.id) is described differently in another file. Copy its "
                        + "description, or choose another id."
                )
            }
            branches[index] = Family.Branch(
                id: known.id,
                displayName: known.displayName,
                paper: known.paper,
                relatives: known.relatives + branch.relatives
            )
        }
        return branches
    }
}
