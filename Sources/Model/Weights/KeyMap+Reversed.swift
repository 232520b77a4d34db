extension KeyMap {
    /// The name that this map would turn into ours: how an upstream project writes a tensor.
    ///
    /// - Parameter name: One of our names.
    /// - Returns: `nil` where going back and forth does not give the name again.
    package func upstreamName(of name: String) -> String? {
        let upstream = rules.reversed().reduce(name as String?) { name, rule in
            guard let to = rule.to, !to.isEmpty else { return name }
            return name.flatMap(Rule(rule.kind, from: to, to: rule.from).applied(to:))
        }
        guard let upstream, applied(to: upstream) == name else { return nil }
        return upstream
    }

    /// The map that writes tensors of these names as an upstream project does, axes in its order;
    /// joined tensors stay one, as such a map reads them, too.
    ///
    /// - Parameter names: Our names.
    /// - Returns: `nil` where a name cannot be turned back.
    package func reversed(for names: [String]) -> KeyMap? {
        var rules: [Rule] = []
        for name in names {
            guard let upstream = upstreamName(of: name) else { return nil }
            rules.append(Rule(.exact, from: name, to: upstream, axes: upstreamAxes(of: upstream)))
        }
        return KeyMap(rules)
    }

    /// The order that takes back what the rules do to the axes of an upstream tensor; nil when they
    /// do nothing, or contradict each other.
    private func upstreamAxes(of upstream: String) -> [Int]? {
        var name = upstream
        var order: [Int]?
        for rule in rules {
            if let axes = rule.axes, rule.matches(name) {
                let before = order ?? Array(axes.indices)
                guard axes.sorted().elementsEqual(before.indices) else { return nil }
                order = axes.map { before[$0] }
            }
            guard let next = rule.applied(to: name) else { return nil }
            name = next
        }
        guard let order else { return nil }
        return order.indices.sorted { order[$0] < order[$1] }
    }
}
