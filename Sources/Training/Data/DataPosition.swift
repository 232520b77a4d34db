/// How far a run has come in its data: the next batch to take.
package struct DataPosition: Sendable, Hashable, Codable {
    /// The pass over the data, from 0.
    package var epoch: Int
    /// The batch in the pass, from 0.
    package var step: Int

    /// A place; the defaults are the beginning.
    package init(epoch: Int = 0, step: Int = 0) {
        self.epoch = epoch
        self.step = step
    }
}
