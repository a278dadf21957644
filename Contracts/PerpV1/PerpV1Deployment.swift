import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// A clearing house, its insurance fund and one market, wired and open.
///
/// What an owner sets after deployment is set by the owner's calls in the block of deployment. More
/// markets over the same fund are added with `addMarket`.
public struct PerpV1Deployment {
    /// The clearing house.
    public let clearingHouse: ClearingHouse
    /// The insurance fund.
    public let insuranceFund: InsuranceFund
    /// The markets in the order of their making.
    public private(set) var markets: [Amm] = []
    /// Who owns all contracts.
    public let owner: Address

    private let host: ContractHost
    private let block: BlockEnvironment

    /// Places the fund and the clearing house; `feePool` zero means that no toll can be paid.
    public init(
        in host: ContractHost, clearingHouse: Address, insuranceFund: Address, feePool: Address,
        _ parameters: ClearingHouseParameters, block: BlockEnvironment
    ) throws(Revert) {
        self.host = host
        self.block = block
        owner = parameters.owner
        self.insuranceFund = InsuranceFund(at: insuranceFund, in: host, owner: owner)
        self.clearingHouse = try ClearingHouse(at: clearingHouse, in: host, parameters)
        host.computeCosts = PerpV1ComputeCosts.table
        try set(insuranceFund, PerpV1ABI.insuranceFund, "setBeneficiary", [.address(clearingHouse)])
        if feePool != .zero {
            try set(clearingHouse, PerpV1ABI.clearingHouse, "setTollPool", [.address(feePool)])
        }
    }

    /// Places a market, lists it with the fund and opens it.
    public mutating func addMarket(
        at address: Address, _ parameters: AmmParameters
    ) throws(Revert) {
        let house = host.state.address(of: clearingHouse.account)
        let fund = host.state.address(of: insuranceFund.account)
        markets.append(try Amm(at: address, in: host, parameters, block: block))
        try set(address, PerpV1ABI.amm, "setCounterParty", [.address(house)])
        try set(address, PerpV1ABI.amm, "setGlobalShutdown", [.address(fund)])
        try set(address, PerpV1ABI.amm, "setOpen", [.bool(true)])
        try set(fund, PerpV1ABI.insuranceFund, "addAmm", [.address(address)])
    }

    /// Makes the owner call a function.
    /// - Throws: the call's revert.
    public func set(
        _ contract: Address, _ abi: ContractABI, _ name: String, _ values: [ABIValue]
    ) throws(Revert) {
        guard let function = abi.function(named: name),
            let data = try? function.encodeCall(values)
        else { preconditionFailure("\(abi.name).\(name) does not take \(values)") }
        let outcome = host.execute(
            Message(sender: owner, recipient: contract, data: data), in: block)
        if let revert = outcome.revert { throw revert }
    }
}
