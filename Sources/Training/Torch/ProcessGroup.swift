internal import CTorch
internal import Synchronization

/// Processes that share the steps of one training: each has a part of every batch.
///
/// All of them make the same calls in the same order. A process that ends, or does not answer within
/// the timeout, is an error in all others.
///
/// Gradients go through libtorch's own process groups: NCCL between GPUs where this build has it,
/// else gloo over TCP.
@safe
package final class ProcessGroup: Sendable {
    /// What carries the numbers.
    package enum Transport: String, Sendable, Hashable, CaseIterable {
        /// TCP, by way of the host's memory.
        case gloo
        /// Directly between GPUs.
        case nccl

        var backend: ft_backend {
            switch self {
            case .gloo: FT_GLOO
            case .nccl: FT_NCCL
            }
        }

        /// Whether this build has it.
        package var isSupported: Bool { ft_has_backend(backend) }
    }

    /// Which of the processes this one is.
    package let rank: Int
    /// How many there are.
    package let count: Int
    /// What carries the numbers.
    package let transport: Transport
    private let device: Device
    private let handle: Mutex<OpaquePointer>

    /// Whether this is the one that writes and evaluates.
    package var isFirst: Bool { rank == 0 }

    /// Waits until all processes are there.
    ///
    /// - Parameters:
    ///   - rendezvous: Where they meet.
    ///   - timeout: How long to wait for another process, here and in every call.
    ///   - device: Where tensors live.
    ///   - transport: What carries the numbers; nil for the best that this build has.
    /// - Throws: ``TorchError`` with code `.timedOut` when a process does not come, `.peerLost`
    ///   when it goes, `.unsupported` when this libtorch has no process groups.
    package init(
        _ rendezvous: Rendezvous,
        timeout: Duration = .seconds(1800),
        device: Device = .cpu,
        transport: Transport? = nil
    ) throws(TorchError) {
        let best: Transport = !device.isCPU && Transport.nccl.isSupported ? .nccl : .gloo
        rank = rendezvous.rank
        count = rendezvous.count
        self.transport = transport ?? best
        self.device = device
        var made: OpaquePointer?
        unsafe made = nil
        do throws(TorchError) {
            try unsafe Self.create(rendezvous, timeout, self.transport, &made)
        } catch {
            throw TorchError(
                error.code,
                "rank \(rendezvous.rank) of \(rendezvous.count) did not meet the others at "
                    + "\(rendezvous.host):\(rendezvous.port) within \(timeout); start all ranks with "
                    + "the same MASTER_ADDR and MASTER_PORT. \(error.message)"
            )
        }
        guard let made = unsafe made else {
            throw TorchError(.engineFailed, "libtorch made no process group")
        }
        unsafe handle = Mutex<OpaquePointer>(made)
    }

    deinit {
        unsafe handle.withLock { unsafe ft_group_free($0) }
    }

    /// Sums over all processes; the same bits in each.
    ///
    /// - Parameter tensors: Of the same shapes in each.
    /// - Returns: One for each, without history.
    /// - Throws: ``TorchError`` with code `.peerLost` or `.timedOut`.
    package func sum(_ tensors: [Tensor]) throws(TorchError) -> [Tensor] {
        guard !tensors.isEmpty else { return [] }
        var results = unsafe [OpaquePointer?](repeating: nil, count: tensors.count)
        try unsafe TorchCall.withHandles(tensors) { handles throws(TorchError) in
            try unsafe call { group in
                unsafe ft_group_sum(group, handles, CInt(tensors.count), &results)
            }
        }
        var made: [Tensor] = []
        for index in tensors.indices { made.append(try unsafe TorchCall.owned(results[index])) }
        return made
    }

    /// Sums over all processes, number by number.
    package func sum(_ values: [Double]) throws(TorchError) -> [Double] {
        let device = transport == .nccl ? device : .cpu
        return try sum([Tensor.of(values, shape: [values.count], on: device)])[0].doubles()
    }

    /// Whether it is true in any of the processes; the same answer in each.
    package func any(_ isTrue: Bool) throws(TorchError) -> Bool {
        try sum([isTrue ? 1 : 0])[0] > 0
    }

    /// The bytes of the first process.
    ///
    /// - Parameter bytes: Asked for in the first process alone.
    /// - Returns: The same bytes in each.
    /// - Throws: ``TorchError`` with code `.peerLost` or `.timedOut`.
    package func broadcast(_ bytes: [UInt8]) throws(TorchError) -> [UInt8] {
        let count = Int(try sum([isFirst ? Double(bytes.count) : 0])[0])
        guard count > 0 else { return [] }
        var result = isFirst ? bytes : [UInt8](repeating: 0, count: count)
        try unsafe call { group in
            unsafe result.withUnsafeMutableBytes { buffer in
                guard let base = buffer.baseAddress else { return FT_REFUSED }
                return unsafe ft_group_broadcast(group, base, count)
            }
        }
        return result
    }

    /// Waits until all processes have come here.
    package func barrier() throws(TorchError) {
        try unsafe call { unsafe ft_group_barrier($0) }
    }

    @unsafe
    private func call(_ body: (OpaquePointer) -> ft_status) throws(TorchError) {
        let outcome: Result<Void, TorchError> = unsafe handle.withLock {
            handle in
            do throws(TorchError) {
                // The message is this thread's, so it is read here.
                try TorchCall.check(unsafe body(handle))
                return .success(())
            } catch {
                return .failure(error)
            }
        }
        do throws(TorchError) {
            try outcome.get()
        } catch {
            guard error.code == .peerLost || error.code == .timedOut else { throw error }
            throw TorchError(
                error.code,
                "rank \(rank) of \(count) lost another rank: \(error.message.prefix(300)). See the "
                    + "other ranks' output, and go on from the last checkpoint with --resume"
            )
        }
    }

    @unsafe
    private static func create(
        _ rendezvous: Rendezvous,
        _ timeout: Duration,
        _ transport: Transport,
        _ result: inout OpaquePointer?
    ) throws(TorchError) {
        let status = unsafe rendezvous.host.withCString { host in
            unsafe rendezvous.prefix.withCString { prefix in
                var options = unsafe ft_group_options(
                    host: host,
                    port: CInt(rendezvous.port),
                    is_hosted_by_first: rendezvous.isHostedByFirst,
                    prefix: prefix,
                    interface: nil,
                    rank: CInt(rendezvous.rank),
                    size: CInt(rendezvous.count),
                    timeout_milliseconds: timeout.milliseconds,
                    backend: transport.backend
                )
                guard let interface = rendezvous.interface else {
                    return unsafe ft_group_create(&options, &result)
                }
                return unsafe interface.withCString { interface in
                    unsafe options.interface = unsafe interface
                    return unsafe ft_group_create(&options, &result)
                }
            }
        }
        try TorchCall.check(status)
    }
}

extension Duration {
    /// Rounded down; at most a month.
    fileprivate var milliseconds: Int64 {
        min(components.seconds, 2_678_400) * 1000
            + components.attoseconds / 1_000_000_000_000_000
    }
}
