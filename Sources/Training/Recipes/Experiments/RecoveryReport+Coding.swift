internal import FrankenBytes

extension RecoveryReport {
    private struct Document: Codable {
        let schema: String
        let name: String
        let plan: String
        let evaluation: String
        let complete: Bool
        let uncompressed: [String: Double]
        let codecIterations: [String: Int]
        let points: [RecoveryPoint]
        let recoveries: [Recovery]
    }

    /// The report as the content of a file.
    ///
    /// - Parameter plan: The plan it is of, which tells whether anything is missing.
    /// - Returns: JSON that ``init(bytes:)`` reads.
    /// - Throws: ``RecipeError`` with code `.invalidRecipe`.
    package func bytes(_ plan: ExperimentPlan) throws(RecipeError) -> [UInt8] {
        let recoveries = recoveries(plan)
        let document = Document(
            schema: Self.schema,
            name: name,
            plan: self.plan,
            evaluation: evaluation,
            complete: recoveries.count == plan.runs.count,
            uncompressed: uncompressed,
            codecIterations: codecIterations,
            points: points,
            recoveries: recoveries
        )
        do {
            return try StableJSONEncoder(.pretty).encode(document)
        } catch {
            throw RecipeError(.invalidRecipe, "Cannot write '\(name)': \(error)", cause: error)
        }
    }

    /// Reads what ``bytes(_:)`` writes.
    ///
    /// - Parameter bytes: The file's content.
    /// - Throws: ``RecipeError`` with code `.damaged` or `.unsupportedVersion`.
    package init(bytes: [UInt8]) throws(RecipeError) {
        let document: Document
        do throws(JSONError) {
            document = try StrictJSONDecoder().decode(Document.self, from: bytes)
        } catch {
            throw RecipeError(.damaged, "The experiment's result: \(error)", cause: error)
        }
        guard document.schema == Self.schema else {
            throw RecipeError(
                .unsupportedVersion,
                "Expected a result of the schema \(Self.schema), found "
                    + "'\(document.schema.prefix(40))'. Use a build of zoo that reads it."
            )
        }
        name = document.name
        plan = document.plan
        evaluation = document.evaluation
        uncompressed = document.uncompressed
        codecIterations = document.codecIterations
        points = document.points
    }
}
