package import FrankenFailures

/// Why an evaluation cannot be made.
package struct EvaluationError: CodedError {
    /// What can go wrong.
    @nonexhaustive
    package enum Code: FailureCode {
        /// An image codec or its quality is not one there is.
        case invalidBaseline
        /// A table holds something else than points of a curve.
        case foreignTable
        /// None of the photos could be used.
        case nothingMeasured

        package var kind: FailureKind { .badInput }
    }

    package let code: Code
    package let message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}
