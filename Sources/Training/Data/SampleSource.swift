package import FrankenImage

/// What a sample is made of.
package enum SampleContent: Sendable, Equatable {
    /// A JPEG, PNG or WebP file.
    case file([UInt8])
    /// Pixels that were never encoded, as CIFAR stores them.
    case pixels(PixelImage)

    /// The bytes that identify the sample: those of the file, or the interleaved RGB values.
    package var bytes: [UInt8] {
        switch self {
        case .file(let bytes): bytes
        case .pixels(let image): image.rgb
        }
    }
}

/// Where samples come from: images with the name of their class, counted without decoding any.
///
/// Implement it to train on something else. All members may be called from several threads at
/// once, and a source never changes.
package protocol SampleSource: Sendable {
    /// The names of the classes that occur, in an order of the source's choice.
    var classNames: [String] { get }
    /// How many samples there are.
    var count: Int { get }
    /// Files that were found among the samples and give none, each with the reason.
    var leftOut: [LeftOut] { get }
    /// What to call a sample, such as a path; for people.
    func name(at index: Int) -> String
    /// The class of a sample as an index of ``classNames``.
    func classIndex(at index: Int) -> Int
    /// Reads a sample, without decoding it.
    ///
    /// - Throws: ``DataError`` with code `.unreadable` when it is no longer there.
    func content(at index: Int) throws(DataError) -> SampleContent
}

extension SampleSource {
    /// Nothing, for sources that hold samples alone.
    package var leftOut: [LeftOut] { [] }
}
