import FrankenCommands
import FrankenTrust

/// What a command changed in the policy or the pins.
struct TrustChange: Encodable {
    let schema = "zoo.trust-change/1"
    let did: String
    let name: String
    var key: PublicKey?

    func print(json: Bool) throws {
        if json { return try JSONOutput.print(self) }
        try Terminal.print("\(did) \(name)" + (key.map { "  \($0.id)" } ?? ""))
    }
}
