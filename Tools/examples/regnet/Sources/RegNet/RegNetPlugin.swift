public import FrankenBlueprint
public import FrankenPlugins

/// What this package adds to the zoo.
public enum RegNetPlugin {
    /// Family code and files, for `Zoo.open(adding:)` and `BlueprintShelf.read(_:)`.
    public static var base: PluginBase {
        PluginBase(
            adding: [RegNetFamily()],
            files: [
                BlueprintSource(name: "regnet.json", bytes: PackageResources.regnet_json),
                BlueprintSource(
                    name: "regnet-decoders.json",
                    bytes: PackageResources.regnet_decoders_json
                ),
            ]
        )
    }
}
