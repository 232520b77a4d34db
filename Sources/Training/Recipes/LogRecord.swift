/// One line of a training's log.
package struct LogRecord: Sendable, Equatable {
    /// What a line is about.
    package enum Event: String, RecipeChoice {
        /// A training begins or goes on; ``LogRecord/text`` says what and with what.
        case start
        /// Figures of a step, or the means of the steps since the last such line.
        case step
        /// Figures on images that are not trained on.
        case evaluation
        /// A checkpoint was saved.
        case checkpoint
        /// A sample could not be used.
        case skipped
        /// The training ends; ``LogRecord/text`` says why.
        case stop
    }

    /// What the line is about.
    package var event: Event
    /// Steps done.
    package var step: Int
    /// Seconds since the training began or went on.
    package var seconds: Double
    /// Figures by name: `loss`, `bitsPerPixel`, `top1`, `kilobytes`, `imagesPerSecond`.
    package var values: [String: Double]
    /// Words, if any.
    package var text: String?

    /// A line.
    package init(
        _ event: Event,
        step: Int,
        seconds: Double = 0,
        values: [String: Double] = [:],
        text: String? = nil
    ) {
        self.event = event
        self.step = step
        self.seconds = seconds
        self.values = values
        self.text = text
    }
}

extension LogRecord: Codable {
    private enum Key: String, CodingKey {
        case event, step, seconds, values, text
    }

    /// Reads what ``encode(to:)`` writes.
    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        event = try values.decode(Event.self, forKey: .event)
        step = try values.decode(Int.self, forKey: .step)
        seconds = try values.decode(Double.self, forKey: .seconds)
        self.values = try values.decodeIfPresent([String: Double].self, forKey: .values) ?? [:]
        text = try values.decodeIfPresent(String.self, forKey: .text)
    }

    /// Writes one object; figures that JSON cannot hold, such as a loss that is not a number, are
    /// put in words.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(event, forKey: .event)
        try container.encode(step, forKey: .step)
        try container.encode(seconds.isFinite ? seconds : 0, forKey: .seconds)
        let finite = values.filter(\.value.isFinite)
        let others = values.filter { !$0.value.isFinite }.sorted { $0.key < $1.key }
            .map { "\($0.key) is \($0.value)" }
        if !finite.isEmpty { try container.encode(finite, forKey: .values) }
        let words = [text].compactMap(\.self) + others
        if !words.isEmpty { try container.encode(words.joined(separator: "; "), forKey: .text) }
    }
}
