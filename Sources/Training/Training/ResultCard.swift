internal import FrankenBlueprint
internal import FrankenBundle
internal import FrankenCodec
internal import FrankenCrypto
internal import FrankenData
internal import FrankenGraph
internal import FrankenImage
internal import FrankenInference
internal import FrankenRecipes

/// The model card of a result, from what the training knows: README.md.
struct ResultCard {
    let setup: TrainingSetup
    let product: SplitCodec
    let step: Int
    let figures: CodecEvaluator.Figures?
    /// What made the weights that were begun with; nil for initial ones.
    let initial: Recipe?

    /// Markdown.
    ///
    /// - Parameter sizes: Bytes of the parts' weights.
    /// - Returns: The whole file.
    func text(sizes: [(part: String, bytes: Int)]) -> String {
        let sections = [
            head, measured, "## How it was made\n\n" + origins.map { "- \($0)\n" }.joined(),
            "Weights: "
                + sizes.map { "\($0.part) \(Self.grouped($0.bytes)) bytes" }
                .joined(separator: ", ") + ".\n",
            terms, limits,
        ]
        return sections.joined(separator: "\n")
    }

    private var blueprint: String { setup.backbone.blueprint.name }

    private var head: String {
        let parts = setup.encoder == nil ? "An encoder with its tables, and a" : "A"
        let rest =
            setup.encoder == nil
            ? "trained together with it" : "for an encoder that stayed as it was, byte for byte"
        return """
            # \(blueprint)

            \(parts) decoder for \(blueprint), split at \(setup.splitPoint.name), \(rest). The \
            backbone itself is as it was.

            """
    }

    private var measured: String {
        guard let figures else { return "Nothing was measured.\n" }
        let size = product.encoder.preprocessing.outputSize
        var rows = [
            "| \(setup.evaluationName), \(size.width) x \(size.height) | n | top-1 | top-5 | "
                + "bytes an image | estimated |",
            "|---|--:|--:|--:|--:|--:|",
        ]
        if let plain = figures.plain {
            rows.append(
                "| without the codec | \(figures.count) | \(Self.percent(plain.top1)) | "
                    + "\(Self.percent(plain.top5)) | | |"
            )
        }
        let header = CodecEvaluator.Figures.headerBytes
        rows.append(
            "| through encoder and decoder | \(figures.count) | \(Self.percent(figures.top1)) | "
                + "\(Self.percent(figures.top5)) | \(Self.tenths(figures.meanBytes)) | "
                + "\(Self.tenths(figures.estimatedBytes)) + \(header) |"
        )
        var notes = """

            Bytes are those of whole streams. The estimate is what the learned distribution promises \
            for the same latents, and the stream's header of \(header) bytes. Both rows see the same \
            pixels, in single precision.
            """
        if figures.skippedCount > 0 {
            notes += " \(figures.skippedCount) images could not be read and are not counted."
        }
        if setup.evaluation == nil {
            notes += """
                 These images were held out of the training data. Progress was watched on them, so \
                they are not wholly unseen.
                """
        }
        return rows.joined(separator: "\n") + "\n" + notes + "\n"
    }

    /// Data, backbone, encoder and decoder, a sentence each.
    private var origins: [String] {
        let classes = setup.data.classes.names.count
        var sentences = [
            "Data: \(setup.dataName), \(Self.grouped(setup.data.count)) images of \(classes) "
                + "classes; \(Self.grouped(setup.heldOut.count)) more were held out.",
            backboneSentence,
        ]
        let begun = initial.map { initial in
            let digest = (try? initial.digest()).map { " (`\($0)`)" } ?? ""
            return ", on from the weights that `\(initial.name)`\(digest) had made"
        }
        let made =
            "by the recipe `\(setup.recipe.name)` (`\(setup.recipeDigest)`; "
            + "\(Self.seeds(setup.recipe.seeds))), \(Self.grouped(step)) steps"
            + (begun ?? "")
        if let encoder = setup.encoder {
            sentences.append(
                "Encoder: `\(encoder.description.name)`, identity "
                    + "`\(Digest(bytes: encoder.description.encoderDigest)?.hex ?? "")`"
                    + (setup.encoderOrigin?.recipe.map(Self.encoderRecipe) ?? "") + "."
            )
            sentences.append("Decoder: \(made).")
        } else {
            sentences.append("Encoder, tables and decoder: together, \(made).")
        }
        if let summary = objective { sentences.append(summary) }
        return sentences
    }

