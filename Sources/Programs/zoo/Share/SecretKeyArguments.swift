import ArgumentParser
import FrankenBytes
import FrankenCommands
import FrankenFailures
import FrankenFiles
import FrankenStore
import FrankenTrust
import FrankenZoo

/// Where the password of a secret key comes from: options of commands that sign.
struct PasswordArguments: ParsableArguments {
    @Option(
        help: "Read the key's password from the first line of this file, instead of asking.",
        completion: .file()
    )
    var passwordFile: String?

    /// Reads a secret key, and asks for its password when it needs one.
    func key(_ path: String) throws -> SigningKey {
        let file = try MappedFile(path: path)
        let count = min(file.byteCount, SigningKey.largestFileByteCount + 1)
        let needsPassword = try SigningKey.needsPassword(fileBytes: file.copyBytes(in: 0..<count))
        let password = needsPassword ? try password("Password of '\(path)': ") : nil
        return try SigningKey.load(path, password: password)
    }

    /// A password for a new key, typed twice.
    func newPassword() throws -> [UInt8] {
        let password = try password("Password for the new key: ")
        guard !password.isEmpty else {
            throw Failure(
                "The password is empty. Say --no-password for a key without one.",
                .usage
            )
        }
        if passwordFile == nil {
            guard try self.password("The same again: ") == password else {
                throw Failure("The two passwords differ; nothing was written.", .usage)
            }
        }
        return password
    }

    private func password(_ question: String) throws -> [UInt8] {
        if let passwordFile {
            let file = try MappedFile(path: passwordFile)
            let bytes = try file.copyBytes(in: 0..<min(file.byteCount, 4096))
            return Array(bytes.prefix { $0 != 0x0A && $0 != 0x0D })
        }
        guard Terminal.canAsk else {
            throw Failure(
                "The key has a password, and nobody is there to ask. Give --password-file.",
                .usage
            )
        }
        return SecretPrompt.ask(question)
    }
}

/// The time that a signature states.
enum SigningTime {
    /// Now, or `SOURCE_DATE_EPOCH` for builds that must come out the same.
    ///
    /// - SeeAlso: https://reproducible-builds.org/specs/source-date-epoch/
    static var current: Timestamp {
        get throws {
            guard let text = ProcessEnvironment.all["SOURCE_DATE_EPOCH"], !text.isEmpty else {
                return .current()
            }
            guard let seconds = Int64(text), seconds >= 0 else {
                throw ValidationError(
                    "SOURCE_DATE_EPOCH must be seconds since 1970, found '\(text)'."
                )
            }
            return Timestamp(secondsSinceEpoch: seconds)
        }
    }
}
