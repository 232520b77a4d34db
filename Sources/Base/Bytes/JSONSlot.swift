/// A place in the tree that an encoder fills in, possibly in several steps.
final class JSONSlot {
    /// What stands in the place.
    enum Content {
        case unset
        case scalar(String)
        case string(String)
        case array([JSONSlot])
        case object([ExactString: JSONSlot])
    }

    var content = Content.unset

    /// Makes the place an array unless it is one, and adds an element to it.
    func appendElement() -> JSONSlot {
        let slot = JSONSlot()
        if case .array(var elements) = content {
            content = .unset  // So that the array is not copied for each element.
            elements.append(slot)
            content = .array(elements)
        } else {
            content = .array([slot])
        }
        return slot
    }

    /// Makes the place an object unless it is one, and adds a member to it; nil when the
    /// object already has one of this name.
    func addMember(_ name: String) -> JSONSlot? {
        let slot = JSONSlot()
        guard case .object(var members) = content else {
            content = .object([ExactString(name): slot])
            return slot
        }
        content = .unset
        defer { content = .object(members) }
        guard members[ExactString(name)] == nil else { return nil }
        members[ExactString(name)] = slot
        return slot
    }

    /// The member of this name, when the place is an object that has one.
    func member(_ name: String) -> JSONSlot? {
        if case .object(let members) = content { members[ExactString(name)] } else { nil }
    }
}
