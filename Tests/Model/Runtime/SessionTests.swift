import FrankenGraph
import FrankenRuntime
import Testing

@Suite struct SessionTests {
    private static func images(_ count: Int) -> [[Float]] {
        (0..<count).map { SeededTensors.input("image\($0)", of: "s", shape: [2, 3, 16, 16]) }
    }

    private func plan(threads: Int = 1) throws -> Plan {
        try PlanCompiler(SeededTensors.model(NetworkSamples.residual()))
            .plan(inputs: NetworkSamples.image().shapes, options: .init(threads: threads))
    }

    @Test("sessions of one plan run side by side, bit for bit as alone", arguments: [1, 2])
    func sideBySide(threads: Int) async throws {
        let plan = try plan(threads: threads)
        let images = Self.images(4)
        let alone = try images.map { try plan.session().run([$0]) }
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for task in 0..<8 {
                group.addTask {
                    let session = try plan.session()
                    return try (0..<25).allSatisfy { round in
                        let index = (task + round) % images.count
                        return try session.run([images[index]]) == alone[index]
                    }
                }
            }
            for try await isEqual in group { #expect(isEqual) }
        }
    }

    @Test("one session serves many tasks one after the other")
    func shared() async throws {
        let session = try plan().session()
        let images = Self.images(4)
        let alone = try images.map { try session.run([$0]) }
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for task in 0..<16 {
                group.addTask {
                    try (0..<10).allSatisfy { round in
                        let index = (task * 3 + round) % images.count
                        return try session.run([images[index]]) == alone[index]
                    }
                }
            }
            for try await isEqual in group { #expect(isEqual) }
        }
    }

    @Test("plans may be compiled by many tasks at once and agree")
    func compiledTogether() async throws {
        let compiler = try PlanCompiler(SeededTensors.model(NetworkSamples.residual()))
        let (shapes, image) = NetworkSamples.image()
        let outputs = try await withThrowingTaskGroup(of: [[Float]].self) { group in
            for _ in 0..<6 {
                group.addTask { try compiler.plan(inputs: shapes).session().run([image]) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(Set(outputs).count == 1)
    }

    @Test("a session goes on after a closure threw")
    func thrown() throws {
        struct Stop: Error {}
        let session = try plan().session()
        let image = Self.images(1)[0]
        let before = try session.run([image])
        #expect(throws: Stop.self) {
            try session.run(write: { _ in throw Stop() }, read: { _ in 0 })
        }
        #expect(throws: Stop.self) {
            try session.run(write: { _ in }, read: { _ -> Int in throw Stop() })
        }
        #expect(try session.run([image]) == before)
    }

    @Test("the wrong number of inputs or of floats is named")
    func wrongInputs() throws {
        let session = try plan().session()
        #expect(throws: RuntimeError(.wrongSize, "")) { try session.run([]) }
        #expect(throws: RuntimeError(.wrongSize, "")) {
            try session.run([Self.images(1)[0], [1]])
        }
        #expect(throws: RuntimeError(.wrongSize, node: "image", "")) { try session.run([[1, 2]]) }
    }
}
