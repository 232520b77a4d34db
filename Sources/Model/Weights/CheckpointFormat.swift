/// The formats of checkpoint that are read, told apart by their first bytes and never by name.
enum CheckpointFormat {
    case safetensors
    case pyTorchZip
    case pyTorchLegacy

    private static let foreign: [(magic: [UInt8], offset: Int, advice: String)] = [
        (
            [0x28, 0xB5, 0x2F, 0xFD], 0,
            "This file is compressed with zstd. Run 'zstd -d FILE' and open the result."
        ),
        ([0x1F, 0x8B], 0, "This file is compressed with gzip. Run 'gunzip FILE' and try again."),
        (
            [0xFD, 0x37, 0x7A, 0x58, 0x5A], 0,
            "This file is compressed with xz. Run 'unxz FILE' and open the result."
        ),
        (
            [0x89, 0x48, 0x44, 0x46], 0,
            "This is an HDF5 file (Keras). Load it in Python and save its weights with "
                + "safetensors.numpy.save_file."
        ),
        (
            [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59], 0,
            "This is a NumPy array. Load it in Python and save it with "
                + "safetensors.numpy.save_file."
        ),
        ([0x47, 0x47, 0x55, 0x46], 0, "This is a GGUF file, which holds language models."),
        ([0x54, 0x46, 0x4C, 0x33], 4, "This is a TensorFlow Lite model; no checkpoint."),
        (
            [0x75, 0x73, 0x74, 0x61, 0x72], 257,
            "This is a tar file: an archive, or a checkpoint of torch before 0.1.10. Unpack the "
                + "archive, or load the checkpoint in Python and save it anew."
        ),
    ]

    /// Looks at the first bytes.
    ///
    /// - Throws: ``WeightsError`` with code `.unsupportedFormat` that says what the file is and
    ///   what to do, or `.truncated` for an empty file.
    init(_ source: TensorSource) throws(WeightsError) {
        guard source.byteCount > 0 else {
            throw WeightsError(.truncated, "The file is empty. Download it again.")
        }
        let head = try source.copyBytes(in: 0..<min(512, source.byteCount))
        if head.starts(with: [0x50, 0x4B, 3, 4]) {
            self = .pyTorchZip
            return
        }
        if head.starts(with: [0x80, 2, 0x8A, 10] + PyTorchLegacyReader.magic) {
            self = .pyTorchLegacy
            return
        }
        for (magic, offset, advice) in Self.foreign
        where head.dropFirst(offset).starts(with: magic) {
            throw WeightsError(.unsupportedFormat, advice)
        }
        if head.count > 8, head[8] == UInt8(ascii: "{") {
            self = .safetensors
            return
        }
        throw WeightsError(.unsupportedFormat, Self.advice(for: head))
    }

    private static func advice(for head: [UInt8]) -> String {
        if head[0] == 0x80 {
            return "This is a pickle, but not one that torch.save writes. Load it in Python and "
                + "save the tensors with torch.save."
        }
        // An ONNX model begins with its version, a small number in field 1, and field 2 or 3.
        if head.count > 2, head[0] == 0x08, head[1] < 32, [0x12, 0x1A, 0x22].contains(head[2]) {
            return "This is an ONNX model. Take the weights from the checkpoint it was made of."
        }
        if head.starts(with: Array("<".utf8)) || head.starts(with: Array("version https".utf8)) {
            return "This is a web page or a pointer to a large file, not the file itself. "
                + "Download it again."
        }
        return "This file is neither a safetensors file nor a PyTorch checkpoint."
    }
}
