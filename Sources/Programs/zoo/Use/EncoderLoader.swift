import FrankenCodec
import FrankenCommands
import FrankenFailures
import FrankenFiles
import FrankenStore
import FrankenZoo

/// Opens what `--encoder` names: a folder, or the encoder of an installed bundle.
enum EncoderLoader {
    static func load(_ text: String) throws -> EncoderPackage {
        // A folder wins, so that what is installed never changes what a path means.
        guard !text.contains("/"), !FileStatus.exists(text) else {
            return try EncoderPackage(path: text)
        }
        do {
            return try Zoo.open().encoder(of: text)
        } catch let error as StoreError where error.code == .notInstalled {
            throw Failure(
                "'\(text)' is no folder with an encoder package, and no bundle is installed under "
                    + "that name. \(error)",
                .notFound
            )
        }
    }
}
