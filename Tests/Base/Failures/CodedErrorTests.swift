import FrankenFailures
import Testing

@Suite("Errors with a code")
struct CodedErrorTests {
    private struct Made: CodedError {
        enum Code: FailureCode {
            case malformed
            case file

            var kind: FailureKind { self == .file ? .cannotWrite : .badInput }
        }

        let code: Code
        let message: String
        var cause: (any Error)?
    }

    private struct Full: CodedError {
        enum Code: FailureCode {
            case disk

            var kind: FailureKind { .diskFull }
        }

        let code: Code
        let message: String
    }

    private struct Strange: Error {}

    @Test("Are equal when their codes are, and print their message")
    func equality() {
        let one = Made(code: .malformed, message: "one")
        #expect(one == Made(code: .malformed, message: "two", cause: Strange()))
        #expect(one != Made(code: .file, message: "one"))
        #expect("\(one)" == "one")
    }

    @Test("Have the kind of their code, or of a file underneath")
    func kind() {
        let full = Full(code: .disk, message: "full")
        let malformed = Made(code: .malformed, message: "")
        #expect(malformed.kind == .badInput)
        #expect(Made(code: .malformed, message: "", cause: full).kind == .diskFull)
        #expect(Made(code: .file, message: "", cause: malformed).kind == .cannotWrite)
        #expect(Made(code: .file, message: "", cause: Strange()).kind == .cannotWrite)
    }

    @Test("What nobody foresaw is a fault")
    func strange() {
        #expect(FailureKind(Strange()) == .fault)
        #expect(FailureKind(Full(code: .disk, message: "")) == .diskFull)
    }

    @Test("Names that were meant are a question")
    func suggestions() {
        #expect(Suggestions.question(after: "None.", []) == "None.")
        #expect(Suggestions.question(after: "None.", ["a"]) == "None. Did you mean a?")
        #expect(Suggestions.question(after: "None.", ["a", "b"]).hasSuffix("one of a, b?"))
    }
}
