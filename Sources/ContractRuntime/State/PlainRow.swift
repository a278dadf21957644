/// A growable row of plain values, with one owner and therefore without an array's checks for it.
///
/// The state's words and journal are read and written some hundred times in a trade; with arrays
/// each write asked whether the buffer is shared, which cost 8 % of a trade, and a load 56
/// instructions instead of 30. Indices are checked as an array's are. Its twin in the tests is an
/// array.
package struct PlainRow<Element: BitwiseCopyable>: ~Copyable {
    private var base: UnsafeMutablePointer<Element>
    private var capacity: Int
    /// How many elements there are.
    package private(set) var count = 0

    /// No elements, and room for some.
    package init(capacity: Int = 16) {
        self.capacity = max(capacity, 1)
        base = .allocate(capacity: self.capacity)
    }

    deinit { base.deallocate() }

    /// The places of all elements.
    package var indices: Range<Int> { 0..<count }

    /// The same elements in an array with no room to spare.
    package var array: ContiguousArray<Element> {
        ContiguousArray(UnsafeBufferPointer(start: base, count: count))
    }

    /// One element.
    package subscript(index: Int) -> Element {
        @inline(__always) get {
            precondition(index >= 0 && index < count, "element \(index) of \(count)")
            return base[index]
        }
        @inline(__always) _modify {
            precondition(index >= 0 && index < count, "element \(index) of \(count)")
            yield &base[index]
        }
    }

    /// The memory of all elements, for hashing.
    package func withBytes(_ body: (RawSpan) -> Void) {
        body(RawSpan(_unsafeStart: base, byteCount: count * MemoryLayout<Element>.stride))
    }

    /// Adds an element.
    @inline(__always)
    package mutating func append(_ element: Element) {
        if count == capacity { grow(to: count &+ 1) }
        (base + count).initialize(to: element)
        count &+= 1
    }

    /// Adds the same element some times over.
    package mutating func append(repeating element: Element, count added: Int) {
        if count + added > capacity { grow(to: count + added) }
        (base + count).initialize(repeating: element, count: added)
        count += added
    }

    /// Adds the elements of an array.
    package mutating func append(contentsOf elements: ContiguousArray<Element>) {
        for element in elements { append(element) }
    }

    /// Removes the last element and returns it.
    package mutating func removeLast() -> Element {
        let last = self[count - 1]
        count &-= 1
        return last
    }

    /// Removes some elements from the end.
    package mutating func removeLast(_ removed: Int) {
        precondition(removed >= 0 && removed <= count, "removal of \(removed) of \(count)")
        count -= removed
    }

    /// Removes all elements and keeps the memory for up to `keptMax` of them.
    package mutating func removeAll(keeping keptMax: Int) {
        count = 0
        if capacity > keptMax { move(to: keptMax) }
    }

    @inline(never)
    private mutating func grow(to least: Int) { move(to: max(least, 2 * capacity)) }

    private mutating func move(to newCapacity: Int) {
        let new = UnsafeMutablePointer<Element>.allocate(capacity: max(newCapacity, 1))
        new.moveInitialize(from: base, count: count)
        base.deallocate()
        base = new
        capacity = max(newCapacity, 1)
    }
}
