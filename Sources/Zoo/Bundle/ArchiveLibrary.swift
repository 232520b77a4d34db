internal import CArchive

/// The library that reads and writes archives.
public enum ArchiveLibrary {
    /// Name and version, as in `libarchive 3.7.4`.
    public static var version: String { unsafe String(cString: fa_version()) }
}
