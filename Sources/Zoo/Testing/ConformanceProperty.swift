/// What a family, a relative or a decoder must hold to.
public enum ConformanceProperty: String, Sendable, Hashable, CaseIterable {
    /// The graph has the parameters that are declared: the same names and shapes each time, and
    /// for other numbers of classes another last layer only; split points are where the file says.
    case parameters
    /// Each upstream naming goes one to one with our names, and a checkpoint in it loads.
    case keyLayouts
    /// Declared parameters and multiply-accumulates are those of the graph.
    case cost
    /// Head and tail behind each other compute what the whole does.
    case composition
    /// A decoder makes what the tail reads, for the latents it was made for and for no others.
    case latents
    /// What is written as safetensors and JSON computes the same bits when it is read again.
    case saveAndLoad
    /// The plan for this processor agrees with another executor of the same graph.
    case executors
    /// A bundle that is packed, installed and opened classifies as the parts in memory do.
    case bundle
}
