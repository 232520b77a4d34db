import FrankenCommands
import FrankenImage
import FrankenInference

/// What `zoo classify` tells of one photo.
struct PhotoReport: Encodable {
    struct Line: Encodable {
        let index: Int
        let id: String
        let name: String
        let probability: Double

        init(_ prediction: Prediction) {
            index = prediction.index
            id = prediction.label.id
            name = prediction.label.name
            probability = prediction.probability
        }

        /// `    93.1 %  tabby`.
        var text: String {
            let percent = (probability * 100).rounded(toPlaces: 1)
            let blanks = String(repeating: " ", count: max(0, 6 - percent.count))
            return "  \(blanks)\(percent) %  \(name)"
        }
    }

    let path: String
    var predictions: [Line]?
    var error: String?

    init(path: String, _ answer: Result<[Prediction], ImageError>) {
        self.path = path
        switch answer {
        case .success(let predictions):
            self.predictions = predictions.map(Line.init)
        case .failure(let error): self.error = error.message
        }
    }

    /// For people: classes on standard output, or the error on standard error.
    func print() throws {
        if let error { return Terminal.note(Self.note(path, error)) }
        let lines = (predictions ?? []).map(\.text)
        try Terminal.print(([path] + lines).joined(separator: "\n"))
    }

    /// An error of a photo, with its path once.
    static func note(_ path: String, _ error: String) -> String {
        error.contains(path) ? "zoo: \(error)" : "zoo: \(path): \(error)"
    }
}
