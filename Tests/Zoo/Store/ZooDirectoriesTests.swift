import Foundation
import FrankenStore
import Testing

@Suite("Directories")
struct ZooDirectoriesTests {
    @Test("Without a word from the user, the XDG defaults")
    func defaults() throws {
        let directories = try ZooDirectories(environment: ["HOME": "/home/ada/"])
        #expect(directories.data == "/home/ada/.local/share/zoo")
        #expect(directories.cache == "/home/ada/.cache/zoo")
        #expect(directories.config == "/home/ada/.config/zoo")
        #expect(directories.state == "/home/ada/.local/state/zoo")
        #expect(directories.layers.isEmpty)
    }

    @Test("XDG variables win over HOME, and relative or empty ones are ignored")
    func variables() throws {
        let directories = try ZooDirectories(environment: [
            "HOME": "/home/ada", "XDG_DATA_HOME": "/big//", "XDG_CACHE_HOME": "relative",
            "XDG_CONFIG_HOME": "", "XDG_STATE_HOME": "/state",
        ])
        #expect(directories.data == "/big/zoo")
        #expect(directories.cache == "/home/ada/.cache/zoo")
        #expect(directories.config == "/home/ada/.config/zoo")
        #expect(directories.state == "/state/zoo")
    }

    @Test("ZOO_HOME holds everything, and is the store itself")
    func zooHome() throws {
        let directories = try ZooDirectories(environment: [
            "ZOO_HOME": "/zoo/", "XDG_DATA_HOME": "/big",
        ])
        #expect(directories.data == "/zoo")
        #expect(directories.cache == "/zoo/cache")
        #expect(directories.config == "/zoo/config")
        #expect(directories.state == "/zoo/state")
    }

    @Test("ZOO_STORE_PATH is a list of layers, each once")
    func layers() throws {
        let directories = try ZooDirectories(environment: [
            "HOME": "/h", "ZOO_STORE_PATH": "/a:/b/::/a",
        ])
        #expect(directories.layers == ["/a", "/b"])
    }

    @Test(
        "What is ours and wrong is an error",
        arguments: [
            (["ZOO_HOME": "zoo"], StoreError.Code.malformedPath),
            (["HOME": "/h", "ZOO_STORE_PATH": "/a:b"], .malformedPath),
            (["ZOO_HOME": "/a\0b"], .malformedPath),
            ([:], .noHome),
            (["HOME": "relative"], .noHome),
            (["XDG_DATA_HOME": "/d", "XDG_CACHE_HOME": "/c"], .noHome),
        ]
    )
    func errors(environment: [String: String], code: StoreError.Code) {
        #expect(throws: StoreError(code, "")) { try ZooDirectories(environment: environment) }
    }

    @Test("The cache says that it is one, so that backups leave it out")
    func cacheTag() throws {
        let scratch = try ScratchFolder()
        let directories = try ZooDirectories(environment: ["ZOO_HOME": scratch.file("zoo")])
        try directories.prepareCache()
        try directories.prepareCache()
        let tag = try String(
            contentsOfFile: scratch.file("zoo/cache/CACHEDIR.TAG"),
            encoding: .utf8
        )
        #expect(tag.hasPrefix("Signature: 8a477f597d28d172789f06886806bc55\n"))
        #expect(scratch.names("zoo/cache") == ["CACHEDIR.TAG"])
    }
}
