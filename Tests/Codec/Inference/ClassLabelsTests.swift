import FrankenInference
import Testing

@Suite("Class labels")
struct ClassLabelsTests {
    private func label(_ id: String, _ name: String) -> ClassLabels.Label {
        .init(id: id, name: name)
    }

    @Test("One name a line")
    func names() throws {
        let labels = try ClassLabels(text: "cat\ndog\n\n# not a class\nred fox")
        #expect(
            labels.labels
                == [label("cat", "cat"), label("dog", "dog"), label("red fox", "red fox")]
        )
    }

    @Test("Identifier and name, with the line ends of Windows")
    func identifiers() throws {
        let labels = try ClassLabels(text: "n01\tcat, tomcat\r\nn02\tdog\r\n")
        #expect(labels.labels == [label("n01", "cat, tomcat"), label("n02", "dog")])
    }

    @Test("A column of indices is dropped only when every line has its own")
    func indices() throws {
        let numbered = try ClassLabels(text: "0\tn01\tcat\n1\tn02\tdog\n")
        #expect(numbered.labels == [label("n01", "cat"), label("n02", "dog")])
        let identifiers = try ClassLabels(text: "0\tcat\n7\tdog\n")
        #expect(identifiers.labels == [label("0", "cat"), label("7", "dog")])
        let bare = try ClassLabels(text: "0\n1\n")
        #expect(bare.labels == [label("0", "0"), label("1", "1")])
    }

    @Test(
        "A file without classes, with too many or with a long line is refused",
        arguments: [
            "", "\n\n", "# only a comment\n", String(repeating: "a\n", count: 100_001),
            String(repeating: "a", count: 4097),
        ]
    )
    func refused(text: String) {
        #expect(throws: InferenceError(.wrongLabels, "")) { try ClassLabels(text: text) }
    }

    @Test("A class is found by identifier, and by a name that only one class has")
    func look() {
        #expect(ClassLabels.imagenet.index(of: "n02123045") == 281)
        #expect(ClassLabels.imagenet.index(of: "espresso") == 967)
        #expect(ClassLabels.imagenet.index(of: "crane") == nil)
        #expect(ClassLabels.imagenet.index(of: "n99999999") == nil)
        #expect(ClassLabels.cifar10.index(of: "truck") == 9)
    }

    @Test("The built-in labels have as many classes as their data sets")
    func builtIn() {
        #expect(ClassLabels.imagenet.labels.count == 1000)
        #expect(Set(ClassLabels.imagenet.labels.map(\.id)).count == 1000)
        #expect(ClassLabels.cifar10.labels.count == 10)
    }

    @Test("A byte order mark is no part of the first name")
    func byteOrderMark() throws {
        #expect(try ClassLabels(text: "\u{FEFF}cat\ndog\n") == ClassLabels(text: "cat\ndog\n"))
        #expect(
            try ClassLabels(text: "\u{FEFF}0\tcat\r\n1\tdog\r\n").labels.map(\.name)
                == ["cat", "dog"]
        )
        #expect(throws: InferenceError(.wrongLabels, "")) { try ClassLabels(text: "\u{FEFF}") }
    }

    @Test("What is written is read again, whatever the classes are called")
    func writing() throws {
        for names in [
            ["cat", "dog"], ["#1", "#2"], ["0", "1", "2"], ["a\tb", "c\nd"], ["# a", "b"],
            ["", "b"], ["1", "0"],
        ] {
            let labels = ClassLabels(names.map { .init(id: $0, name: "the \($0)") })
            let read = try ClassLabels(text: labels.text).labels
            #expect(read.count == names.count)
            for (name, label) in zip(names, read) where !name.isEmpty {
                let flat = String(name.map { $0 == "\t" || $0 == "\n" ? " " : $0 })
                #expect(label.id == flat && label.name == "the \(flat)")
            }
        }
    }
}
