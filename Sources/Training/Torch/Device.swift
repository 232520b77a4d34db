internal import CTorch

/// Where tensors live and are computed with.
package struct Device: Sendable, Hashable, CustomStringConvertible {
    /// libtorch's name: `cpu`, `cuda`, `cuda:1`.
    package let name: String

    /// The processor.
    package static let cpu = Device(known: "cpu")

    /// A device that this libtorch has.
    ///
    /// - Parameter name: `cpu`, `cuda` or `cuda:N`.
    /// - Throws: ``TorchError`` with code `.unknownDevice`.
    package init(_ name: String) throws(TorchError) {
        guard unsafe ft_has_device(name) else {
            throw TorchError(
                .unknownDevice,
                "no device is called '\(name)' in libtorch \(TrainingLibrary.version); use cpu, "
                    + "or build with ZOO_LIBTORCH naming a libtorch for CUDA"
            )
        }
        self.name = name
    }

    private init(known name: String) {
        self.name = name
    }

    /// Whether this is the processor.
    package var isCPU: Bool { name == "cpu" }

    /// The name.
    package var description: String { name }
}

/// The library that training runs on.
package enum TrainingLibrary {
    /// Its version, such as `1.13.0`.
    package static var version: String { unsafe String(cString: ft_version()) }

    /// Sets how many threads one operation uses on the processor.
    ///
    /// - Parameter count: 1 to 1024.
    /// - Throws: ``TorchError`` with code `.refused`.
    package static func setThreads(_ count: Int) throws(TorchError) {
        try TorchCall.check(ft_set_threads(CInt(clamping: count)))
    }

    /// Keeps the memory of freed tensors for the next ones of the same size.
    ///
    /// For programs that train: every step makes the same large tensors, and fresh pages are
    /// cleared by the system each time. Call once, before the first tensor.
    ///
    /// - Throws: ``TorchError`` with code `.engineFailed`.
    package static func keepMemory() throws(TorchError) {
        try TorchCall.check(ft_keep_memory())
    }
}
