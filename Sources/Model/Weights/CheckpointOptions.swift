/// How a checkpoint is opened.
public struct CheckpointOptions: Sendable {
    /// Where in a PyTorch checkpoint the tensors are taken from.
    public enum Location: Sendable, Equatable {
        /// Under the first of `state_dict`, `model`, `model_state_dict`, `state_dict_ema` that
        /// holds tensors; the whole checkpoint when there is none.
        case automatic
        /// The whole checkpoint, nested names joined by dots.
        case root
        /// Under this key; dots lead further down.
        case key(String)
    }

    /// What happens to functions and classes that no state dictionary needs.
    public enum UnknownObjects: Sendable {
        /// The file is refused, naming the first.
        case refuse
        /// They become leaves without a value, and the file is refused only if a tensor depends
        /// on one. Nothing runs in either case.
        case skip
    }

    /// Whether the CRC-32 of each record of a PyTorch file is checked, which reads the whole file.
    public enum Checksums: Sendable {
        /// A record that differs from its checksum is an error.
        case verify
        /// Checksums are not looked at; for files saved with checksums switched off.
        case ignore
    }

    /// Where the tensors are.
    public var location: Location
    /// What happens to unknown functions and classes.
    public var unknownObjects: UnknownObjects
    /// Whether checksums are checked.
    public var checksums: Checksums
    /// Longest safetensors header, in bytes; at most 100,000,000.
    public var headerLimit: Int

    /// Makes options; the defaults are the strictest.
    public init(
        location: Location = .automatic,
        unknownObjects: UnknownObjects = .refuse,
        checksums: Checksums = .verify,
        headerLimit: Int = SafetensorsReader.defaultHeaderLimit
    ) {
        self.location = location
        self.unknownObjects = unknownObjects
        self.checksums = checksums
        self.headerLimit = headerLimit
    }
}
