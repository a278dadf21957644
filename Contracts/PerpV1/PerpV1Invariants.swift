import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// The books of one clearing house, checked statement by statement.
///
/// Each check may be called alone. Running figures are kept from the logs of successful calls.
public struct PerpV1Invariants {
    private let house: ClearingHouse
    private let fund: InsuranceFund
    private let token: ERC20Token
    private var products: [AccountID: UInt256] = [:]
    /// Base of positions that were settled while their market was shut, which it still counts.
    private var settledSizes: [AccountID: Int256] = [:]
    private var marketsWithSettlements: Set<AccountID> = []
    /// Base units that have come into house and fund from others, less those that have left.
    private var netInflow = Int256.zero
    private let heldAtFirst: UInt256
    /// Wad that the fund has paid to the house on request.
    private var fundPaid = UInt256.zero
    private var fundPaidForFunding = UInt256.zero
    /// Bad debt of closed positions and of liquidators' fees, wad.
    private var badDebtBooked = UInt256.zero

    /// Takes the present state as the start.
    public init(house: ClearingHouse, fund: InsuranceFund, token: ERC20Token, in state: WorldState)
    {
        self.house = house
        self.fund = fund
        self.token = token
        heldAtFirst =
            token.balanceRaw(of: house.account, in: state)
            &+ token.balanceRaw(of: fund.account, in: state)
    }

    /// I1: the token's supply equals the sum of all balances.
    public func checkI1(_ state: WorldState) throws(InvariantViolation) {
        var sum = UInt256.zero
        for slot in state.records(in: token.balances) { sum = sum &+ state[slot] }
        let supply = token.totalSupplyRaw(in: state)
        if sum != supply {
            throw InvariantViolation(1, "sum of balances \(sum), total supply \(supply)")
        }
    }

    /// I2: while a market is open, positions add up to what it says it has given out.
    ///
    /// Positions that were settled during a shutdown stay in the market's figure when it is opened
    /// again, as in the original.
    public mutating func checkI2(
        _ amm: Amm, traders: [AccountID], _ state: WorldState
    ) throws(InvariantViolation) {
        var sum = Int256.zero
        for trader in traders {
            sum = sum &+ house.position(of: trader, in: amm.account, state).size
        }
        let total = amm.totalPositionSizeWad(in: state)
        if marketsWithSettlements.remove(amm.account) != nil {
            settledSizes[amm.account] = total &- sum
        }
        guard amm.isOpen(in: state) else { return }
        sum = sum &+ (settledSizes[amm.account] ?? .zero)
        if sum != total { throw InvariantViolation(2, "sum of positions \(sum), market \(total)") }
    }

    /// I3: house and fund together hold what came in less what went out.
    public func checkI3(_ state: WorldState) throws(InvariantViolation) {
        let held =
            token.balanceRaw(of: house.account, in: state)
            &+ token.balanceRaw(of: fund.account, in: state)
        let expected = Int256(bitPattern: heldAtFirst) &+ netInflow
        if Int256(bitPattern: held) != expected {
            throw InvariantViolation(3, "house and fund hold \(held), booked \(expected)")
        }
    }

    /// I4: bad debt booked is what the fund has paid for it, less what it has prepaid and not realized.
    public func checkI4(_ state: WorldState) throws(InvariantViolation) {
        let prepaid = house.prepaidBadDebtWad(of: token.account, in: state)
        let covered = fundPaid &- fundPaidForFunding
        if badDebtBooked &+ prepaid != covered {
            throw InvariantViolation(
                4, "bad debt \(badDebtBooked) and prepaid \(prepaid), fund paid \(covered)")
        }
    }

    /// I6: the floored product of the reserves never falls.
    public mutating func checkI6(_ amm: Amm, _ state: WorldState) throws(InvariantViolation) {
        guard let product = try? amm.pool(in: state).invariantWad() else {
            throw InvariantViolation(6, "the product of the reserves passes 256 bits")
        }
        if let before = products[amm.account], product < before {
            throw InvariantViolation(6, "product \(product) after \(before)")
        }
        products[amm.account] = product
    }

    /// I7: a failed call has left the state as it was.
    public static func checkI7(
        before: WorldState.Checkpoint, _ outcome: ExecutionOutcome, _ state: WorldState
    ) throws(InvariantViolation) {
        guard !outcome.isSuccess else { return }
        if !state.isUnchanged(since: before) || outcome.logs.count > 0 {
            throw InvariantViolation(7, "a failed call has left changes")
        }
    }

    // MARK: - Running figures

    /// Books the logs of a successful call.
    public mutating func book(_ outcome: ExecutionOutcome, _ state: WorldState) {
        let own = [house.account, fund.account].map { state.address(of: $0).number }
        var isFunding = false
        var paid = UInt256.zero
        for index in 0..<outcome.logs.count {
            let log = outcome.logs.log(index, in: state)
            guard let topic = log.topics.first.map({ UInt256($0) }) else { continue }
            switch topic {
            case token.transferTopic: bookTransfer(log, own)
            case PerpV1ABI.withdrawn: paid = paid &+ word(log, 1)
            case PerpV1ABI.fundingRateUpdated: isFunding = true
            case PerpV1ABI.positionChanged: badDebtBooked = badDebtBooked &+ word(log, 7)
            case PerpV1ABI.positionSettled:
                let market = Address(truncating: UInt256(log.topics[1]))
                marketsWithSettlements.insert(state.account(market))
            case PerpV1ABI.positionLiquidated: badDebtBooked = badDebtBooked &+ word(log, 4)
            default: break
            }
        }
        fundPaid = fundPaid &+ paid
        if isFunding { fundPaidForFunding = fundPaidForFunding &+ paid }
    }

    private mutating func bookTransfer(_ log: EventLog, _ own: [UInt256]) {
        guard log.topics.count == 3 else { return }
        let amount = Int256(bitPattern: word(log, 0))
        if own.contains(UInt256(log.topics[1])) { netInflow = netInflow &- amount }
        if own.contains(UInt256(log.topics[2])) { netInflow = netInflow &+ amount }
    }

    private func word(_ log: EventLog, _ index: Int) -> UInt256 {
        guard log.data.count >= 32 * (index + 1) else { return .zero }
        return UInt256(bigEndian: log.data.span.bytes, at: 32 * index)
    }
}
