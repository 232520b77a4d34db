public import ArgumentParser
import FrankenCommands
import FrankenFailures
public import FrankenFiles

extension OutputTarget: ExpressibleByArgument {}

/// What holds for every option that says where a result goes.
enum Outputs {
    /// Said in the help of options that name a file to write.
    static let help = "- is standard output."

    /// Refuses what two results would be mixed in.
    ///
    /// - Parameters:
    ///   - targets: Where the command's results go.
    ///   - json: Whether it also prints JSON.
    /// - Throws: `ValidationError`.
    static func validate(_ targets: OutputTarget?..., json: Bool = false) throws {
        let targets = targets.compactMap(\.self)
        // What is thrown away cannot be mixed up.
        let streams = targets.filter { $0.isStandardOutput && $0.path != "/dev/null" }
        if json, let first = streams.first {
            throw ValidationError(
                "JSON is printed on standard output, where '\(first.path)' would go too. Name a file."
            )
        }
        guard streams.count < 2 else {
            throw ValidationError(
                "Two results cannot both go to standard output. Name a file for one of them."
            )
        }
        for (index, target) in targets.enumerated() {
            for other in targets[..<index] where PathName.isSame(other.path, target.path) {
                throw ValidationError("Two results cannot both go to '\(target.path)'.")
            }
        }
    }

    /// Writes a result that is at hand.
    ///
    /// - Throws: ``Failure``, or the error for a target that is an input.
    static func write(
        _ bytes: [UInt8],
        to target: OutputTarget,
        besides inputs: [String] = []
    ) throws {
        try target.check(against: inputs)
        do {
            try target.write(bytes)
        } catch let error as FilesError where error.code == .brokenPipe {
            // Whoever reads has seen enough.
            throw Failure(nil, .cannotWrite)
        } catch {
            throw Failure(creating: target.path, error)
        }
    }
}

extension Terminal {
    /// Writes for people: to standard error when a result goes to standard output.
    static func print(_ text: String, besides target: OutputTarget?) throws {
        guard target?.isStandardOutput == true else { return try print(text) }
        note(text)
    }
}
