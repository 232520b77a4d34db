/// One channel's symbols with what codes them, while both are borrowed.
///
/// Why the pointers are safe: a symbol is looked up only after its index was compared with the
/// number of the table's values, and callers keep places below ``count``.
@safe
struct LanePlane {
    let symbols: UnsafePointer<Int32>
    let count: Int
    let channel: LaneCode.Channel
    let valueSteps: UnsafePointer<LaneStep>
    let runSteps: UnsafePointer<LaneStep>

    init?(
        _ symbols: UnsafeBufferPointer<Int32>,
        _ channel: LaneCode.Channel,
        _ steps: UnsafeBufferPointer<LaneStep>
    ) {
        guard let base = symbols.baseAddress, let stepBase = steps.baseAddress else { return nil }
        unsafe self.symbols = base
        count = symbols.count
        self.channel = channel
        unsafe valueSteps = stepBase + channel.valueSteps
        unsafe runSteps = stepBase + channel.runSteps
    }

    /// Puts the value at `place` into `state`; false if no escape reaches it.
    @inline(__always)
    func putValue(
        at place: Int,
        into state: inout UInt64,
        precision: UInt64,
        _ writer: inout LaneWriter
    ) -> Bool {
        let value = unsafe Int(symbols[place]) &- Int(channel.offset)
        let count = Int(channel.count)
        if UInt(bitPattern: value) < UInt(bitPattern: count) {
            unsafe writer.put(&state, valueSteps[value], precision: precision)
            return true
        }
        guard let number = Escape.number(forValue: value, count: count) else { return false }
        writer.putEscaped(&state, number: number)
        unsafe writer.put(&state, valueSteps[count], precision: precision)
        return true
    }
}