    private var backboneSentence: String {
        let name = setup.backbone.blueprint.name
        switch setup.origin {
        case .upstream(let upstream):
            let file = upstream.urls.first?.split(separator: "/").last ?? "a file"
            let place = file.split(separator: ":").last ?? "a file"
            return "Backbone: \(name), `\(place)` (`\(upstream.digest)`, "
                + "\(Self.grouped(upstream.size)) bytes, keys as in \(upstream.keyLayout)). Its "
                + "weights are not in this bundle: `zoo import` makes the tail of that file."
        case .file(let file, _):
            return "Backbone: \(name), from the file `\(file)`."
        case .trained(let folder, _):
            let note = folder.note
            var sentence =
                "Backbone: \(name), trained by the recipe `\(note.recipe)` "
                + "(`\(note.recipeDigest)`; \(Self.seeds(folder.recipe.seeds))), "
                + "\(Self.grouped(note.step)) steps of \(folder.recipe.batch) images"
            if let count = note.trainedOn { sentence += " of \(Self.grouped(count))" }
            if let name = note.begunWith {
                sentence += ", on from the weights that `\(name)` had made"
            }
            for figure in note.figures {
                sentence +=
                    "; \(Self.percent(figure.top1)) of \(figure.n) of \(figure.dataset) at side "
                    + "\(figure.side), resize \(figure.resize ?? "none")"
            }
            return sentence + "."
        case nil:
            return "Backbone: \(name), from a file that was not named."
        }
    }

    /// What was made small, in the words of the recipe.
    private var objective: String? {
        let parts = setup.recipe.stages.map { stage -> String in
            var words: [String] = []
            if let features = stage.objective.features {
                let deeper = features.deeper.map(\.splitPoint).joined(separator: ", ")
                words.append("the backbone's features" + (deeper.isEmpty ? "" : ", also \(deeper)"))
                if features.saliency != nil { words.append("guided by saliency") }
            }
            if stage.objective.crossEntropy ?? 0 > 0 { words.append("the true classes") }
            if stage.objective.distillation != nil { words.append("the backbone's answers") }
            return "`\(stage.name)`: \(words.joined(separator: ", "))"
        }
        return parts.isEmpty ? nil : "Learned from, by stage: \(parts.joined(separator: "; "))."
    }

    private var terms: String {
        var lines = ["## Terms", "", "| part | licence |", "|---|---|"]
        lines += setup.terms.all.map { "| \($0.part) | \($0.spdx) |" }
        if setup.terms.all.contains(where: { $0.spdx == ResultTerms.none }) {
            lines += ["", "\(ResultTerms.none): nobody has stated a licence."]
        }
        lines += ["", "The images that it learned from have terms of their own; none is in here."]
        return lines.joined(separator: "\n") + "\n"
    }

    private var limits: String {
        """
        ## Limits

        It tells \(setup.backbone.classCount) classes apart; a photo of anything else is put into \
        one of them. The figures are of the images named above, prepared as the encoder prepares \
        them; others may do worse. Not for decisions about people.

        """
    }

    private static func encoderRecipe(_ recipe: Recipe) -> String {
        let digest = (try? recipe.digest()).map { "`\($0)`; " } ?? ""
        return ", trained with \(recipe.teacher.backbone) by the recipe `\(recipe.name)` ("
            + "\(digest)\(seeds(recipe.seeds)))"
    }

    private static func seeds(_ seeds: Recipe.Seeds) -> String {
        "seeds: parameters \(seeds.parameters), data \(seeds.data), noise \(seeds.noise)"
    }

    private static func percent(_ share: Double) -> String {
        let hundredths = Int((share * 10_000).rounded())
        return "\(hundredths / 100)." + (hundredths % 100 < 10 ? "0" : "")
            + "\(hundredths % 100) %"
    }

    private static func tenths(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return "\(grouped(tenths / 10)).\(tenths % 10)"
    }

    private static func grouped(_ number: Int) -> String {
        let digits = Array(String(number))
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3) { text += "," }
            text.append(digit)
        }
        return text
    }
}
