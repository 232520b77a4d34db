/// One line of `zoo doctor`.
public struct Finding: Sendable, Hashable {
    /// How good it is.
    public enum State: String, Sendable, Codable {
        /// As it should be.
        case ok
        /// Works, and could be better.
        case warn
        /// Something will not work.
        case bad
    }

    /// What was looked at, in one word.
    public let topic: String
    /// How good it is.
    public let state: State
    /// What was found.
    public let text: String
    /// What to do next, where there is something to do.
    public let advice: String?

    /// All fields.
    public init(_ topic: String, _ state: State, _ text: String, advice: String? = nil) {
        self.topic = topic
        self.state = state
        self.text = text
        self.advice = advice
    }
}
