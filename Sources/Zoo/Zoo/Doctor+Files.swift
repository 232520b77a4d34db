internal import FrankenFiles
internal import FrankenStore

extension Doctor {
    /// Whether this user may write wherever the zoo does: a line for each folder, or one for all.
    func permissions() -> [Finding] {
        let (data, state) = (zoo.directories.data, zoo.directories.state)
        let parts = ["blobs/sha256", "installs", "roots", "tmp", "trash", "locks"]
        let folders =
            [data, zoo.directories.cache, zoo.directories.config, state]
            + parts.map { "\(data)/\($0)" }
        var seen: Set<String> = []
        let findings = folders.map(Self.existing).filter { seen.insert($0).inserted }.compactMap {
            folder -> Finding? in
            guard let error = FileStatus.refusal(ofWritingTo: folder) else { return nil }
            return Finding(
                "permissions",
                .warn,
                "'\(folder)' cannot be written: bundles can be used, not installed. "
                    + error,
                advice: "set ZOO_HOME to a folder of yours; the store stays readable by "
                    + "ZOO_STORE_PATH"
            )
        }
        return findings.isEmpty
            ? [Finding("permissions", .ok, "all folders can be written")] : findings
    }

    /// What the file system of the store can do; `nil` where nothing can be tried.
    func fileSystem() -> Finding? {
        let folder = Self.existing(zoo.directories.data)
        guard let probe = try? FileSystemProbe(folder: folder) else { return nil }
        let abilities = [
            ("hard links", probe.hasLinks), ("locks", probe.hasLocks), ("renames", probe.replaces),
            ("flushes", probe.flushes), ("modes", probe.keepsModes),
        ]
        let missing = abilities.filter { !$0.1 }.map(\.0)
        guard !missing.isEmpty else {
            return Finding(
                "file system",
                .ok,
                "'\(folder)' has hard links, locks, renames, flushes"
            )
        }
        let needed = !probe.replaces || !(probe.hasLinks || probe.hasLocks)
        return Finding(
            "file system",
            needed ? .bad : .warn,
            "'\(folder)' lacks " + missing.joined(separator: ", ")
                + (needed
                    ? ": two programs at once may lose what is trusted"
                    : ": bundles can be installed all the same"),
            advice: needed ? "set ZOO_HOME to a folder on another file system" : nil
        )
    }
}
