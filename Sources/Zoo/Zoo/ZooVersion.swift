public import FrankenBundle
internal import FrankenGraph

/// What this build is, for bundles that ask.
public enum ZooVersion {
    /// The version of the package.
    public static let text = "0.2.0"

    /// The version of the package.
    public static let current = BundleVersion(major: 0, minor: 2, patch: 0)

    /// The ops that graphs of this build may hold.
    public static var ops: Set<String> { Set(Op.kinds) }
}
