/// A complaint about a relative whose place in a file is not known yet.
struct BlueprintProblem: Error {
    let code: BlueprintError.Code
    let path: DeclarationPath
    let message: String

    init(_ code: BlueprintError.Code, at path: DeclarationPath, _ message: String) {
        self.code = code
        self.path = path
        self.message = message
    }
}
