/// What a program must have to run a bundle.
public struct BundleRuntime: Sendable, Hashable, Codable {
    /// The oldest zoo that can.
    public var minimumZoo: BundleVersion
    /// The version of the parameter layout that the blueprint declares.
    public var blueprintVersion: Int
    /// The ops that the graphs use, by name.
    public var requiredOps: [String]

    /// All fields.
    public init(minimumZoo: BundleVersion, blueprintVersion: Int, requiredOps: [String]) {
        self.minimumZoo = minimumZoo
        self.blueprintVersion = blueprintVersion
        self.requiredOps = requiredOps
    }

    /// Checks that a build can run the bundle.
    ///
    /// - Parameters:
    ///   - zoo: The build's version.
    ///   - ops: The names of the ops that the build has.
    /// - Throws: ``BundleError`` with code `.incompatible` that lists what is missing.
    public func check(zoo: BundleVersion, ops: Set<String>) throws(BundleError) {
        let missing = Set(requiredOps).subtracting(ops).sorted()
        guard missing.isEmpty else {
            throw BundleError(
                .incompatible,
                "The bundle needs ops that this build lacks: \(missing.joined(separator: ", ")). "
                    + "Update zoo to \(minimumZoo) or newer."
            )
        }
        guard minimumZoo <= zoo else {
            throw BundleError(
                .incompatible,
                "The bundle needs zoo \(minimumZoo) or newer; this is \(zoo). Update it."
            )
        }
    }
}
