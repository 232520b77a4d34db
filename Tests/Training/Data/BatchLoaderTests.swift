import FrankenCrypto
import FrankenData
import FrankenImage
import Testing

@Suite("Batches")
struct BatchLoaderTests {
    /// A source of PNG files in memory; those in `broken` are cut.
    struct Photos: SampleSource {
        let files: [[UInt8]]
        let classNames = ["even", "odd"]
        var count: Int { files.count }

        init(count: Int, broken: Set<Int> = [], tiny: Set<Int> = []) throws {
            files = try (0..<count).map { index in
                if tiny.contains(index) {
                    return try ScratchFolder.png(width: 8, height: 15, shade: index)
                }
                let file = try ScratchFolder.png(shade: index)
                return broken.contains(index) ? Array(file.dropLast(40)) : file
            }
        }

        func name(at index: Int) -> String { "photo \(index)" }
        func classIndex(at index: Int) -> Int { index % 2 }
        func content(at index: Int) throws(DataError) -> SampleContent { .file(files[index]) }
    }

    private func plan(
        batch: Int,
        order: SampleOrder,
        seed: UInt64 = 7,
        rank: Int = 0,
        ranks: Int = 1
    ) throws -> BatchPlan {
        try BatchPlan(
            batchSize: batch,
            order: order,
            augmentation: Augmentation(
                crop: .random(RandomResizedCrop()),
                side: 24,
                flipProbability: 0.5
            ),
            seed: seed,
            rank: rank,
            rankCount: ranks
        )
    }

    private func batches(
        _ data: DataSet,
        _ plan: BatchPlan,
        from position: DataPosition = DataPosition(),
        ahead: Int = 2,
        count: Int
    ) async throws -> [SampleBatch] {
        let loader = try BatchLoader(data, plan: plan, from: position, ahead: ahead)
        var batches: [SampleBatch] = []
        while batches.count < count, let batch = try await loader.next() { batches.append(batch) }
        return batches
    }

