import ArgumentParser
import FrankenImage

/// How photo files are read.
struct PhotoOptions: ParsableArguments {
    @Flag(
        help: """
            Take photos as they are stored, as torchvision does, instead of turning them upright \
            as the orientation in them asks.
            """
    )
    var ignoreOrientation = false

    @Option(
        help: ArgumentHelp(
            "Read photos of up to so many million pixels (default: 67), such as 108.",
            valueName: "count"
        )
    )
    var maxMegapixels: Int?

    func validate() throws {
        if let maxMegapixels, !(1...1_000_000).contains(maxMegapixels) {
            throw ValidationError(
                "--max-megapixels must be 1 to 1000000, found \(maxMegapixels)."
            )
        }
    }

    /// The decoder that does so.
    var decoder: ImageDecoder {
        ImageDecoder(
            limits: maxMegapixels.map { ImageLimits(megapixels: $0) } ?? ImageLimits(),
            appliesOrientation: !ignoreOrientation
        )
    }
}
