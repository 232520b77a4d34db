/// Names that were probably meant, put as a question at the end of a message.
package enum Suggestions {
    /// A message with a question behind it, such as whether resnet50 was meant.
    package static func question(after message: String, _ names: [String]) -> String {
        switch names.count {
        case 0: message
        case 1: "\(message) Did you mean \(names[0])?"
        default: "\(message) Did you mean one of \(names.joined(separator: ", "))?"
        }
    }
}
