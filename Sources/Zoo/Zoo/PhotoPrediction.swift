public import FrankenEntropy
public import FrankenInference

/// What became of one photo: a bitstream for each encoder, an answer from each backbone.
public struct PhotoPrediction: Sendable {
    /// A photo as a device sends it.
    public struct Encoding: Sendable {
        /// What the encoder is called.
        public let encoder: String
        /// The four bytes by which the stream names its encoder.
        public let identity: DigestPrefix
        /// The bitstream.
        public let stream: [UInt8]
        /// Columns of the image that the stream stands for.
        public let width: Int
        /// Rows of it.
        public let height: Int
        /// From the file's bytes to the stream; `nil` for a stream that came as a file.
        public let duration: Duration?

        /// Bits of the stream for each pixel of the image that it stands for.
        public var bitsPerPixel: Double { Double(stream.count) * 8 / Double(width * height) }
    }

    /// What one backbone says.
    public struct Answer: Sendable {
        /// `name:tag`.
        public let reference: String
        /// The encoding that it answers to, by its place in ``PhotoPrediction/encodings``.
        public let encoding: Int
        /// The likeliest classes, likeliest first.
        public let predictions: [Prediction]
        /// How long the stages on the server took.
        public let timings: SplitTimings
    }

    /// One for each encoder.
    public let encodings: [Encoding]
    /// One for each backbone, in the order they were given.
    public let answers: [Answer]
    /// Backbones of other encoders than the one that made a stream that came as a file.
    public let skipped: [String]
}
