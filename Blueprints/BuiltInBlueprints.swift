public import FrankenBlueprint

/// The families, decoders and blueprint files that come with the zoo.
public enum BuiltInBlueprints {
    /// Family code, in the order lists show it.
    public static var families: [any BackboneFamily] {
        [ResNetFamily(), SwinFamily(), ConvNeXtFamily()]
    }

    /// Decoder code.
    public static var decoders: [any DecoderFamily] {
        [ResNetDecoder(), SwinDecoder(), ConvNeXtDecoder()]
    }

    /// Blueprint and decoder files, in the order lists show them; they are part of the binary.
    public static var files: [BlueprintSource] {
        [
            BlueprintSource(name: "resnet.json", bytes: PackageResources.resnet_json),
            BlueprintSource(name: "convnext.json", bytes: PackageResources.convnext_json),
            BlueprintSource(name: "swin.json", bytes: PackageResources.swin_json),
            BlueprintSource(
                name: "resnet-decoders.json",
                bytes: PackageResources.resnet_decoders_json
            ),
            BlueprintSource(
                name: "convnext-decoders.json",
                bytes: PackageResources.convnext_decoders_json
            ),
            BlueprintSource(name: "swin-decoders.json", bytes: PackageResources.swin_decoders_json),
        ]
    }

    /// A registry of everything built in, and more.
    ///
    /// - Parameters:
    ///   - moreFamilies: Family code of plugins.
    ///   - moreDecoders: Decoder code of plugins.
    ///   - moreFiles: Blueprint and decoder files of plugins or users.
    /// - Returns: The registry.
    /// - Throws: `BlueprintError` with file, line and column.
    public static func registry(
        adding moreFamilies: [any BackboneFamily] = [],
        decoders moreDecoders: [any DecoderFamily] = [],
        files moreFiles: [BlueprintSource] = []
    ) throws(BlueprintError) -> BlueprintRegistry {
        try BlueprintRegistry(
            families: families + moreFamilies,
            decoders: decoders + moreDecoders,
            files: files + moreFiles
        )
    }
}
