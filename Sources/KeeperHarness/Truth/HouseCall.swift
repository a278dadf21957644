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
    /// `payFunding`.
    case payFunding(market: Int)
    /// Nothing: it uses up its nonce.
    case cancellation
    /// Any other call, by its function's name or selector.
    case other(String)

    /// The position that it is after; nil for none.
    public var position: PositionName? {
        switch self {
        case .liquidate(let name), .flag(let name): name
        default: nil
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
        guard let recipient, houses.contains(recipient), let kind = kinds[selector] else {
            return .other(names[selector] ?? "\(selector)")
        }
        guard let market = address(0, of: data).flatMap({ markets[$0] }) else {
            return .other(names[selector] ?? "\(selector)")
        }
        if kind == .payFunding { return .payFunding(market: market) }
        guard let trader = address(1, of: data) else { return .other("\(selector)") }
        let name = PositionName(market: market, trader: trader)
        return kind == .flag ? .flag(name) : .liquidate(name)
    }

    /// An address argument; nil where the data end before it.
    private func address(_ place: Int, of data: [UInt8]) -> Address? {
        let start = 4 + place * 32
        guard data.count >= start + 32 else { return nil }
        return Address(bytes: data[(start + 12)..<(start + 32)])
    }
}
