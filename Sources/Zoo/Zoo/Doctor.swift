internal import FrankenBlueprint
internal import FrankenBundle
internal import FrankenCatalog
internal import FrankenCrypto
internal import FrankenFiles
internal import FrankenPlugins
internal import FrankenRuntime
internal import FrankenStore
internal import FrankenTaxonomy
internal import FrankenTransport
internal import FrankenTrust

/// Looks at everything that a zoo depends on; what it tries out is gone afterwards.
public struct Doctor: Sendable {
    /// Free bytes below which there is hardly room for a bundle.
    static let tightByteCount = 1 << 30
    /// Free bytes below which nothing can be installed.
    static let fullByteCount = 64 << 20

    let zoo: Zoo
    private let network: Network?

    /// A doctor for a zoo.
    ///
    /// - Parameters:
    ///   - zoo: Whose health it is.
    ///   - network: How indexes on the web are reached; `nil` where no socket may be opened.
    public init(_ zoo: Zoo, network: Network?) {
        self.zoo = zoo
        self.network = network
    }

    /// Looks at everything.
    ///
    /// - Returns: Lines in the order that a person wants to read them.
    public func findings() -> [Finding] {
        [store()] + permissions()
            + [fileSystem(), space(), downloads(), clock(), policy()].compactMap(\.self)
            + blueprints() + indexes() + Self.libraries() + [Self.processor()]
    }

    private func store() -> Finding {
        do {
            let verification = try zoo.store.verifyAll(deep: false)
            let count = try zoo.installedNames().count
            guard verification.isUsable else {
                let first =
                    verification.problems.first.map { "\($0.reference): \($0.message)" }
                    ?? "\(verification.faults.count) files are damaged or missing"
                return Finding(
                    "store",
                    .bad,
                    "\(zoo.store.path): \(first)",
                    advice: "zoo verify --repair, then install the bundles again"
                )
            }
            return Finding(
                "store",
                .ok,
                "\(zoo.store.path): \(count) bundles, \(verification.findings.count) files",
                advice: count == 0 ? "zoo search, then zoo install NAME" : nil
            )
        } catch {
            return Finding("store", .bad, "\(error)", advice: "zoo env")
        }
    }

    private func space() -> Finding {
        guard let free = try? Folder.freeByteCount(Self.existing(zoo.directories.data)) else {
            return Finding("space", .warn, "the free space of the disk cannot be found out")
        }
        let mebibytes = free >> 20
        let state: Finding.State =
            free < Self.fullByteCount ? .bad : free < Self.tightByteCount ? .warn : .ok
        return Finding(
            "space",
            state,
            "\(mebibytes) MiB are free",
            advice: state == .ok ? nil : "zoo prune --partials --yes"
        )
    }

    private func downloads() -> Finding? {
        let partial = PartialDownload.list(cacheFolder: zoo.directories.cache)
        guard !partial.isEmpty else { return nil }
        let bytes = partial.reduce(0) { $0 + $1.byteCount }
        return Finding(
            "downloads",
            .ok,
            "\(partial.count) unfinished downloads hold \(bytes >> 20) MiB",
            advice: "install them again to go on, or zoo prune --partials"
        )
    }

    private func clock() -> Finding {
        let now = Timestamp.current()
        let newest = ((try? zoo.list()) ?? []).map(\.time).max() ?? 0
        guard Int(now.secondsSinceEpoch) + Int(TrustStore.clockTolerance) >= newest else {
            return Finding(
                "clock",
                .warn,
                "it is \(now) here, and bundles were installed later than that",
                advice: "set the clock: signatures and indexes expire by it"
            )
        }
        return Finding("clock", .ok, "\(now)")
    }

    private func policy() -> Finding {
        do {
            let policy = try zoo.trust.policy()
            let pins = try zoo.trust.pins()
            let isOpen = policy.defaultMode == .off
            return Finding(
                "signatures",
                isOpen ? .warn : .ok,
                "\(policy.defaultMode.rawValue) by default, \(policy.keys.count) keys, "
                    + "\(policy.rules.count) rules, \(pins.count) pinned names",
                advice: isOpen
                    ? "zoo trust rule '*' --mode warn"
                    : policy.keys.isEmpty ? "zoo trust add FILE.pub --name NAME" : nil
            )
        } catch {
            return Finding("signatures", .bad, "\(error)", advice: "zoo trust list")
        }
    }

    private func blueprints() -> [Finding] {
        do {
            let plugins = try zoo.plugins
            let count = plugins.registry.taxonomy.entries.count
            return [
                Finding(
                    "blueprints",
                    .ok,
                    "\(count) backbones, \(plugins.files.count) files of plugins"
                )
            ]
                + plugins.problems.map {
                    Finding(
                        "blueprints",
                        .warn,
                        $0.description,
                        advice: "correct the file, or zoo plugin rm \($0.name)"
                    )
                }
        } catch {
            return [Finding("blueprints", .bad, "\(error)")]
        }
    }

    private func indexes() -> [Finding] {
        do {
            let opened = try zoo.catalog(network: network)
            var findings = opened.failures.map { failure in
                Finding(
                    "index",
                    .warn,
                    "\(failure.remote.name) (\(failure.remote.index)): \(failure.error)",
                    advice: "correct it in \(zoo.directories.config)/remotes.json or ZOO_INDEX"
                )
            }
            findings += opened.warnings.map { Finding("index", .warn, $0) }
            let count = try zoo.remotes().all.count
            findings.append(
                Finding(
                    "index",
                    count == 0 ? .warn : .ok,
                    "\(count) indexes, \(opened.catalog.items.count) bundles, "
                        + "\(opened.catalog.unpublished.count) unpublished",
                    advice: count == 0 ? "set ZOO_INDEX to an index.json" : nil
                )
            )
            return findings
        } catch {
            return [Finding("index", .bad, "\(error)", advice: "zoo env")]
        }
    }

    private static func libraries() -> [Finding] {
        [
            ArchiveLibrary.version, TransportLibrary.version, CryptoLibrary.version,
            InferenceLibrary.version,
        ].map { Finding("library", .ok, $0) }
    }

    private static func processor() -> Finding {
        let formats = Precision.allCases.filter(\.isSupported).map(\.rawValue)
        return Finding(
            "processor",
            .ok,
            "\(PlanOptions.availableThreads) threads, computes in "
                + formats.joined(separator: " and ")
        )
    }

    /// The path, or the nearest folder above it that is there.
    static func existing(_ path: String) -> String {
        var path = path
        while path.utf8.count > 1, (try? FileStatus.following(path)) == nil {
            path = PathName.folder(of: path)
        }
        return path
    }
}
