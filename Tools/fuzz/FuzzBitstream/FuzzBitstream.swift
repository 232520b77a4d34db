import FrankenEntropy

/// Reads the input as tables (`FSET`), as a bitstream (`FS`) or as a latent with a list of changes.
///
/// Checksums and digests are made right first, as a malicious sender would.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: data, count: count))
    do {
        if bytes.starts(with: EntropyTables.blobMagic) {
            try readTables(bytes)
        } else if bytes.starts(with: "FS".utf8) {
            try readStream(bytes)
        } else {
            try changeStream(bytes[...])
        }
    } catch {
        preconditionFailure("our own tables or latent were refused: \(error)")
    }
    return 0
}

/// Tables that are accepted must be written as they were read, and must carry a latent.
private func readTables(_ blob: [UInt8]) throws {
    var blob = blob
    if blob.count >= 32 {
        blob.replaceSubrange((blob.count - 32)..., with: SHA256.digest(of: blob.dropLast(32)))
    }
    guard let codec = try? LatentCodec(blob: blob) else { return }
    precondition(codec.blob == blob, "the blob changed")
    let shape = try LatentShape(channels: codec.channelCount, height: 2, width: 3)
    for coder in CoderID.allCases {
        guard let bench = try? Bench(codec, coder: coder) else { continue }
        // The first level and the last: each has tables of its own.
        for level in Set([0, codec.levels.count - 1]) {
            let symbols = codec.levels[level].tables.channels.flatMap { channel in
                // The two ends of the table, both sides outside of it, and the largest escapes.
                let end = channel.offset + Int32(channel.escapeIndex)
                return [channel.offset, end - 1, channel.offset - 1, end, end + 32_767, -32_000]
            }
            try bench.checkRoundTrip(
                symbols,
                shape: shape,
                quality: UInt8(truncatingIfNeeded: level)
            )
        }
    }
}

/// A stream that names the bench's own encoder and tables must decode or be refused.
private func readStream(_ stream: [UInt8]) throws {
    guard stream.count >= BitstreamHeader.byteCount else { return }
    let bench = try Bench.fixed[0].get()
    var symbols: [Int32] = []
    precondition((try? bench.decoder.decode(stream.span, into: &symbols)) == nil || symbols != [])
    var stream = stream
    for (offset, id) in [(4, bench.decoder.encoder), (8, bench.decoder.tables)] {
        for byte in 0..<4 {
            stream[offset + byte] = UInt8(truncatingIfNeeded: id.rawValue >> UInt32(24 - 8 * byte))
        }
    }
    bench.checkOutcome(of: stream)
}

/// Byte 0 is the coder and the shape, byte 1 counts changes of three bytes each (place and mask),
/// the rest is a latent, one byte per symbol; 0x80 announces two bytes of a far one.
private func changeStream(_ input: ArraySlice<UInt8>) throws {
    var input = input.makeIterator()
    guard let head = input.next(), let changeCount = input.next() else { return }
    let coder = head & 1 == 0 ? CoderID.compressAI : .lanes
    let shape = try LatentShape(
        channels: 4,
        height: 1 + Int(head >> 1 & 7),
        width: 1 + Int(head >> 4)
    )
    var changes: [(place: Int, mask: UInt8)] = []
    for _ in 0..<changeCount % 16 {
        guard let high = input.next(), let low = input.next(), let mask = input.next() else {
            break
        }
        changes.append((Int(high) << 8 | Int(low), mask))
    }
    let symbols = (0..<shape.symbolCount).map { _ -> Int32 in
        guard let near = input.next() else { return 0 }
        guard near == 0x80 else { return Int32(Int8(bitPattern: near)) }
        return Int32(Int8(bitPattern: input.next() ?? 0)) << 8 | Int32(input.next() ?? 0)
    }
    let bench = try Bench.fixed[Int(coder.rawValue)].get()
    guard var stream = try bench.checkRoundTrip(symbols, shape: shape) else { return }
    for change in changes { stream[change.place % stream.count] ^= change.mask }
    bench.checkOutcome(of: stream)
}
