/// Runs a body for each of a number of places, on as many threads as the caller likes.
///
/// Work of a place writes to that place alone, so that no result depends on threads.
public struct LabLoop: Sendable {
    private let forEach: @Sendable (Int, @escaping @Sendable (Int) -> Void) -> Void

    /// A loop by a function that calls its second argument once for each place below the first.
    public init(
        _ forEach: @escaping @Sendable (Int, @escaping @Sendable (Int) -> Void) -> Void
    ) {
        self.forEach = forEach
    }

    /// One place after the other.
    public static let sequential = LabLoop { count, body in
        for place in 0..<count { body(place) }
    }

    /// The results of a body by place.
    func map<Result: Sendable>(
        _ count: Int, _ body: @escaping @Sendable (Int) -> Result
    ) -> [Result] {
        let slots = Slots<Result>(count)
        forEach(count) { slots.fill($0, body($0)) }
        return slots.all
    }
}

/// A result for each place, each written once by whoever has that place.
private final class Slots<Result: Sendable>: @unchecked Sendable {
    private let memory: UnsafeMutableBufferPointer<Result?>

    init(_ count: Int) {
        memory = .allocate(capacity: count)
        memory.initialize(repeating: nil)
    }

    deinit {
        memory.deinitialize()
        memory.deallocate()
    }

    func fill(_ place: Int, _ result: Result) { memory[place] = result }

    var all: [Result] { memory.compactMap { $0 } }
}
