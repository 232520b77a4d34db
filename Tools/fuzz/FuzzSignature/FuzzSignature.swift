import FrankenBundle
import FrankenTrust

/// Reads the input as each file of keys, signatures and policy, and checks that what is read is
/// written again as it was.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: data, count: count))
    if let signature = try? SignatureFile(bytes: bytes) {
        precondition(signature.bytes == bytes, "two spellings of one signature")
        if let statement = try? SignedStatement(comment: signature.trustedComment) {
            precondition(statement.comment == signature.trustedComment, "two spellings")
        }
        if let key = signature.offeredKey {
            precondition((try? signature.verify([], by: key)) == nil, "a forged signature")
        }
    }
    if let key = try? PublicKey(fileBytes: bytes) {
        precondition((try? PublicKey(fileBytes: key.fileBytes)) == key, "a key changed")
    }
    // Keys with a password are left out: they cost what the file says.
    if (try? SigningKey.needsPassword(fileBytes: bytes)) == false,
        let key = try? SigningKey(fileBytes: bytes)
    {
        let again = try? SigningKey(fileBytes: key.fileBytes(password: nil))
        precondition(again?.publicKey == key.publicKey, "a secret key changed")
    }
    if let policy = try? TrustPolicy(bytes: bytes) {
        let again = try? TrustPolicy(bytes: policy.bytes())
        precondition(again == policy, "a policy changed")
    }
    if let text = String(validating: bytes, as: UTF8.self) {
        if let expression = try? LicenseExpression(text) {
            _ = expression.isSatisfied(by: ["MIT"])
        }
        if let version = try? BundleVersion(text) {
            precondition(version.description == text && !(version < version), "a version changed")
        }
        if let time = try? Timestamp(text) {
            precondition(time.description == text, "a time changed")
        }
    }
    return 0
}
