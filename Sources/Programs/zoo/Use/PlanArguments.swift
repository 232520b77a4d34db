public import ArgumentParser
public import FrankenRuntime

/// How plans compute.
struct PlanArguments: ParsableArguments {
    @Option(help: "Number format: f32, or bf16 where the CPU has it.")
    var precision: Precision = .float32

    @Option(help: ArgumentHelp("Threads (default: all processors).", valueName: "count"))
    var threads: Int?

    func validate() throws {
        if let threads, !(1...1024).contains(threads) {
            throw ValidationError("--threads must be 1 to 1024, found \(threads).")
        }
    }

    var options: PlanOptions {
        PlanOptions(precision: precision, threads: threads ?? PlanOptions.availableThreads)
    }
}

extension Precision: ExpressibleByArgument {}

/// How many photos run through the network at once.
enum BatchOption {
    static func validate(_ batch: Int) throws {
        if !(1...4096).contains(batch) {
            throw ValidationError("--batch must be 1 to 4096, found \(batch).")
        }
    }
}
