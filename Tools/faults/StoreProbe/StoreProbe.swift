import FrankenBundle
import FrankenCrypto
import FrankenStore
import Glibc

/// What Tools/faults and Tools/bench/store run: the store alone, without the rest of zoo.
///
///     store-probe install STORE NAME VERSION FILE...    the first file is the encoder
///     store-probe rm STORE REFERENCE
///     store-probe prune STORE
///     store-probe list STORE
///     store-probe verify STORE
///     store-probe fill STORE COUNT                      made-up bundles that share an encoder
///     store-probe churn STORE SEED COUNT                random installs, removals, collections
@main
struct StoreProbe {
    static func main() {
        do {
            try run(Array(CommandLine.arguments.dropFirst()))
        } catch {
            let text = Array("store-probe: \(error)\n".utf8)
            _ = write(STDERR_FILENO, text, text.count)
            exit(1)
        }
    }

    private static func run(_ arguments: [String]) throws {
        guard arguments.count >= 2 else { throw StoreError(.notFound, "See the source.") }
        let store = try Store.open(at: arguments[1])
        let rest = Array(arguments.dropFirst(2))
        switch arguments[0] {
        case "install":
            let files = try rest.dropFirst(2).map(contents)
            try Sample(name: rest[0], version: rest[1], files: files).install(into: store)
        case "rm": try store.remove(BundleReference(rest[0]))
        case "prune": print(try store.collect(store.garbage()).count)
        case "list": try list(store)
        case "verify": try verify(store)
        case "fill": try fill(store, count: Int(rest[0]) ?? 0)
        case "churn":
            try churn(store, seed: UInt64(rest[0]) ?? 0, count: Int(rest[1]) ?? 0)
        default: throw StoreError(.notFound, "No such command; see the source.")
        }
    }

    private static func list(_ store: Store) throws {
        let inventory = try store.installed()
        var text = ""
        for bundle in inventory.bundles {
            text += "\(bundle.reference)\t\(bundle.manifest.short)\t\(bundle.byteCount)\t"
            text += "\(bundle.ownByteCount)\t\(bundle.summary.family)\n"
        }
        text += "total\t\(inventory.byteCount)\t\(inventory.problems.count)\n"
        print(text, terminator: "")
    }

    private static func verify(_ store: Store) throws {
        let verification = try store.verifyAll()
        for fault in verification.faults {
            print("\(fault.blob.digest.short) \(fault.verdict) \(fault.users)")
        }
        for problem in verification.problems { print(problem.reference, problem.message) }
        for stranger in verification.strangers { print("stranger", stranger) }
        if !verification.isIndexCurrent { print("index") }
        guard verification.faults.isEmpty, verification.isUsable else { exit(2) }
    }

    private static func fill(_ store: Store, count: Int) throws {
        let ingest = try store.ingest()
        var installations: [Installation] = []
        for index in 0..<count {
            let name = "bundle-\(index / 4)"
            let shared = "encoder"
            let own = (0..<3).map { Array("file \($0) of \(index)".utf8) }
            let sample = Sample(
                name: name,
                version: "1.\(index % 4).0",
                files: [Array(shared.utf8)] + own,
                family: "family-\(index % 7)"
            )
            try sample.write(into: ingest)
            installations.append(try sample.installation())
        }
        try ingest.install(installations)
    }

    private static func churn(_ store: Store, seed: UInt64, count: Int) throws {
        var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
        func random(_ bound: UInt64) -> UInt64 {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return state % bound
        }
        for _ in 0..<count {
            let index = random(3)
            let sample = Sample(
                name: "model-\(index)",
                version: "1.0.0",
                files: [
                    [UInt8](repeating: 7, count: 300_000),
                    [UInt8](repeating: UInt8(index), count: 100_000),
                ]
            )
            switch random(8) {
            case 0, 1:
                do {
                    try store.remove(BundleReference("model-\(index)"))
                } catch let error as StoreError where error.code == .notInstalled {
                    // Removed already.
                }
            case 2: try store.collect(store.garbage())
            case 3:
                // What is installed now can be read, whatever the others do.
                guard let bundle = try store.installed().bundles.first else { continue }
                do {
                    let manifest = try store.manifest(BundleReference(bundle.reference)).manifest
                    for blob in manifest.blobs { _ = try store.bytes(blob, limit: 1 << 20) }
                } catch {
                    // Unless they removed it meanwhile.
                    guard (try? store.resolve(bundle.reference)) == nil else { throw error }
                }
            default: try sample.install(into: store)
            }
        }
    }

    private static func contents(of path: String) throws -> [UInt8] {
        guard let file = fopen(path, "rb") else { throw StoreError(.notFound, path) }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = fread(&buffer, 1, buffer.count, file)
            guard ferror(file) == 0 else { throw StoreError(.system, path) }
            guard count > 0 else { return bytes }
            bytes += buffer.prefix(count)
        }
    }
}
