import Foundation
import Testing

/// On a real terminal, which Python makes.
@Suite("Terminals", .serialized)
struct TerminalTests {
    /// Runs a program on a terminal, types when it asks, and prints what it wrote and left.
    private static let script = """
        import os, pty, select, signal, sys, termios, time
        word, typed, program = sys.argv[1], sys.argv[2].encode().decode("unicode_escape"), sys.argv[3:]
        child, terminal = pty.fork()
        if child == 0:
            # As a shell starts programs: threads of a test may have signals blocked.
            signal.pthread_sigmask(signal.SIG_SETMASK, [])
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            os.execv(program[0], program)
        text, end = b"", time.time() + 60
        sent = word == ""
        while time.time() < end:
            if select.select([terminal], [], [], 0.2)[0]:
                try:
                    piece = os.read(terminal, 4096)
                except OSError:
                    break
                if not piece:
                    break
                text += piece
            if not sent and word.encode() in text:
                time.sleep(0.3)
                os.write(terminal, typed.encode())
                sent, end = True, time.time() + 15
                time.sleep(0.5)
                print("ECHO", bool(termios.tcgetattr(terminal)[3] & termios.ECHO))
        # Whoever still asks something else is told that nobody is there.
        os.close(terminal)
        print("TEXT", repr(text))
        print("STATUS", os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
        """

    private func onTerminal(
        _ arguments: [String],
        waitFor word: String = "",
        type text: String = "",
        terminal: String = "xterm",
        in folder: ScratchFolder
    ) throws -> String? {
        guard let python = Tool.path("python3") else { return nil }
        return try Tool.run(
            python,
            ["-c", Self.script, word, text, ZooProcess.executable().path] + arguments,
            variables: ["TERM": terminal],
            in: folder.url
        ).output
    }

    @Test("Ctrl-C at a question for a password leaves a terminal that echoes")
    func interrupt() throws {
        let folder = try ScratchFolder()
        let arguments = ["keygen", "-o", folder.file("a.key").path]
        guard
            let said = try onTerminal(
                arguments,
                waitFor: "Password",
                type: #"\x03"#,
                in: folder
            )
        else { return }
        #expect(said.contains("ECHO True"), "\(said)")
        #expect(said.contains("STATUS -2"), "\(said)")
    }

    @Test("A password is read without being shown")
    func password() throws {
        let folder = try ScratchFolder()
        let arguments = ["keygen", "-o", folder.file("a.key").path]
        guard
            let said = try onTerminal(arguments, waitFor: "Password", type: #"abc\n"#, in: folder)
        else { return }
        #expect(!said.contains("abc") && said.contains("The same again"), "\(said)")
    }

    @Test("A dumb terminal gets no escape codes", arguments: ["dumb", "xterm"])
    func dumb(terminal: String) throws {
        let folder = try ScratchFolder()
        let model = try SmallModel.options(in: folder)
        let photos = Array(repeating: SmallModel.photo("ramp.png"), count: 12)
        guard
            let said = try onTerminal(
                ["classify"] + photos + model,
                terminal: terminal,
                in: folder
            )
        else { return }
        #expect(said.contains("STATUS 0"), "\(said)")
        #expect(said.contains(#"\x1b"#) == (terminal != "dumb"), "\(said)")
    }
}
