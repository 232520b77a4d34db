/// How an upstream project names the tensors of a family's checkpoints.
///
/// Our graphs have their own parameter names; a layout turns an upstream key into ours.
public struct KeyLayout: Sendable {
    /// The upstream project, for example `torchvision`.
    public let name: String
    private let translate: @Sendable (String) -> String?

    /// A layout by a function from upstream key to parameter name, `nil` for keys to leave out.
    public init(name: String, translate: @escaping @Sendable (String) -> String?) {
        self.name = name
        self.translate = translate
    }

    /// The parameter an upstream key holds, or `nil` for a key that no graph needs.
    ///
    /// The prefix `module.`, which PyTorch's data-parallel wrappers add, and the counters
    /// `num_batches_tracked`, which inference never reads, belong to no layout and are taken off
    /// in every one.
    public func parameterName(for key: String) -> String? {
        let wrapper = "module."
        var key = key[...]
        while key.utf8.starts(with: wrapper.utf8) {
            key = key[key.utf8.index(key.startIndex, offsetBy: wrapper.utf8.count)...]
        }
        if key.split(separator: ".", omittingEmptySubsequences: false).last
            == "num_batches_tracked"
        {
            return nil
        }
        return translate(String(key))
    }
}