    @Test("A sequential pass ends; every sample is there once, the last batch is smaller")
    func sequential() async throws {
        let data = try DataSet([Photos(count: 11)])
        let all = try await batches(data, plan(batch: 4, order: .sequential), count: 9)
        #expect(all.map(\.shape) == [[4, 3, 24, 24], [4, 3, 24, 24], [3, 3, 24, 24]])
        #expect(all.flatMap { $0.samples.map(\.index) } == Array(0..<11))
        #expect(all.flatMap(\.labels) == (0..<11).map { $0 % 2 })
        #expect(
            all[1].samples[0].digest == (try SHA256Hasher.digest(of: data.content(at: 4).bytes))
        )
    }

    @Test("Each random pass visits every sample at most once, in another order")
    func shuffled() async throws {
        let data = try DataSet([Photos(count: 21)])
        let all = try await batches(data, plan(batch: 5, order: .shuffled(seed: 3)), count: 8)
        let passes = [all[..<4], all[4...]].map { $0.flatMap { $0.samples.map(\.index) } }
        #expect(all.map(\.position.epoch) == [0, 0, 0, 0, 1, 1, 1, 1])
        for pass in passes { #expect(Set(pass).count == 20) }
        #expect(passes[0] != passes[1] && passes[0] != passes[0].sorted())
    }

    @Test("A resumed run sees the same pixels, whatever the threads", arguments: [1, 2, 5])
    func resumed(ahead: Int) async throws {
        let data = try DataSet([Photos(count: 13, broken: [2, 9])])
        let plan = try plan(batch: 4, order: .shuffled(seed: 3))
        let whole = try await batches(data, plan, ahead: 1, count: 7)
        for cut in 0..<6 {
            let rest = try await batches(
                data,
                plan,
                from: whole[cut].following,
                ahead: ahead,
                count: 6 - cut
            )
            #expect(rest.map(\.images) == whole[(cut + 1)...].map(\.images))
            #expect(rest.map(\.samples) == whole[(cut + 1)...].map(\.samples))
        }
        let other = try await batches(
            data,
            self.plan(batch: 4, order: .shuffled(seed: 3), seed: 8),
            count: 1
        )
        #expect(other[0].labels == whole[0].labels && other[0].images != whole[0].images)
    }

    @Test("Two ranks together see what one sees with twice the batch")
    func ranks() async throws {
        let data = try DataSet([Photos(count: 20, broken: [5])])
        let order = SampleOrder.shuffled(seed: 1)
        let one = try await batches(data, plan(batch: 6, order: order), count: 5)
        let first = try await batches(data, plan(batch: 3, order: order, ranks: 2), count: 5)
        let second = try await batches(
            data,
            plan(batch: 3, order: order, rank: 1, ranks: 2),
            count: 5
        )
        for step in 0..<5 {
            #expect(first[step].images + second[step].images == one[step].images)
            #expect(first[step].labels + second[step].labels == one[step].labels)
        }
    }

    @Test("Broken and tiny images are named once; in training others take their place")
    func skipped() async throws {
        let data = try DataSet([Photos(count: 12, broken: [3], tiny: [4])])
        let loader = try BatchLoader(data, plan: plan(batch: 4, order: .shuffled(seed: 2)))
        for _ in 0..<9 {
            let batch = try #require(await loader.next())
            #expect(batch.shape[0] == 4 && batch.images.count == 4 * 3 * 24 * 24)
            #expect(!batch.samples.contains { [3, 4].contains($0.index) })
        }
        let skipped = await loader.skipped.sorted { $0.index < $1.index }
        #expect(skipped.map(\.name) == ["photo 3", "photo 4"])
        #expect(skipped[1].reason.contains("8 x 15"))
        let evaluated = try await batches(data, plan(batch: 5, order: .sequential), count: 9)
        #expect(evaluated.map { $0.samples.count } == [3, 5, 2])
        #expect(evaluated.flatMap { $0.skipped.map(\.index) } == [3, 4])
    }

    @Test("Data in which nothing can be used end in an error")
    func unusable() async throws {
        let data = try DataSet([Photos(count: 4, broken: [0, 1, 2, 3])])
        await #expect(throws: DataError(.tooManyUnusable, "")) {
            _ = try await batches(data, plan(batch: 2, order: .shuffled(seed: 2)), count: 1)
        }
    }

    @Test("Pixels are those of torchvision's pipeline, mirrored where the batch says so")
    func pixels() async throws {
        let data = try DataSet([Photos(count: 6)])
        let center = try Augmentation(
            crop: .center(resize: .shorterSide(28)),
            side: 24,
            flipProbability: 0.5
        )
        let plan = try BatchPlan(batchSize: 6, order: .sequential, augmentation: center)
        let batch = try #require(try await batches(data, plan, count: 1).first)
        let preprocessing = Preprocessing.imagenet(resize: 28, crop: 24)
        #expect(Set(batch.samples.map(\.view.isMirrored)) == [true, false])
        for (index, sample) in batch.samples.enumerated() {
            let image = try ImageDecoder.decode(bytes: data.content(at: index).bytes)
            let expected = try preprocessing.prepare(image).values
            let plane = 24 * 24
            for place in 0..<3 * plane {
                let column = place % 24
                let source = sample.view.isMirrored ? place - column + 23 - column : place
                #expect(batch.images[index * 3 * plane + place] == expected[source])
            }
        }
    }

    @Test("The shares of a grid's cells are those of the pixels that were taken")
    func shares() async throws {
        let data = try DataSet([Photos(count: 6)])
        let plan = try plan(batch: 6, order: .sequential)
        let batch = try #require(try await batches(data, plan, count: 1).first)
        for view in batch.samples.map(\.view) {
            let window = try #require(view.window)
            let shares = view.shares(rows: 5, columns: 3)
            // Each pixel in a hundred pieces, counted.
            func counted(_ cells: Int, _ start: Int, _ length: Int, _ whole: Int) -> [Float] {
                var counts = [Int](repeating: 0, count: cells)
                for piece in start * 100..<(start + length) * 100 {
                    counts[(2 * piece + 1) * cells / (200 * whole)] += 1
                }
                return counts.map { Float($0) / Float(length * 100) }
            }
            let rows = counted(5, window.y, window.height, view.whole.height)
            let columns = counted(3, window.x, window.width, view.whole.width)
            for (found, expected) in zip(shares.rows + shares.columns, rows + columns) {
                #expect(abs(found - expected) < 2e-3)
            }
            #expect(abs(shares.rows.reduce(0, +) - 1) < 1e-5)
        }
    }

    @Test("A batch that cannot be filled and a position outside of a pass are refused")
    func options() async throws {
        let data = try DataSet([Photos(count: 5)])
        #expect(throws: DataError(.invalidOption, "")) {
            try BatchLoader(data, plan: plan(batch: 6, order: .shuffled(seed: 0)))
        }
        #expect(throws: DataError(.invalidOption, "")) {
            try BatchLoader(
                data,
                plan: plan(batch: 2, order: .shuffled(seed: 0)),
                from: DataPosition(epoch: 0, step: 2)
            )
        }
        #expect(throws: DataError(.invalidOption, "")) { try plan(batch: 0, order: .sequential) }
        #expect(throws: DataError(.invalidOption, "")) {
            try plan(batch: 1, order: .sequential, rank: 2, ranks: 2)
        }
    }
}
