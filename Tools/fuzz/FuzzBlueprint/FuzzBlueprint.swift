import FrankenBlueprint
import FrankenFamilies
import FrankenGraph

/// Reads the input as a blueprint file of a user, alone and beside the built-in ones.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: data, count: count))
    let source = BlueprintSource(name: "fuzz.json", bytes: bytes)
    // Alone first: most inputs end here, and the built-in files take milliseconds to read.
    guard let blueprint = try? Blueprint(source, families: BuiltInBlueprints.families) else {
        return 0
    }
    try? blueprint.checkGraphs()
    guard let registry = try? BuiltInBlueprints.registry(files: [source]) else { return 0 }
    for backbone in blueprint.backbones {
        guard let found = try? registry.backbone(named: backbone.name) else {
            preconditionFailure("a backbone is not found by its own name")
        }
        precondition(found.name == backbone.name, "another backbone has this name")
        for point in found.splitPoints {
            precondition((try? found.splitPoint(named: point.name)) == point, "a lost split point")
        }
        _ = try? found.graph(classCount: 1)
    }
    return 0
}
