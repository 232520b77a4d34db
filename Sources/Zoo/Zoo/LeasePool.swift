internal import Synchronization

/// Values that take memory, loaded when they are wanted and dropped when others need the room.
///
/// A value that is leased is never dropped. Threads that want the same value wait for one load; a
/// load that fails leaves nothing behind, and the next one who asks tries again.
///
/// Loads run under the lock of their own slot and never under that of the pool, so that values
/// which are there can be had while another one loads.
package final class LeasePool<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    /// A value and the bytes that it takes.
    package typealias Loaded = (value: Value, byteCount: Int)

    /// Why a value cannot be had.
    package enum Refusal: Error, Equatable {
        /// The value alone takes more than the limit.
        case tooLarge(byteCount: Int)
        /// All that could be dropped was dropped; what remains is in use.
        case inUse(byteCount: Int, wanted: Int)
    }

    /// A value that stays until the lease ends.
    package final class Lease: Sendable {
        /// What was asked for.
        package let value: Value
        private let end: @Sendable () -> Void

        init(_ value: Value, end: @escaping @Sendable () -> Void) {
            self.value = value
            self.end = end
        }

        deinit { end() }
    }

    private final class Slot: Sendable {
        let value = Mutex<Value?>(nil)
    }

    private struct Entry {
        let slot: Slot
        var byteCount: Int
        var leases: Int
        var lastUse: UInt64
    }

    private struct State {
        var entries: [Key: Entry] = [:]
        var uses: UInt64 = 0

        var byteCount: Int { entries.values.reduce(0) { $0 + $1.byteCount } }

        /// Takes out the values that were not used for longest until the rest fits.
        ///
        /// They are returned, so that they are not destroyed under the lock.
        mutating func makeRoom(_ limit: Int) -> [Slot] {
            var dropped: [Slot] = []
            while byteCount > limit {
                let idle = entries.filter { $0.value.leases == 0 }
                guard let oldest = idle.min(by: { $0.value.lastUse < $1.value.lastUse }) else {
                    break
                }
                dropped.append(oldest.value.slot)
                entries[oldest.key] = nil
            }
            return dropped
        }
    }

    /// The most bytes of all values together.
    package let byteLimit: Int
    private let state = Mutex(State())

    /// A pool of at most so many bytes.
    package init(byteLimit: Int) {
        self.byteLimit = byteLimit
    }

    /// What the values take at the moment, those that load now by their estimate.
    package var byteCount: Int { state.withLock { $0.byteCount } }

    /// Keys, bytes and leases, the value that was not used for longest first.
    package var contents: [(key: Key, byteCount: Int, leases: Int)] {
        state.withLock { state in
            state.entries.sorted { $0.value.lastUse < $1.value.lastUse }
                .map { ($0.key, $0.value.byteCount, $0.value.leases) }
        }
    }

    /// A value, loaded if it is not there.
    ///
    /// - Parameters:
    ///   - key: Which one.
    ///   - estimate: What it will take about, so that room is made before it is loaded.
    ///   - load: Makes it; called by one thread at a time.
    /// - Returns: The value, which stays at least until the lease is gone.
    /// - Throws: ``Refusal`` or what `load` throws.
    package func lease(
        _ key: Key,
        estimate: Int,
        load: () throws -> Loaded
    ) throws -> Lease {
        let slot = try reserve(key, estimate)
        do {
            let value = try slot.value.withLock { known in
                if let value = known { return value }
                let loaded = try load()
                try account(key, loaded.byteCount)
                known = loaded.value
                return loaded.value
            }
            return Lease(value) { [self] in release(key) }
        } catch {
            state.withLock { state in
                state.entries[key]?.leases -= 1
                if state.entries[key]?.leases == 0 { state.entries[key] = nil }
            }
            throw error
        }
    }

    /// A value that is there, or loads at the moment; `nil` for any other.
    ///
    /// - Throws: What the load throws that another thread is at.
    package func leaseLoaded(_ key: Key) throws -> Lease? {
        do {
            guard state.withLock({ $0.entries[key] != nil }) else { return nil }
            return try lease(key, estimate: 0) { throw NotThere() }
        } catch is NotThere {
            return nil
        }
    }

    /// Says what a value takes now, for values that grow while they are used.
    package func update(_ key: Key, byteCount: Int) {
        let dropped = state.withLock { state in
            state.entries[key]?.byteCount = byteCount
            return state.makeRoom(byteLimit)
        }
        _ = dropped
    }

    /// Drops all values that nobody uses.
    package func drain() {
        let dropped = state.withLock { $0.makeRoom(-1) }
        _ = dropped
    }

    private func reserve(_ key: Key, _ estimate: Int) throws(Refusal) -> Slot {
        let result = state.withLock { state -> (Result<Slot, Refusal>, [Slot]) in
            state.uses += 1
            if let entry = state.entries[key] {
                state.entries[key]?.leases += 1
                state.entries[key]?.lastUse = state.uses
                return (.success(entry.slot), [])
            }
            guard estimate <= byteLimit else {
                return (.failure(.tooLarge(byteCount: estimate)), [])
            }
            let dropped = state.makeRoom(byteLimit - estimate)
            let held = state.byteCount
            guard held <= byteLimit - estimate else {
                return (.failure(.inUse(byteCount: held, wanted: estimate)), dropped)
            }
            let slot = Slot()
            state.entries[key] = Entry(
                slot: slot,
                byteCount: estimate,
                leases: 1,
                lastUse: state.uses
            )
            return (.success(slot), dropped)
        }
        return try result.0.get()
    }

    /// Replaces the estimate by what a value takes.
    private func account(_ key: Key, _ byteCount: Int) throws(Refusal) {
        guard byteCount <= byteLimit else { throw .tooLarge(byteCount: byteCount) }
        let (held, dropped) = state.withLock { state in
            state.entries[key]?.byteCount = byteCount
            let dropped = state.makeRoom(byteLimit)
            return (state.byteCount, dropped)
        }
        _ = dropped
        guard held <= byteLimit else {
            throw .inUse(byteCount: held - byteCount, wanted: byteCount)
        }
    }

    private func release(_ key: Key) {
        let dropped = state.withLock { state in
            state.entries[key]?.leases -= 1
            return state.makeRoom(byteLimit)
        }
        _ = dropped
    }
}

/// A value went before it could be leased.
private struct NotThere: Error {}
