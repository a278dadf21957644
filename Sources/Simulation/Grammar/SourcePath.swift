import Chain

/// A way into a tree of values: `markets[0].limits.band`, `agents[noise].count`.
///
/// Dots part keys. Brackets hold the place in a list from zero, the `name` of its element, or a key of
/// a map that has dots itself; a list's element can be named after a dot as well.
struct SourcePath: Hashable, Sendable {
    /// The steps from the root.
    let steps: [String]

    /// Reads a path.
    /// - Throws: `SettingRefusal` for empty steps and brackets that do not fit.
    init(_ text: String) throws(SettingRefusal) {
        var steps: [String] = []
        var step = ""
        var isInBrackets = false
        // After a bracket only a dot or another bracket may stand.
        var isClosed = false
        for character in text {
            switch (character, isInBrackets) {
            case ("]", true):
                steps.append(step)
                (step, isInBrackets, isClosed) = ("", false, true)
            case ("[", false) where !step.isEmpty || isClosed:
                if !step.isEmpty { steps.append(step) }
                (step, isInBrackets, isClosed) = ("", true, false)
            case (".", false) where !step.isEmpty || isClosed:
                if !step.isEmpty { steps.append(step) }
                (step, isClosed) = ("", false)
            case ("[", false), ("]", false), (".", false):
                throw SettingRefusal("is no path to a key")
            default:
                if isClosed { throw SettingRefusal("is no path to a key") }
                step.append(character)
            }
        }
        if isInBrackets || (step.isEmpty && !isClosed) {
            throw SettingRefusal("is no path to a key")
        }
        if !step.isEmpty { steps.append(step) }
        if steps.contains("") { throw SettingRefusal("is no path to a key") }
        self.steps = steps
    }

    /// What paths look like, to follow "it must be".
    static let allowed = "a path of keys, as a.b[2].c or a[name].b"
}

// MARK: - Setting

extension SourceValue {
    /// Puts a value at a path; maps on the way that are not there are made.
    ///
    /// The rules of the grammar hold only when the tree is read.
    /// - Parameter text: How the value was given, for messages; the path if not told.
    /// - Throws: `SettingProblem` for a path that cannot be read, or leads through a text or to a
    ///   list's element that is not there.
    public mutating func set(
        _ path: String, to value: SourceValue, given text: String? = nil
    ) throws(SettingProblem) {
        let origin = SourcePlace.override(text ?? path)
        do throws(SettingRefusal) {
            try set(SourcePath(path).steps[...], to: value.placed(at: origin), origin)
        } catch {
            throw SettingProblem(
                place: origin, path: path, found: error.reason, allowed: error.allowed)
        }
    }

    /// Takes the value at a path away; an element of a list leaves no hole.
    /// - Throws: `SettingProblem` when nothing is there.
    public mutating func remove(_ path: String) throws(SettingProblem) {
        do throws(SettingRefusal) {
            try remove(SourcePath(path).steps[...])
        } catch {
            throw SettingProblem(
                place: .override(path), path: path, found: error.reason, allowed: error.allowed)
        }
    }

    /// The place of the value at a path or, where there is none, of what is nearest above it.
    package func place(at path: String) -> SourcePlace {
        guard let steps = try? SourcePath(path).steps[...] else { return place }
        return place(at: steps)
    }

    private func place(at steps: ArraySlice<String>) -> SourcePlace {
        guard let step = steps.first else { return place }
        switch content {
        case .scalar: return place
        case .list(let elements):
            guard let index = try? Self.index(of: step, in: elements) else { return place }
            return elements[index].place(at: steps.dropFirst())
        case .map(let entries):
            guard let (index, taken) = Self.entry(at: steps, in: entries) else { return place }
            return entries[index].value.place(at: steps.dropFirst(taken))
        }
    }

    private mutating func set(
        _ steps: ArraySlice<String>, to value: SourceValue, _ origin: SourcePlace
    ) throws(SettingRefusal) {
        guard let step = steps.first else {
            self = value
            return
        }
        if isNothing { content = .map([]) }
        switch content {
        case .scalar:
            throw SettingRefusal("leads through \(kind), which has no keys")
        case .list(var elements):
            let index = try Self.index(of: step, in: elements)
            content = .list([])  // Leaves one owner of the elements, which are then not copied.
            defer { content = .list(elements) }
            try elements[index].set(steps.dropFirst(), to: value, origin)
        case .map(var entries):
            content = .map([])
            defer { content = .map(entries) }
            if let (index, taken) = Self.entry(at: steps, in: entries) {
                try entries[index].value.set(steps.dropFirst(taken), to: value, origin)
            } else {
                var new = SourceEntry(step, .nothing.placed(at: origin), at: origin)
                try new.value.set(steps.dropFirst(), to: value, origin)
                entries.append(new)
            }
        }
    }

    private mutating func remove(_ steps: ArraySlice<String>) throws(SettingRefusal) {
        let missing = SettingRefusal("is not there")
        switch content {
        case .scalar:
            throw missing
        case .list(var elements):
            let index = try Self.index(of: steps[steps.startIndex], in: elements)
            if steps.count == 1 {
                elements.remove(at: index)
            } else {
                try elements[index].remove(steps.dropFirst())
            }
            content = .list(elements)
        case .map(var entries):
            guard let (index, taken) = Self.entry(at: steps, in: entries) else { throw missing }
            if steps.count == taken {
                entries.remove(at: index)
            } else {
                try entries[index].value.remove(steps.dropFirst(taken))
            }
            content = .map(entries)
        }
    }

    /// The element of a name or, where none has it, of a number.
    private static func index(
        of step: String, in elements: [SourceValue]
    ) throws(SettingRefusal) -> Int {
        if let index = elements.firstIndex(where: { $0.name == step }) { return index }
        if let index = Int(step), elements.indices.contains(index) { return index }
        let names = elements.compactMap(\.name)
        if !names.isEmpty, Int(step) == nil {
            throw SettingRefusal(
                "names '\(step.shortened)', which is not in the list; "
                    + "did you mean \(step.nearest(of: names))?")
        }
        throw SettingRefusal(
            "names '\(step.shortened)' of a list",
            allowed: elements.isEmpty
                ? "absent, as the list is empty" : "from 0 to \(elements.count - 1) there")
    }

    /// The entry that the next steps name and how many of them: keys with dots go before short ones.
    private static func entry(
        at steps: ArraySlice<String>, in entries: [SourceEntry]
    ) -> (index: Int, taken: Int)? {
        for taken in stride(from: steps.count, to: 0, by: -1) {
            let key = steps.prefix(taken).joined(separator: ".")
            if let index = entries.lastIndex(where: { $0.key == key }) { return (index, taken) }
        }
        return nil
    }

    /// The same tree, all of it from another place.
    package func placed(at place: SourcePlace) -> SourceValue {
        switch content {
        case .scalar: SourceValue(content, at: place)
        case .list(let elements):
            SourceValue(.list(elements.map { $0.placed(at: place) }), at: place)
        case .map(let entries):
            SourceValue(
                .map(
                    entries.map {
                        SourceEntry($0.key, $0.value.placed(at: place), at: place)
                    }), at: place)
        }
    }
}
