/// What a coder's inner loop reports; the session turns it into a ``BitstreamError``.
enum PayloadFault: Error {
    /// The payload ended before the last symbol.
    case truncated
    /// The payload is no output of the encoder: an impossible escape, state or rest.
    case corrupt
    /// The symbol at this position cannot be coded.
    case symbolOutOfRange(position: Int)
}

extension BitstreamError {
    /// Words for what a coder reported about a latent of `shape`.
    init(_ fault: PayloadFault, shape: LatentShape) {
        switch fault {
        case .truncated:
            self.init(
                .truncated,
                "the payload ends before the last of \(shape.symbolCount) symbols; send it again"
            )
        case .corrupt:
            self.init(
                .corruptPayload,
                "the payload is not what an encoder writes for a latent of \(shape); "
                    + "check that both sides run compatible versions"
            )
        case .symbolOutOfRange(let position):
            self.init(
                .symbolOutOfRange,
                "symbol \(position) of channel \(position / shape.planeCount) lies more than 32768 "
                    + "steps outside its table; is the latent quantized with the right median?"
            )
        }
    }
}
