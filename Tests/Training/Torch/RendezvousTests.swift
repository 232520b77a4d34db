import FrankenTorch
import Testing

@Suite struct RendezvousTests {
    private static let torchrun = [
        "RANK": "3", "WORLD_SIZE": "4", "LOCAL_RANK": "1", "MASTER_ADDR": "node-0",
        "MASTER_PORT": "29500", "TORCHELASTIC_USE_AGENT_STORE": "True",
        "TORCHELASTIC_RESTART_COUNT": "2",
    ]
    private static let mpi = [
        "OMPI_COMM_WORLD_RANK": "0", "OMPI_COMM_WORLD_SIZE": "2",
        "OMPI_COMM_WORLD_LOCAL_RANK": "0", "MASTER_ADDR": "10.0.0.1", "MASTER_PORT": "1234",
        "GLOO_SOCKET_IFNAME": "eth1",
    ]

    @Test("the variables of torchrun and of mpirun")
    func launchers() throws {
        let found = try #require(try Rendezvous(environment: Self.torchrun))
        #expect(found.rank == 3 && found.count == 4 && found.localRank == 1)
        #expect(found.host == "node-0" && found.port == 29_500)
        #expect(!found.isHostedByFirst && found.prefix == "zoo/2/" && found.interface == nil)
        let other = try #require(try Rendezvous(environment: Self.mpi))
        #expect(other.rank == 0 && other.count == 2 && other.localRank == 0)
        #expect(other.isHostedByFirst && other.prefix.isEmpty && other.interface == "eth1")
    }

    @Test("a process that is alone needs nobody")
    func alone() throws {
        #expect(try Rendezvous(environment: [:]) == nil)
        #expect(try Rendezvous(environment: ["MASTER_ADDR": "a", "HOME": "/"]) == nil)
        #expect(try Rendezvous(environment: ["RANK": "0", "WORLD_SIZE": "1"]) == nil)
    }

    @Test(
        "every variable that is needed is missed by name",
        arguments: ["RANK", "WORLD_SIZE", "MASTER_ADDR", "MASTER_PORT"]
    )
    func missing(name: String) {
        var variables = Self.torchrun
        variables[name] = nil
        let error = #expect(throws: TorchError.self) {
            try Rendezvous(environment: variables)
        }
        #expect(error?.code == .invalidEnvironment)
        #expect(
            error?.message.hasPrefix("\(name) is missing") == true,
            "\(String(describing: error))"
        )
    }

    @Test(
        "values that contradict each other, or are no numbers",
        arguments: [
            ("RANK", "4"), ("RANK", "-1"), ("RANK", "one"), ("WORLD_SIZE", "0"),
            ("WORLD_SIZE", "99999999999999999999"), ("MASTER_PORT", "0"), ("MASTER_PORT", "65536"),
            ("MASTER_ADDR", ""), ("LOCAL_RANK", "9"),
        ]
    )
    func hostile(name: String, value: String) {
        var variables = Self.torchrun
        variables[name] = value
        #expect(throws: TorchError(.invalidEnvironment, "")) {
            try Rendezvous(environment: variables)
        }
    }
}
