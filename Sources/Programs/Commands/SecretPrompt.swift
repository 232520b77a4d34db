#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// Asks for a password on a terminal, which shows nothing of it.
package enum SecretPrompt {
    /// The terminal as it was before the question, for the handler of signals.
    nonisolated(unsafe) private static var before = termios()

    /// The signals that end a program while it waits for somebody to type.
    private static let signals = [SIGINT, SIGTERM, SIGHUP, SIGQUIT]

    /// Asks, and reads one line of standard input.
    ///
    /// Whatever ends the program meanwhile, Ctrl-C above all, leaves a terminal that echoes.
    ///
    /// - Parameter question: Goes to standard error.
    /// - Returns: What was typed, without the line end.
    package static func ask(_ question: String) -> [UInt8] {
        unsafe tcgetattr(STDIN_FILENO, &before)
        let previous = signals.map { number in
            signal(number) { number in
                // Only what is safe in a handler; the default action then ends the program.
                unsafe tcsetattr(STDIN_FILENO, TCSANOW, &SecretPrompt.before)
                signal(number, SIG_DFL)
                raise(number)
            }
        }
        var silent = unsafe before
        silent.c_lflag &= ~tcflag_t(ECHO)
        unsafe tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent)
        Terminal.write(question)
        let line = readLine() ?? ""
        unsafe tcsetattr(STDIN_FILENO, TCSAFLUSH, &before)
        for (number, handler) in zip(signals, previous) {
            signal(number, handler)
        }
        Terminal.note("")
        return Array(line.utf8)
    }
}
