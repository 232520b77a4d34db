internal import FrankenFiles
internal import FrankenImage

/// CIFAR-10 or CIFAR-100 in the authors' binary version: 32 x 32 images as three planes.
///
/// - SeeAlso: Krizhevsky, "Learning Multiple Layers of Features from Tiny Images", 2009; the record
///   layout is that of the page of the data set, <https://www.cs.toronto.edu/~kriz/cifar.html>.
package struct CIFARSource: SampleSource {
    /// Which of the two data sets.
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        /// Ten classes: one byte of label, then the planes.
        case cifar10
        /// A hundred classes: a byte of coarse label, one of fine label, then the planes.
        case cifar100

        /// Bytes of label before the planes; the last one is the class.
        var labelByteCount: Int { self == .cifar10 ? 1 : 2 }
        /// How many classes there are.
        package var classCount: Int { self == .cifar10 ? 10 : 100 }
        var namesFile: String { self == .cifar10 ? "batches.meta.txt" : "fine_label_names.txt" }

        /// All that the authors' archive has.
        var allFiles: [String] {
            let others = self == .cifar10 ? ["readme.html"] : ["coarse_label_names.txt"]
            return files(.training) + files(.test) + [namesFile] + others
        }

        func files(_ part: Part) -> [String] {
            switch (self, part) {
            case (.cifar10, .training): (1...5).map { "data_batch_\($0).bin" }
            case (.cifar10, .test): ["test_batch.bin"]
            case (.cifar100, .training): ["train.bin"]
            case (.cifar100, .test): ["test.bin"]
            }
        }
    }

    /// Which images of it.
    package enum Part: String, Sendable, Hashable, CaseIterable {
        /// Those to train on: 50,000.
        case training
        /// Those to evaluate on: 10,000.
        case test
    }

    private static let side = 32
    private static let planeByteCount = side * side
    private static let imageByteCount = 3 * planeByteCount

    /// The names of the classes as the folder lists them; indices without such a list.
    package let classNames: [String]
    /// How many images there are.
    package let count: Int
    private let kind: Kind
    private let files: [MappedFile]
    /// The first image of each file.
    private let starts: [Int]
    private let labels: [UInt8]

    /// Opens the files of an unpacked data set.
    ///
    /// - Parameters:
    ///   - folder: Where the `.bin` files are.
    ///   - kind: Which of the two data sets.
    ///   - part: Which images of it.
    /// - Throws: ``DataError`` with code `.unreadable`, `.malformed` or `.noSamples`.
    package init(folder: String, kind: Kind, part: Part) throws(DataError) {
        let names = "\(folder)/\(kind.namesFile)"
        var listed: [String] = []
        if let bytes = try? ImageDecoder().read(contentsOf: names) {
            listed = String(decoding: bytes, as: UTF8.self)
                .split(whereSeparator: \.isNewline).map(String.init)
        }
        try self.init(
            files: kind.files(part).map { "\(folder)/\($0)" },
            kind: kind,
            classNames: listed.count == kind.classCount ? listed : nil
        )
    }

    /// Opens files.
    ///
    /// - Parameters:
    ///   - paths: The `.bin` files.
    ///   - kind: Which of the two data sets.
    ///   - classNames: What the classes are called; nil for their indices.
    /// - Throws: ``DataError`` with code `.unreadable`, `.malformed` or `.noSamples`.
    package init(files paths: [String], kind: Kind, classNames: [String]?) throws(DataError) {
        let recordByteCount = kind.labelByteCount + Self.imageByteCount
        var files: [MappedFile] = []
        var starts: [Int] = []
        var labels: [UInt8] = []
        for path in paths {
            let file: MappedFile
            do throws(FilesError) {
                file = try MappedFile(path: path)
            } catch {
                throw DataError(.unreadable, error.message)
            }
            guard file.byteCount > 0, file.byteCount % recordByteCount == 0 else {
                throw DataError(
                    .malformed,
                    """
                    Expected whole records of \(recordByteCount) bytes in '\(path)', found \
                    \(file.byteCount) bytes. Copy the file of \(kind.rawValue) again.
                    """
                )
            }
            starts.append(labels.count)
            for record in 0..<file.byteCount / recordByteCount {
                let place = record * recordByteCount + kind.labelByteCount - 1
                let label = try Self.bytes(of: file, in: place..<place + 1).first ?? .max
                guard Int(label) < kind.classCount else {
                    throw DataError(
                        .malformed,
                        """
                        Expected labels below \(kind.classCount) in '\(path)', found \(label) in \
                        record \(record). Is this \(kind.rawValue)?
                        """
                    )
                }
                labels.append(label)
            }
            files.append(file)
        }
        guard !labels.isEmpty else {
            throw DataError(.noSamples, "Expected files of \(kind.rawValue), found none.")
        }
        self.kind = kind
        self.files = files
        self.starts = starts
        self.labels = labels
        count = labels.count
        self.classNames = classNames ?? (0..<kind.classCount).map(String.init)
    }

    /// The file and the number of an image in it.
    package func name(at index: Int) -> String {
        let place = place(of: index)
        return "\(files[place.file].path)#\(place.record)"
    }

    /// The class of an image.
    package func classIndex(at index: Int) -> Int { Int(labels[index]) }

    /// The pixels of an image.
    package func content(at index: Int) throws(DataError) -> SampleContent {
        let place = place(of: index)
        let start =
            place.record * (kind.labelByteCount + Self.imageByteCount) + kind.labelByteCount
        let planes = try Self.bytes(
            of: files[place.file],
            in: start..<start + Self.imageByteCount
        )
        var rgb = [UInt8](repeating: 0, count: Self.imageByteCount)
        for pixel in 0..<Self.planeByteCount {
            for channel in 0..<3 {
                rgb[pixel * 3 + channel] = planes[channel * Self.planeByteCount + pixel]
            }
        }
        do {
            return .pixels(try PixelImage(width: Self.side, height: Self.side, rgb: rgb))
        } catch {
            throw DataError(.malformed, error.message)
        }
    }

    private func place(of index: Int) -> (file: Int, record: Int) {
        let file = (starts.firstIndex { $0 > index } ?? starts.count) - 1
        return (file, index - starts[file])
    }

    private static func bytes(
        of file: MappedFile,
        in range: Range<Int>
    ) throws(DataError) -> [UInt8] {
        do {
            return try file.copyBytes(in: range)
        } catch {
            throw DataError(.unreadable, "\(error)")
        }
    }
}
