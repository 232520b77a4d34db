internal import FrankenBytes

/// One small state per name, changed by any number of processes without a lock.
///
/// Each name has a folder with one file, named by a number. A change is a new file with the next
/// number, made by `link`, which fails when another process was first; then the old file goes.
/// The highest number counts. A process that slept through several changes and links a number
/// that was free again sees the higher one beside it, takes its own back and starts over.
struct StateFiles: Sendable {
    /// Attempts before a change is given up: each failed one means that another succeeded.
    private static let attempts = 100

    /// The folder of all names.
    let folder: String

    /// The state of a name.
    ///
    /// - Throws: ``TrustError`` with code `.malformedState` when the file is damaged: it is never
    ///   taken for a name that was not seen before.
    func state(of name: SubjectName) throws(TrustError) -> TrustState {
        try current(name).state
    }

    /// Changes the state of a name.
    ///
    /// - Parameters:
    ///   - name: Which name.
    ///   - change: Gives the new state for the present one, and may be called several times.
    /// - Returns: The state that is now stored.
    /// - Throws: ``TrustError`` as ``state(of:)``, `.system`, or what `change` throws.
    func update(
        _ name: SubjectName,
        _ change: (TrustState) throws(TrustError) -> TrustState
    ) throws(TrustError) -> TrustState {
        let home = path(of: name)
        for _ in 0..<Self.attempts {
            let (number, state) = try current(name)
            let changed = try change(state)
            guard changed != state else { return state }
            let (next, overflow) = number.addingReportingOverflow(1)
            guard !overflow else { throw damaged(name, "its number is the last one") }
            try TrustFile.createFolders(home)
            try TrustFile.createFolders(pending)
            TrustFile.sweep(pending)
            let mine = "\(home)/\(next).json"
            do throws(TrustError) {
                try TrustFile.create(mine, bytes: try bytes(changed), through: pending)
            } catch {
                guard error.code == .alreadyExists else { throw error }
                continue
            }
            let numbers = try numbers(in: home)
            guard numbers.allSatisfy({ $0 <= next }) else {
                TrustFile.remove(mine)
                continue
            }
            for old in numbers where old < next { TrustFile.remove("\(home)/\(old).json") }
            return changed
        }
        throw TrustError(
            .system,
            "Other programs kept changing what is known about '\(name)'. Try again."
        )
    }

    /// Every name that something is known about, sorted.
    func all() throws(TrustError) -> [TrustState] {
        var states: [TrustState] = []
        for component in try TrustFile.names(in: folder) where !component.hasPrefix(".") {
            guard let number = try numbers(in: "\(folder)/\(component)").max(),
                let state = try read("\(folder)/\(component)/\(number).json", component)
            else { continue }
            if !state.isEmpty { states.append(state) }
        }
        return states.sorted { $0.name < $1.name }
    }

    /// Files on their way, of all names: in one place, so that any change sweeps it.
    private var pending: String { "\(folder)/.pending" }

    private func path(of name: SubjectName) -> String { "\(folder)/\(name.pathComponent)" }

    private func current(_ name: SubjectName) throws(TrustError) -> (number: Int, state: TrustState)
    {
        let home = path(of: name)
        for _ in 0..<Self.attempts {
            guard let number = try numbers(in: home).max() else {
                return (0, TrustState(name: name))
            }
            // The file is gone when a newer one has taken its place since.
            guard let state = try read("\(home)/\(number).json", name.text) else { continue }
            guard state.name == name.text else {
                throw damaged(name, "it is about '\(state.name.prefix(80))'")
            }
            return (number, state)
        }
        throw TrustError(
            .system,
            "Other programs kept changing what is known about '\(name)'. Try again."
        )
    }

    private func numbers(in home: String) throws(TrustError) -> [Int] {
        try TrustFile.names(in: home).compactMap { name in
            guard name.hasSuffix(".json"), let number = Int(name.dropLast(5)), number > 0,
                "\(number).json" == name
            else { return nil }
            return number
        }
    }

    private func read(_ path: String, _ name: String) throws(TrustError) -> TrustState? {
        let bytes: [UInt8]
        do throws(TrustError) {
            bytes = try TrustFile.read(path, limit: TrustState.largestByteCount)
        } catch {
            if error.code == .notFound { return nil }
            throw error
        }
        do throws(JSONError) {
            return try StrictJSONDecoder(
                limits: JSONParser.Limits(
                    depth: 4,
                    byteCount: TrustState.largestByteCount,
                    valueCount: 64
                )
            ).decode(from: bytes)
        } catch {
            throw TrustError(
                .malformedState,
                "What was remembered about '\(name)' is damaged: '\(path)': \(error) Look at the "
                    + "file; 'zoo trust forget \(name)' starts over, and trusts the next key."
            )
        }
    }

    private func bytes(_ state: TrustState) throws(TrustError) -> [UInt8] {
        do throws(JSONError) {
            return try StableJSONEncoder(.pretty).encode(state)
        } catch {
            throw TrustError(.system, "\(error)")
        }
    }

    private func damaged(_ name: SubjectName, _ reason: String) -> TrustError {
        TrustError(
            .malformedState,
            "What was remembered about '\(name)' is damaged: \(reason). Look at "
                + "'\(path(of: name))'; 'zoo trust forget \(name)' starts over."
        )
    }

    /// Forgets a name, also one whose file is damaged.
    func forget(_ name: SubjectName) throws(TrustError) {
        let home = path(of: name)
        do throws(TrustError) {
            _ = try update(name) { (_: TrustState) in TrustState(name: name) }
        } catch {
            guard error.code == .malformedState else { throw error }
            for number in try numbers(in: home) { TrustFile.remove("\(home)/\(number).json") }
        }
    }
}
