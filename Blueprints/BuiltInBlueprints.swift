public import FrankenBlueprint

/// The families and blueprint files that come with the zoo.
public enum BuiltInBlueprints {
    /// Family code, in the order lists show it.
    public static var families: [any BackboneFamily] { [ResNetFamily()] }

    /// Blueprint files, in the order lists show them; they are part of the binary.
    public static var files: [BlueprintSource] {
        [BlueprintSource(name: "resnet.json", bytes: PackageResources.resnet_json)]
    }

    /// A registry of everything built in, and more.
    ///
    /// - Parameters:
    ///   - moreFamilies: Family code of plugins.
    ///   - moreFiles: Blueprint files of plugins or users.
    /// - Returns: The registry.
    /// - Throws: `BlueprintError` with file, line and column.
    public static func registry(
        adding moreFamilies: [any BackboneFamily] = [],
        files moreFiles: [BlueprintSource] = []
    ) throws(BlueprintError) -> BlueprintRegistry {
        try BlueprintRegistry(families: families + moreFamilies, files: files + moreFiles)
    }
}
