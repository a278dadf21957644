import Agents
import ContractRuntime
import EthereumPrimitives
import PerpContracts
import Simulation
import WideIntegers

/// What a transaction of the bot is for, by its recipient and call data.
public enum OwnPurpose: Hashable, Sendable {
    /// `liquidate` or `liquidateWithSlippage`.
    case liquidate(PositionName)
    /// `flag`.
    case flag(PositionName)
    /// Liquidations that another contract is asked to make, such as a Multicall3.
    case forwarded([PositionName])
    /// `payFunding`.
    case payFunding(market: Int)
    /// Nothing: it uses up its nonce.
    case cancellation
    /// Any other call, by its function's name or selector.
    case other(String)

    /// The positions that it is after.
    public var positions: [PositionName] {
        if case .flag(let name) = self { return [name] }
        return liquidations
    }

    /// The positions that it would liquidate.
    public var liquidations: [PositionName] {
        switch self {
        case .liquidate(let name): [name]
        case .forwarded(let names): names
        default: []
        }
    }
}

/// Tells what call data is for.
struct HouseCallReader {
    private enum Kind { case liquidate, flag, payFunding }

    private let kinds: [Selector: Kind]
    private let names: [Selector: String]
    private let houses: Set<Address>
    private let markets: [Address: Int]

    init(_ world: SimulationWorld) {
        let abi = ReferencePerpABI.house
        var kinds: [Selector: Kind] = [:]
        let known: [(String, Kind)] = [
            ("liquidate", .liquidate), ("liquidateWithSlippage", .liquidate), ("flag", .flag),
            ("payFunding", .payFunding),
        ]
        for (name, kind) in known {
            if let function = abi.function(named: name) { kinds[function.selector] = kind }
        }
        self.kinds = kinds
        var names: [Selector: String] = [:]
        for function in abi.functions + PerpV1ABI.clearingHouse.functions {
            names[function.selector] = function.name
        }
        self.names = names
        houses = Set(world.markets.map(\.house))
        markets = Dictionary(
            world.markets.map { ($0.address, $0.index) }, uniquingKeysWith: { first, _ in first })
    }

    /// What a call is for.
    func purpose(to recipient: Address?, data: [UInt8], isCancellation: Bool) -> OwnPurpose {
        if isCancellation { return .cancellation }
        guard let selector = Selector(prefix: data) else { return .other("transfer") }
        guard let recipient, houses.contains(recipient) else {
            let carried = liquidations(carriedBy: data)
            return carried.isEmpty
                ? .other(names[selector] ?? "\(selector)") : .forwarded(carried)
        }
        guard let kind = kinds[selector] else { return .other(names[selector] ?? "\(selector)") }
        guard let market = address(0, of: data).flatMap({ markets[$0] }) else {
            return .other(names[selector] ?? "\(selector)")
        }
        if kind == .payFunding { return .payFunding(market: market) }
        guard let trader = address(1, of: data) else { return .other("\(selector)") }
        let name = PositionName(market: market, trader: trader)
        return kind == .flag ? .flag(name) : .liquidate(name)
    }

    /// Calls of `liquidate` within other call data, each position once.
    ///
    /// Whatever form a contract that forwards calls gives them, they stand in it as the house will get
    /// them: a selector, a market of the run and a trader.
    private func liquidations(carriedBy data: [UInt8]) -> [PositionName] {
        var found: [PositionName] = []
        // Behind the selector of the contract itself.
        for start in data.indices.dropFirst(4) where data.count - start >= 68 {
            guard let selector = Selector(prefix: Array(data[start..<(start + 4)])),
                kinds[selector] == .liquidate,
                let market = address(0, of: data, from: start).flatMap({ markets[$0] }),
                let trader = address(1, of: data, from: start)
            else { continue }
            let name = PositionName(market: market, trader: trader)
            if !found.contains(name) { found.append(name) }
        }
        return found
    }

    /// An address argument of a call that begins at a place; nil where the data end before it.
    private func address(_ place: Int, of data: [UInt8], from call: Int = 0) -> Address? {
        let start = call + 4 + place * 32
        guard data.count >= start + 32 else { return nil }
        return Address(bytes: data[(start + 12)..<(start + 32)])
    }
}
