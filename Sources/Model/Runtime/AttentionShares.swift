internal import CDNNL

/// Scores of attention, plus biases, to shares that add up to one.
///
/// One pass over each row of tokens: by an addition, a softmax and a conversion of the engine every
/// score would be read and written three times.
struct AttentionShares: Sendable {
    /// Rows: windows, heads and queries.
    let rowCount: Int
    /// Keys in a row.
    let tokens: Int
    /// Position biases and masks, rows of ``tokens``.
    let bias: AlignedBuffer
    /// Rows of ``bias``; the scores have them over and over.
    let biasRowCount: Int
    /// How shares are stored; scores are floats.
    let type: ElementType

    /// Shares of floats may lie where the scores are, which are overwritten.
    func run(scores: UnsafeMutableRawPointer, shares: UnsafeMutableRawPointer) {
        unsafe fd_attention_weights(
            fd_attention_rows(
                scores: scores.assumingMemoryBound(to: Float.self),
                bias: bias.address.assumingMemoryBound(to: Float.self),
                weights: shares,
                count: rowCount,
                length: tokens,
                bias_count: biasRowCount,
                is_bfloat16: type == .bfloat16
            )
        )
    }
}
