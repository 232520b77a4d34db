import ArgumentParser
import FrankenFiles
import FrankenTorch

/// Where a training runs: the device, and with which other processes.
struct ProcessOptions: ParsableArguments {
    @Option(help: "cpu, cuda or cuda:N; of several processes, cuda takes the GPU LOCAL_RANK.")
    var device = "cpu"

    @Option(
        help: ArgumentHelp(
            "How long to wait for another process of a training started by torchrun or mpirun; "
                + "longer than an evaluation takes.",
            valueName: "seconds"
        )
    )
    var peerTimeout = 1800

    func validate() throws {
        guard 1...1_000_000 ~= peerTimeout else {
            throw ValidationError("--peer-timeout must be 1 or more, found \(peerTimeout).")
        }
    }

    /// The device, and the other processes when a launcher names any.
    func join() throws -> (device: Device, group: ProcessGroup?) {
        let environment = ProcessEnvironment.all.filter { Rendezvous.variables.contains($0.key) }
        guard let rendezvous = try Rendezvous(environment: environment) else {
            return (try Device(device), nil)
        }
        let device = try Device(
            self.device == "cuda" ? "cuda:\(rendezvous.localRank)" : self.device
        )
        let group = try ProcessGroup(
            rendezvous,
            timeout: .seconds(peerTimeout),
            device: device
        )
        return (device, group)
    }
}
