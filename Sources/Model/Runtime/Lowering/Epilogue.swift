internal import CDNNL
internal import FrankenGraph

/// What a convolution or linear layer does to its result before writing it.
///
/// ```
/// conv -> batchNorm -> (+ skip) -> relu        becomes        conv [affine, sum, relu]
/// ```
/// Batch normalization and channel scales fold into weights and bias; sums accumulate into the
/// buffer that already holds the other addend; activations run on registers.
struct Epilogue {
    /// Nodes whose per-channel affine folds into weights and bias, in order.
    var affine: [ModelGraph.Node] = []
    /// Sums and activations, in order, each with the node it stands for.
    var posts: [(post: fd_post, node: ModelGraph.Node)] = []
    /// The value that a sum adds.
    var addend: String?

    /// The name of the value after everything.
    func result(of node: ModelGraph.Node) -> String {
        posts.last?.node.name ?? affine.last?.name ?? node.name
    }

    /// Takes an activation along, if the engine can tell it from those before.
    ///
    /// Kernels keep one table of constants per function: a leaky unit and a plain one in one
    /// primitive would share a slope.
    mutating func take(_ activation: Activation, _ node: ModelGraph.Node) -> Bool {
        let post = activation.post
        guard posts.allSatisfy({ $0.post.function != post.function || $0.post.alpha == post.alpha })
        else { return false }
        posts.append((post, node))
        return true
    }

    /// The epilogue up to its sum.
    func beforeSum() -> Epilogue {
        var shorter = self
        while shorter.addend != nil { shorter = shorter.shortened() }
        return shorter
    }

    /// The epilogue without its last post-operation.
    func shortened() -> Epilogue {
        var shorter = self
        if let last = shorter.posts.popLast(), last.post.function == FD_SUM {
            shorter.addend = nil
        }
        return shorter
    }
}

extension Lowering {
    /// The longest chain behind a node that can run inside its primitive.
    ///
    /// `axis` says where the node's result has its channels; it decides which scales fold.
    func epilogue(of node: ModelGraph.Node, channels axis: ChannelAxis) -> Epilogue {
        var epilogue = Epilogue()
        var current = node.name
        while let next = onlyReader(of: current), next.name != node.name {
            switch next.op {
            case .batchNormalization where epilogue.posts.isEmpty && axis == .first:
                epilogue.affine.append(next)
            case .channelScale(let scale) where epilogue.posts.isEmpty && scale.axis == axis:
                epilogue.affine.append(next)
            case .activation(let activation):
                guard epilogue.take(activation, next) else { return epilogue }
            case .binary(let binary) where binary.function == .add && epilogue.addend == nil:
                guard let other = next.inputs.first(where: { $0 != current }),
                    // Equal to the sum on both sides: a gate's own convolution cannot sum.
                    values[other] != nil, shape(other) == shape(next.name),
                    shape(current) == shape(next.name)
                else { return epilogue }
                epilogue.addend = other
                epilogue.posts.append((fd_post(function: FD_SUM, alpha: 0, beta: 0), next))
            case .convolution, .transposedConvolution, .linear, .batchNormalization,
                .layerNormalization, .divisiveNormalization, .binary, .channelScale, .softmax,
                .pooling, .globalPooling, .reshape, .permute, .flatten, .concatenation,
                .subsample, .channelPadding, .pixelShuffle, .resize, .patchMerging,
                .windowAttention:
                return epilogue
            }
            current = next.name
        }
        return epilogue
    }

    /// The chain of activations behind a node that can run inside its primitive.
    func activations(after node: ModelGraph.Node) -> Epilogue {
        var epilogue = Epilogue()
        var current = node.name
        while let next = onlyReader(of: current), case .activation(let activation) = next.op,
            epilogue.take(activation, next)
        {
            current = next.name
        }
        return epilogue
    }

    /// The buffer a primitive writes to: that of the addend when it is free, a copy otherwise.
    mutating func destination(
        _ epilogue: Epilogue,
        _ layout: TensorLayout,
        node: String
    ) throws(RuntimeError) -> Placed {
        guard let addend = epilogue.addend else { return newValue(layout) }
        let source = try placed(addend)
        let fits = source.layout.type == layout.type && source.layout.hasStrides(of: layout)
        if fits, source.layout.offset == 0, isDisposable(source.buffer, afterReading: [addend]) {
            return Placed(buffer: source.buffer, layout: layout)
        }
        return try copy(source, to: layout, node: node)
    }

    /// Takes the nodes of an epilogue out of the queue and names its result.
    mutating func finish(_ node: ModelGraph.Node, _ epilogue: Epilogue, _ result: Placed) {
        for folded in epilogue.affine { absorb(folded) }
        for (_, merged) in epilogue.posts { absorb(merged) }
        define(epilogue.result(of: node), result)
    }

    /// Compiles with the whole epilogue, or with as much of it as a fast kernel exists for.
    func compile(
        _ epilogue: Epilogue,
        node: String,
        _ what: String,
        _ make: ([fd_post], UnsafeMutablePointer<OpaquePointer?>) -> fd_status
    ) throws(RuntimeError) -> (Primitive, Epilogue) {
        var epilogue = epilogue
        while !epilogue.posts.isEmpty {
            let posts = epilogue.posts.map(\.post)
            let primitive = unsafe try? Primitive(node: node, what) { made in
                unsafe make(posts, made)
            }
            if let primitive, !primitive.isReference { return (primitive, epilogue) }
            epilogue = epilogue.shortened()
        }
        let primitive = unsafe try Primitive(node: node, what) { made in unsafe make([], made) }
        return (primitive, epilogue)
    }
}

extension Activation {
    /// The function as the engine names it.
    var post: fd_post {
        let code =
            switch function {
            case .relu, .leakyRelu: FD_RELU
            case .gelu: FD_GELU
            case .silu: FD_SILU
            case .sigmoid: FD_SIGMOID
            case .tanh: FD_TANH
            }
        return fd_post(function: code, alpha: function == .leakyRelu ? Float(slope) : 0, beta: 0)
    }
}
