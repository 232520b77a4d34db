/// Which entropy coder wrote a payload; the number stands in the stream's header.
public enum CoderID: UInt8, CaseIterable, Sendable {
    /// One 64-bit rANS state, byte-compatible with CompressAI.
    case compressAI = 0
    /// Four interleaved 32-bit rANS states, with run lengths for channels that are mostly one value.
    case lanes = 1
}
