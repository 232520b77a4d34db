internal import FrankenBytes

// Operands.
extension PickleMachine {
    mutating func byte() throws(WeightsError) -> UInt8 {
        do { return try reader.byte() } catch { throw truncated(error) }
    }

    mutating func take(_ count: Int) throws(WeightsError) -> ArraySlice<UInt8> {
        do { return try reader.take(count) } catch { throw truncated(error) }
    }

    mutating func integer<Value: FixedWidthInteger>(
        _ type: Value.Type = Value.self
    ) throws(WeightsError) -> Value {
        do { return try reader.littleEndian(type) } catch { throw truncated(error) }
    }

    mutating func bigEndian() throws(WeightsError) -> UInt64 {
        do { return try reader.bigEndian() } catch { throw truncated(error) }
    }

    /// Reads a line of ASCII.
    mutating func line() throws(WeightsError) -> String {
        let line: ArraySlice<UInt8>
        do { line = try reader.take(until: 0x0A, limit: limits.name) } catch {
            throw WeightsError(
                .invalidPickle,
                "A name at byte \(reader.position) of the pickle does not end within "
                    + "\(limits.name) bytes.",
                cause: error
            )
        }
        guard line.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw failure("has a name that is not plain ASCII")
        }
        return String(decoding: line, as: UTF8.self)
    }

    mutating func protocolVersion() throws(WeightsError) {
        let version = try byte()
        guard version == 2 else {
            throw failure("declares protocol \(version); PyTorch writes protocol 2")
        }
    }

    mutating func longInteger() throws(WeightsError) {
        let count = Int(try byte())
        guard count <= 16 else { throw failure("has an integer of \(count) bytes") }
        let bytes = Array(try take(count))
        guard count > 8 else {
            let isNegative = bytes.last.map { $0 >= 0x80 } ?? false
            var value: Int64 = isNegative ? -1 : 0
            for byte in bytes.reversed() { value = value << 8 | Int64(byte) }
            stack.append(.integer(value))
            return
        }
        // A sign byte in front of 64 bits still makes a 64-bit integer.
        var narrow: UInt64 = 0
        for byte in bytes.prefix(8).reversed() { narrow = narrow << 8 | UInt64(byte) }
        let value = Int64(bitPattern: narrow)
        if bytes.dropFirst(8).allSatisfy({ $0 == (value < 0 ? 0xFF : 0) }) {
            stack.append(.integer(value))
        } else {
            arena.wideIntegers.append(bytes)
            stack.append(.wideInteger(arena.wideIntegers.count - 1))
        }
    }

    mutating func string(byteCount: Int) throws(WeightsError) {
        guard byteCount <= limits.string else {
            throw failure("has a string of \(byteCount) bytes", .limitExceeded)
        }
        guard let text = String(validating: try take(byteCount), as: UTF8.self) else {
            throw failure("has a string that is not UTF-8")
        }
        stack.append(.string(text))
    }

    /// A string of Python 2, one byte for each of the first 256 scalars.
    mutating func shortString() throws(WeightsError) {
        let bytes = try take(Int(try byte()))
        var text = ""
        for byte in bytes { text.unicodeScalars.append(UnicodeScalar(byte)) }
        stack.append(.string(text))
    }

    private func truncated(_ error: BytesError) -> WeightsError {
        WeightsError(
            .truncated,
            "The pickle ends inside an opcode at byte \(opcodeOffset). Download the file again.",
            cause: error
        )
    }
}
