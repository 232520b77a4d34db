import FrankenCommands
import FrankenFailures
import FrankenFiles
import Testing

@Suite("Exit codes")
struct ExitStatusTests {
    @Test("A full disk is 73 and a name that nothing has 66, whoever found it")
    func kinds() {
        #expect(ExitStatus.of(.diskFull) == 73)
        #expect(ExitStatus.of(.notFound) == 66)
        let full = FilesError(.noSpace, path: "a", "The disk is full.")
        #expect(full.kind == .diskFull)
        #expect(Failure(full)?.status == 73)
        #expect(Failure(FilesError(.system, path: "a", "No."))?.status == 74)
    }

    @Test("Every kind has a code of sysexits, or one of ours")
    func range() {
        for kind in FailureKind.allCases {
            let status = ExitStatus.of(kind)
            #expect((64...80).contains(status) || status == 130)
        }
    }

    @Test("An error of nobody's is not reported as ours")
    func stranger() {
        #expect(Failure(CancellationError()) == nil)
    }

    @Test("A file that cannot be made is 73, and says which")
    func creating() {
        let failure = Failure(creating: "a/b", FilesError(.notFound, path: "a", "There is no 'a'."))
        #expect(failure.status == 73)
        #expect(failure.message == "Cannot create 'a/b': There is no 'a'.")
    }
}
