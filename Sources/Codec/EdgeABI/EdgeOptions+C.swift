internal import CFrankenEdge
internal import FrankenEdge
internal import FrankenEntropy
internal import FrankenRuntime

extension EdgeOptions {
    /// Takes the options of a caller in C.
    ///
    /// - Parameter options: nil for the defaults.
    /// - Throws: ``ArgumentError`` naming the field at fault.
    init(_ options: frankenedge_options?) throws {
        self.init()
        guard let options else { return }
        func refuse(_ field: String, _ expected: String, _ found: some BinaryInteger)
            -> ArgumentError
        {
            ArgumentError(description: "options.\(field) must be \(expected), found \(found).")
        }
        let size = MemoryLayout<frankenedge_options>.size
        guard options.struct_size == size else {
            throw refuse("struct_size", "\(size)", options.struct_size)
        }
        switch options.precision {
        case 0: precision = .auto
        case 1: precision = .fixed(.float32)
        case 2: precision = .fixed(.bfloat16)
        default: throw refuse("precision", "0 to 2", options.precision)
        }
        guard 0...1024 ~= options.threads else {
            throw refuse("threads", "0 to 1024", options.threads)
        }
        threads = max(1, Int(options.threads))
        switch options.sizing {
        case 0: sizing = .trained
        case 1: sizing = .native
        default: throw refuse("sizing", "0 or 1", options.sizing)
        }
        if options.coder_plus_one != 0 {
            guard 1...2 ~= options.coder_plus_one,
                let known = CoderID(rawValue: UInt8(options.coder_plus_one - 1))
            else { throw refuse("coder_plus_one", "0 to 2", options.coder_plus_one) }
            coder = known
        }
        rate = try RateChoice(options)
        switch options.full_jpeg {
        case 0: jpegDecoding = .reduced
        case 1: jpegDecoding = .full
        default: throw refuse("full_jpeg", "0 or 1", options.full_jpeg)
        }
    }
}
