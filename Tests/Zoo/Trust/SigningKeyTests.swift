import Foundation
import FrankenTrust
import Testing

@Suite("Secret keys")
struct SigningKeyTests {
    @Test("Key files read back, locked and open; a wrong password is told from a damaged file")
    func roundTrip() throws {
        let key = try SigningKey.generate()
        let password = Array("pässword".utf8)
        let open = try key.fileBytes(password: nil)
        #expect(try !SigningKey.needsPassword(fileBytes: open))
        #expect(try SigningKey(fileBytes: open).publicKey == key.publicKey)
        let locked = try key.fileBytes(password: password, cost: InteroperationTests.light)
        #expect(try SigningKey.needsPassword(fileBytes: locked))
        #expect(try SigningKey(fileBytes: locked, password: password).publicKey == key.publicKey)
        for wrong in [nil, [], Array("password".utf8)] as [[UInt8]?] {
            #expect(throws: TrustError(.wrongPassword, "")) {
                try SigningKey(fileBytes: locked, password: wrong)
            }
        }
        #expect(try key.fileBytes(password: password, cost: InteroperationTests.light) != locked)
    }

    @Test("Damaged key files, and files that ask for too much memory, are refused")
    func damaged() throws {
        let open = try SigningKey.generate().fileBytes(password: nil)
        for count in open.indices {
            #expect(throws: TrustError(.malformedKey, "")) {
                try SigningKey(fileBytes: Array(open.prefix(count)))
            }
        }
        let text = String(decoding: open, as: UTF8.self)
        let line = text.split(separator: "\n")[1]
        // Another seed, public key or checksum than the rest of the file is about.
        for position in [90, 130, 180] {
            var changed = Array(line)
            changed[position] = changed[position] == "Q" ? "g" : "Q"
            let file = "untrusted comment: x\n\(String(changed))\n"
            #expect(throws: TrustError(.malformedKey, "")) {
                try SigningKey(fileBytes: Array(file.utf8))
            }
        }
        let costly = SigningKey.PasswordCost(operations: 1 << 60, memory: 1 << 50)
        #expect(throws: TrustError(.malformedKey, "")) {
            try SigningKey.generate().fileBytes(password: [1], cost: costly)
        }
    }

    @Test("A key file is its owner's, and never replaces another")
    func saving() throws {
        try Bench.withFolder { folder in
            let path = "\(folder)/zoo.key"
            try SigningKey.generate().save(to: path, password: nil)
            let before = try Bench.read(path)
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
            #expect(throws: TrustError(.alreadyExists, "")) {
                try SigningKey.generate().save(to: path, password: nil)
            }
            #expect(try Bench.read(path) == before)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["zoo.key"])
            #expect(throws: TrustError(.notFound, "")) { try SigningKey.load("\(folder)/other") }
        }
    }

    @Test("Nothing prints a secret")
    func discretion() throws {
        let key = try SigningKey.generate()
        var dumped = ""
        dump(key, to: &dumped)
        #expect("\(key)" == "secret key \(key.publicKey.id)")
        #expect(!dumped.contains("seed"))
        #expect(!String(reflecting: key).contains("seed"))
    }
}
