import FrankenFiles
import FrankenInference

/// Reads class names from a file.
enum LabelFile {
    static func read(_ path: String) throws -> ClassLabels {
        let file: MappedFile
        do {
            file = try MappedFile(path: path)
        } catch {
            throw InferenceError(
                .wrongLabels,
                "\(error) Give --labels a file with one class name a line.",
                cause: error
            )
        }
        guard file.byteCount <= 16 << 20 else {
            throw InferenceError(
                .wrongLabels,
                "\(path): The label file has \(file.byteCount) bytes; at most 16 MiB are read."
            )
        }
        let bytes = try file.withBytes(in: 0..<file.byteCount) { span in
            span.withUnsafeBytes { Array($0) }
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw InferenceError(.wrongLabels, "\(path): The label file is not UTF-8 text.")
        }
        return try ClassLabels(text: text)
    }
}
