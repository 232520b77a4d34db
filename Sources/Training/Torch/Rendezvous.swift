/// Where the processes of one training meet, and which of them this one is.
///
/// `torchrun` and MPI's `mpirun` tell each process by variables; all of them must be there.
package struct Rendezvous: Sendable, Hashable {
    /// The variables that ``init(environment:)`` looks at.
    package static let variables = [
        "RANK", "WORLD_SIZE", "LOCAL_RANK", "OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE",
        "OMPI_COMM_WORLD_LOCAL_RANK", "MASTER_ADDR", "MASTER_PORT", "GLOO_SOCKET_IFNAME",
        "TORCHELASTIC_USE_AGENT_STORE", "TORCHELASTIC_RESTART_COUNT",
    ]

    /// Which of the processes this one is; 0 writes and evaluates.
    package var rank: Int
    /// How many there are.
    package var count: Int
    /// Which of those on this host it is: the GPU that it takes.
    package var localRank: Int
    /// The host where they meet.
    package var host: String
    /// The port there.
    package var port: Int
    /// Whether rank 0 answers at the port; otherwise the launcher does.
    package var isHostedByFirst: Bool
    /// What keys begin with where they meet: attempts of a launcher that starts anew are apart.
    package var prefix: String
    /// The network interface to use; nil for that of the host's name.
    package var interface: String?

    /// A place to meet.
    ///
    /// - Throws: ``TorchError`` with code `.invalidEnvironment` for numbers that make no sense.
    package init(
        rank: Int,
        count: Int,
        localRank: Int? = nil,
        host: String,
        port: Int,
        isHostedByFirst: Bool = true,
        prefix: String = "",
        interface: String? = nil
    ) throws(TorchError) {
        guard 1...65_536 ~= count, 0..<count ~= rank, 0..<count ~= localRank ?? rank,
            1...65_535 ~= port, !host.isEmpty
        else {
            throw TorchError(
                .invalidEnvironment,
                "needs a rank of 0 to below the number of processes, a local rank no larger, a host "
                    + "and a port of 1 to 65535; found rank \(rank) of \(count), local rank "
                    + "\(localRank ?? rank), '\(host)' and port \(port)"
            )
        }
        self.rank = rank
        self.count = count
        self.localRank = localRank ?? rank
        self.host = host
        self.port = port
        self.isHostedByFirst = isHostedByFirst
        self.prefix = prefix
        self.interface = interface
    }

    /// Reads what `torchrun` or `mpirun` said.
    ///
    /// `RANK`, `WORLD_SIZE` and `LOCAL_RANK`, or else `OMPI_COMM_WORLD_RANK`, `_SIZE` and
    /// `_LOCAL_RANK`; `MASTER_ADDR` and `MASTER_PORT` with either. `GLOO_SOCKET_IFNAME` names a
    /// network interface, as for PyTorch. It is nil where no variable speaks of several processes, or
    /// there is one alone.
    ///
    /// - Parameter environment: The variables of this process.
    /// - Throws: ``TorchError`` with code `.invalidEnvironment` naming the variable that is
    ///   missing, no number, or contradicts another.
    package init?(environment: [String: String]) throws(TorchError) {
        let families = [
            ("RANK", "WORLD_SIZE", "LOCAL_RANK"),
            (
                "OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE", "OMPI_COMM_WORLD_LOCAL_RANK"
            ),
        ]
        let family = families.first { environment[$0.0] != nil || environment[$0.1] != nil }
        guard let family else { return nil }
        let count = try Self.number(family.1, environment, because: family.0)
        let rank = try Self.number(family.0, environment, because: family.1)
        if count == 1, rank == 0 { return nil }
        let host = try Self.text("MASTER_ADDR", environment, because: family.1)
        try self.init(
            rank: rank,
            count: count,
            localRank: environment[family.2] == nil
                ? nil : Self.number(family.2, environment, because: family.1),
            host: host,
            port: Self.number("MASTER_PORT", environment, because: family.1),
            // The launcher keeps the store itself, and keys of attempts apart, when it says so.
            isHostedByFirst: environment["TORCHELASTIC_USE_AGENT_STORE"] != "True",
            prefix: environment["TORCHELASTIC_RESTART_COUNT"].map { "zoo/\($0)/" } ?? "",
            interface: environment["GLOO_SOCKET_IFNAME"]
        )
    }

    private static func text(
        _ name: String,
        _ environment: [String: String],
        because other: String
    ) throws(TorchError) -> String {
        guard let text = environment[name], !text.isEmpty else {
            throw TorchError(
                .invalidEnvironment,
                "\(name) is missing, and \(other) says that there are several processes; set it, "
                    + "or start them with torchrun or mpirun"
            )
        }
        return text
    }

    private static func number(
        _ name: String,
        _ environment: [String: String],
        because other: String
    ) throws(TorchError) -> Int {
        let text = try text(name, environment, because: other)
        guard let number = Int(text), number >= 0 else {
            throw TorchError(
                .invalidEnvironment,
                "\(name) must be a number of 0 or more, found '\(text.prefix(40))'"
            )
        }
        return number
    }
}
