import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// A market of ReferencePerp at an address of its own, where it answers v1's views of a market.
///
/// Its state belongs to the house's rules; `MarketCall` is one call on it.
public final class ReferenceMarket: Contract {
    /// Functions and events.
    public let abi = ReferencePerpABI.market
    /// Its account.
    public let account: AccountID
    /// The policies.
    public let parameters: ReferenceMarketParameters
    let house: ReferenceHouse
    /// Where its variables are.
    package let slots: MarketSlots
    let feed: AccountID
    let fund: AccountID
    let backstops: [AccountID]
    let liquidators: [AccountID]
    let exempt: [AccountID]
    let table: DispatchTable<ReferenceMarketFunction>

    /// Places a market with validated parameters.
    init(
        at address: Address, of house: ReferenceHouse, _ parameters: ReferenceMarketParameters,
        in host: ContractHost, block: BlockEnvironment
    ) throws(ReferencePerpError) {
        let state = host.state
        self.parameters = parameters
        self.house = house
        table = DispatchTable(abi)
        account = state.account(address)
        slots = MarketSlots(in: state)
        feed = state.account(parameters.feed)
        fund = state.account(parameters.fund)
        backstops = parameters.backstops.map(state.account)
        liquidators = parameters.liquidation.liquidators.map(state.account)
        exempt = parameters.waterfall.exempt.map(state.account)
        let price = try goodPrice(in: host, block)
        host.deploy(self, at: account)
        initialize(price, in: state, block)
    }

    private func goodPrice(
        in host: ContractHost, _ block: BlockEnvironment
    ) throws(ReferencePerpError) -> Int256 {
        let (feed, key) = (feed, parameters.feedKey)
        let answer = host.inspect(in: block) {
            (context) throws(Revert) -> (UInt256, UInt256) in
            (
                try context.price(at: feed, key: key),
                try context.latestTimestamp(at: feed, key: key)
            )
        }
        switch answer {
        case .failure(let revert): throw .feedFailed(revert)
        case .success((let price, let timestamp)):
            guard
                FeedStatus(
                    price: price, updatedAt: timestamp, now: block.timestampSeconds,
                    maxAgeSeconds: parameters.maxAgeSeconds) == .ok
            else { throw .feedNotGood(price: price, timestamp: timestamp) }
            return Int256(bitPattern: price)
        }
    }

    private func initialize(_ price: Int256, in state: WorldState, _ block: BlockEnvironment) {
        let curve = parameters.curve
        let now = block.timestampSeconds
        var clock = MarketClock(word: .zero)
        (clock.block, clock.timestamp, clock.observationCount) = (block.number, now, 1)
        let mark = (try? PeggedCurve(curve).mark()) ?? .zero
        let values: [(MarketField, UInt256)] = [
            (.quoteReserve, curve.quoteReserveWad), (.baseReserve, curve.baseReserveWad),
            (.peg, curve.pegWad), (.clock, clock.word), (.status, .one),
            (
                .fundingTimes,
                UInt256(
                    now.saturatingSum(parameters.funding.intervalSeconds), now, 0, 0)
            ),
            (.oracleSample, price.bitPattern), (.blockOracle, price.bitPattern),
            (.lastGood, price.bitPattern), (.blockMark, mark.bitPattern),
        ]
        for (field, value) in values { state.write(value, to: slots[field]) }
        state.write(UInt256(now), to: state.record(in: slots.observations, number: 0))
    }
}

/// What a feed's answer is worth.
public enum FeedStatus: String, Hashable, Sendable {
    /// Good.
    case ok
    /// Older than the market allows.
    case stale
    /// Zero, or no signed number. A feed that does not answer makes the call fail instead.
    case invalid

    /// The status of a price of some time; equal to the greatest age is good, and so is the future.
    init(price: UInt256, updatedAt: UInt256, now: UInt64, maxAgeSeconds: UInt64) {
        if price.isZero || price.w3 >> 63 == 1 {
            self = .invalid
        } else if maxAgeSeconds > 0, let updated = UInt64(exactly: updatedAt), updated < now,
            now - updated > maxAgeSeconds
        {
            self = .stale
        } else {
            self = .ok
        }
    }
}
