import EthereumPrimitives
import WideIntegers

/// What reading a call and writing its result need of the function's declaration.
public struct CallLayout: Hashable, Sendable {
    /// Bytes of the arguments' head.
    private let headSize: Int32
    /// Bytes of the results' head.
    private let resultHeadSize: Int32
    /// Whether the function takes native value.
    @usableFromInline let isPayable: Bool

    /// The layout of a declared function.
    public init(_ function: ABIFunction) {
        headSize = Int32(function.inputsLayout.size)
        resultHeadSize = Int32(function.outputsLayout.size)
        isPayable = function.stateMutability == .payable
    }

    /// A writer of what the call returns.
    public func resultWriter() -> ABIWriter { ABIWriter(headSize: Int(resultHeadSize)) }

    /// A reader of the arguments in call data that begins with the function's selector.
    /// - Throws: `Revert.empty` when the data is shorter than the function's head.
    public func reader(_ input: [UInt8]) throws(Revert) -> ABIReader {
        guard input.count >= 4 else { throw .empty }
        do {
            return try ABIReader(input, from: 4, headSize: Int(headSize), rules: .solidity)
        } catch {
            throw .empty
        }
    }
}

/// Functions of a contract by number, so that dispatch is a `switch` over an enum.
///
/// The enum's cases stand in the order of the ABI's functions and bear their names, overloads aside.
public struct DispatchTable<Function: RawRepresentable & CaseIterable & Sendable>: Sendable
where Function.RawValue == Int {
    @usableFromInline let selectors: SelectorTable

    /// Checks that names and order agree.
    public init(_ abi: ContractABI) {
        precondition(
            abi.functions.count == Function.allCases.count,
            "\(abi.name): \(abi.functions.count) functions, \(Function.allCases.count) cases")
        for (declared, function) in zip(abi.functions, Function.allCases) {
            precondition(
                "\(function)" == declared.name, "\(abi.name): \(function) is \(declared.name)")
        }
        selectors = SelectorTable(abi)
    }

    /// The function that call data names, with the layout of its arguments, for the running frame.
    ///
    /// Native value is refused here for all functions that are not declared payable, before anything
    /// is charged, as compiled contracts do.
    /// - Throws: `Revert.empty` for an unknown selector, less than four bytes, or value that the
    ///   function does not take.
    @inlinable
    public func function(
        of input: [UInt8], in context: CallContext
    ) throws(Revert) -> (Function, CallLayout) {
        guard let found = selectors.find(input), let function = Function(rawValue: found.index),
            found.layout.isPayable || context.frame.valueWei.isZero
        else { throw .empty }
        return (function, found.layout)
    }
}

/// Finds a function's number by the first four bytes of call data.
///
/// Open addressing with linear probing; selectors are hashes, so that their low bits serve as they
/// are. Dispatch took 640 ns of a trade by `Dictionary` and copies of declarations.
@usableFromInline
struct SelectorTable: Sendable {
    private struct Place {
        var selector: UInt32 = 0
        /// Number of the function.
        var index: Int32 = 0
        /// Nil where nothing is.
        var layout: CallLayout?
    }

    private var places: ContiguousArray<Place>

    init(_ abi: ContractABI) {
        var count = 8
        while count < 2 * abi.functions.count { count *= 2 }
        places = ContiguousArray(repeating: Place(), count: count)
        for (index, function) in abi.functions.enumerated() {
            let selector = function.selector.rawValue
            var at = Int(selector) & (count - 1)
            while places[at].layout != nil { at = (at + 1) & (count - 1) }
            places[at] = Place(
                selector: selector, index: Int32(index), layout: CallLayout(function))
        }
    }

    /// The function that call data names; nil for an unknown selector or less than four bytes.
    @usableFromInline
    func find(_ input: [UInt8]) -> (index: Int, layout: CallLayout)? {
        guard let selector = Selector(prefix: input)?.rawValue else { return nil }
        var at = Int(selector) & (places.count &- 1)
        while let layout = places[at].layout {
            if places[at].selector == selector { return (Int(places[at].index), layout) }
            at = (at &+ 1) & (places.count &- 1)
        }
        return nil
    }
}
