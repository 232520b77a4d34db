import Foundation

extension [UInt8] {
    /// Puts the bytes into a file.
    func write(_ path: String) throws {
        try Data(self).write(to: URL(filePath: path))
    }
}
