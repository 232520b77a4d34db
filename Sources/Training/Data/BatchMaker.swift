internal import FrankenCrypto
internal import FrankenImage

/// Makes the batch of one position.
struct BatchMaker: Sendable {
    let dataSet: DataSet
    let plan: BatchPlan
    private let tables: [[Float]]

    init(_ dataSet: DataSet, plan: BatchPlan) {
        self.dataSet = dataSet
        self.plan = plan
        tables = (0..<3).map(plan.normalization.table)
    }

    /// Reads, decodes, crops and normalizes.
    ///
    /// - Parameters:
    ///   - position: Where the batch is.
    ///   - indices: The samples of the batch, in order.
    /// - Returns: The batch.
    /// - Throws: ``DataError`` with code `.tooManyUnusable` when replacements run out, or
    ///   `.canceled` when nobody waits for the batch any more.
    func batch(at position: DataPosition, indices: [UInt32]) throws(DataError) -> SampleBatch {
        let plane = plan.augmentation.side * plan.augmentation.side
        var samples: [SampleBatch.Sample] = []
        var skipped: [SampleBatch.Skipped] = []
        var failure: DataError?
        let capacity = indices.count * plane * 3
        let images = unsafe [Float](unsafeUninitializedCapacity: capacity) { buffer, initialized in
            for (offset, index) in indices.enumerated() {
                let place = plan.places(step: position.step, count: dataSet.count).lowerBound
                if Task.isCancelled {
                    failure = DataError(.canceled, "The loader was given up.")
                    return
                }
                do throws(DataError) {
                    guard
                        let (sample, pixels) = try usable(
                            Int(index),
                            epoch: position.epoch,
                            place: place + offset,
                            skipped: &skipped
                        )
                    else { continue }
                    unsafe normalize(
                        pixels,
                        isMirrored: sample.view.isMirrored,
                        into: UnsafeMutableBufferPointer(
                            rebasing: buffer[initialized..<initialized + plane * 3]
                        )
                    )
                    initialized += plane * 3
                    samples.append(sample)
                } catch {
                    failure = error
                    return
                }
            }
        }
        if let failure { throw failure }
        return SampleBatch(
            images: images,
            samples: samples,
            side: plan.augmentation.side,
            skipped: skipped,
            position: position,
            following: plan.following(position, count: dataSet.count)
        )
    }

    /// The sample of a place, or the one that replaces it; nil when it is left out.
    private func usable(
        _ index: Int,
        epoch: Int,
        place: Int,
        skipped: inout [SampleBatch.Skipped]
    ) throws(DataError) -> (sample: SampleBatch.Sample, pixels: PixelImage)? {
        let random = SampleRandom(seed: plan.seed, epoch: epoch, place: place, purpose: 2)
        var replacements = SampleRandom(seed: plan.seed, epoch: epoch, place: place, purpose: 3)
        var index = index
        for _ in 0..<64 {
            switch try attempt(index, random: random) {
            case .success(let found): return found
            case .failure(let error):
                skipped.append(
                    SampleBatch.Skipped(
                        index: index,
                        name: dataSet.name(at: index),
                        reason: error.message
                    )
                )
            }
            if plan.unusable == .omitted { return nil }
            index = replacements.integer(below: dataSet.count)
        }
        throw DataError(
            .tooManyUnusable,
            """
            64 samples in a row could not be used, the last being '\(dataSet.name(at: index))'. \
            Check the data set.
            """
        )
    }

    private func attempt(
        _ index: Int,
        random: SampleRandom
    ) throws(DataError) -> Result<(sample: SampleBatch.Sample, pixels: PixelImage), ImageError> {
        let content: SampleContent
        do throws(DataError) {
            content = try dataSet.content(at: index)
        } catch {
            return .failure(ImageError(.unreadableFile, error.message))
        }
        let viewed: (pixels: PixelImage, view: SampleView)
        do throws(ImageError) {
            switch content {
            case .file(let bytes):
                viewed = try plan.augmentation.view(
                    of: bytes,
                    minimumSide: plan.minimumSide,
                    decoder: plan.decoder,
                    random: random
                )
            case .pixels(let image):
                viewed = try plan.augmentation.view(of: image, random: random)
            }
        } catch {
            return .failure(error)
        }
        do throws(CryptoError) {
            let sample = SampleBatch.Sample(
                index: index,
                label: dataSet.label(at: index),
                digest: try SHA256Hasher.digest(of: content.bytes),
                view: viewed.view
            )
            return .success((sample, viewed.pixels))
        } catch {
            throw DataError(.unreadable, error.message)
        }
    }

    /// Writes three planes, right to left when mirrored.
    private func normalize(
        _ image: PixelImage,
        isMirrored: Bool,
        into destination: UnsafeMutableBufferPointer<Float>
    ) {
        let (width, height) = (image.width, image.height)
        let isRGB = plan.normalization.channelOrder == .rgb
        let samples = image.rgb
        unsafe samples.withUnsafeBufferPointer { source in
            for channel in 0..<3 {
                let sourceChannel = isRGB ? channel : 2 - channel
                unsafe tables[channel].withUnsafeBufferPointer { table in
                    for y in 0..<height {
                        var target = (channel * height + y) * width + (isMirrored ? width - 1 : 0)
                        let step = isMirrored ? -1 : 1
                        var position = y * width * 3 + sourceChannel
                        for _ in 0..<width {
                            unsafe destination[target] = table[Int(source[position])]
                            target += step
                            position += 3
                        }
                    }
                }
            }
        }
    }
}
