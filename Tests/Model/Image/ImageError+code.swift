import FrankenImage

extension ImageError {
    /// An error to compare codes with.
    init(_ code: Code) {
        self.init(code, "")
    }
}
