internal import FrankenFiles

/// A folder for one check; it is removed at the end.
struct ScratchFolder {
    let path: String

    /// Makes a folder in another one; in the system's for temporary files without it.
    init(in folder: String?) throws {
        let parent = folder ?? ProcessEnvironment.value("TMPDIR") ?? "/tmp"
        let made = "\(parent)/\(Owner.current.newName("conformance"))"
        do throws(FilesError) {
            try Folder.makeNew(made, mode: 0o700)
        } catch {
            throw Conformance.Broken(error.message)
        }
        path = Entry.real(made) ?? made
    }

    /// Removes the folder with all that is in it; links are not followed.
    func remove() { Folder.removeTree(path) }
}
