import FrankenZoo

// pick-backbone PHOTO BACKBONE...: one bitstream, as many answers as backbones.
let arguments = CommandLine.arguments.dropFirst()
guard let photo = arguments.first else {
    print("Usage: pick-backbone PHOTO [BACKBONE...]")
    throw ZooError(.invalidRequest, "Expected a photo.")
}
let zoo = try Zoo.open()
let names = arguments.count > 1 ? Array(arguments.dropFirst()) : try zoo.installedNames()

var streams: [String: [UInt8]] = [:]
for name in names {
    let backbone = try zoo.backbone(name)
    // Backbones that share an encoder share the bitstream: the photo is encoded once.
    let encoder = backbone.encoder.description.name
    let stream = try streams[encoder] ?? backbone.encode(contentsOf: photo)
    streams[encoder] = stream
    let best = try backbone.classify(stream, top: 1)[0]
    print("\(backbone.reference)  \(stream.count) bytes  \(best.label.name)  \(best.probability)")
}
