extension LaneEncoder {
    /// One step per symbol, last symbol first; symbol *i* belongs to lane *i* mod 4.
    ///
    /// - Returns: The place of a symbol that cannot be coded, if there is one.
    mutating func encodeDirect(_ plane: LanePlane, _ writer: inout LaneWriter) -> Int? {
        let precision = UInt64(LaneCode.directPrecision)
        var (state0, state1, state2, state3) = states
        var out = writer
        var place = plane.count

        @inline(__always)
        func put(_ state: inout UInt64) -> Bool {
            place &-= 1
            return plane.putValue(at: place, into: &state, precision: precision, &out)
        }

        if place & 3 == 3, !put(&state2) { return place }
        if place & 3 == 2, !put(&state1) { return place }
        if place & 3 == 1, !put(&state0) { return place }
        while place > 0 {
            guard put(&state3), put(&state2), put(&state1), put(&state0) else { return place }
        }
        states = (state0, state1, state2, state3)
        writer = out
        return nil
    }

    /// Two steps per run, last run first; run *i* belongs to lane 0 or 2, its value to the next.
    ///
    /// - Returns: The place of a symbol that cannot be coded, if there is one.
    mutating func encodeRuns(
        _ plane: LanePlane,
        _ list: RunList,
        _ writer: inout LaneWriter
    ) -> Int? {
        let precision = UInt64(LaneCode.runPrecision)
        var (state0, state1, state2, state3) = states
        var out = writer
        var index = list.count
        let runs = list.runs.span

        @inline(__always)
        func put(_ runState: inout UInt64, _ valueState: inout UInt64) -> Int? {
            index &-= 1
            let run = runs[index]
            let length = Int(run.length)
            if run.place >= 0 {
                let place = Int(run.place)
                guard
                    plane.putValue(
                        at: place,
                        into: &valueState,
                        precision: precision,
                        &out
                    )
                else { return place }
            } else if run.place == RunList.toTheEnd {
                out.put(
                    &runState,
                    plane.lastRun(length),
                    precision: precision
                )
                return nil
            }
            unsafe out.put(&runState, plane.runSteps[length], precision: precision)
            return nil
        }

        if index & 1 == 1, let bad = put(&state0, &state1) { return bad }
        while index > 0 {
            if let bad = put(&state2, &state3) { return bad }
            if let bad = put(&state0, &state1) { return bad }
        }
        states = (state0, state1, state2, state3)
        writer = out
        return nil
    }
}

extension LanePlane {
    /// All runs of at least `length` modes as one interval.
    fileprivate func lastRun(_ length: Int) -> LaneStep {
        let precision = LaneCode.runPrecision
        let step = unsafe runSteps[length]
        // An interval's start, without what a frequency of 1 adds to it.
        let start =
            step.frequency == 1
            ? step.bias - ((1 << UInt32(precision)) - 1) : step.bias
        return LaneStep(
            start: start,
            frequency: (1 << UInt32(precision)) - start,
            precision: precision
        )
    }
}
