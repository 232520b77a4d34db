extension KeyMap {
    /// Tensors of a published checkpoint that are one of ours, one behind the other along the
    /// first axis.
    ///
    /// Tensors belong together when their names are equal up to the parts:
    /// `Join([".q_bias", nil, ".v_bias"], to: ".qkv.bias")` makes `attn.qkv.bias` of
    /// `attn.q_bias`, as many zeros and `attn.v_bias`. Where a part is missing nothing is joined,
    /// so that checking against a model names what it lacks.
    public struct Join: Sendable, Equatable, Codable {
        /// Ends of the names, in order; nil stands for zeros of the shape of the first named part.
        public let parts: [String?]
        /// The end of the name of the whole.
        public let to: String

        /// Makes a join from its parts.
        public init(_ parts: [String?], to: String) {
            self.parts = parts
            self.to = to
        }
    }
}
