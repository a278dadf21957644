import Agents
import ContractRuntime
import EthereumPrimitives
import PerpContracts
import WideIntegers

/// The books of all perpetual markets of a run, checked after each block.
///
/// What a block costs is linear in its logs and in the number of markets; a full walk over the state
/// is asked for apart. Figures that run along are kept for the last blocks, so that blocks can be
/// taken off the chain again.
struct MarketInvariants {
    /// Figures that run along.
    private struct Books {
        var reference: ReferencePerpInvariants?
        var perpV1: [PerpV1Invariants]
    }

    private let house: AccountID?
    private let markets: [[(amm: Amm, design: PerpV1Design)]]
    private let token: ERC20Token
    private var books: Books
    /// The books after blocks, the oldest first.
    private var kept: [(block: UInt64, books: Books)] = []
    private let keptMax: Int

    /// Takes the present state, that of the genesis, as the start.
    /// - Parameter blocksKept: how many blocks can be taken back.
    init(_ assembly: MarketAssembly, blocksKept: Int = 128) {
        let state = assembly.ground.host.state
        token = assembly.ground.collateral
        house = assembly.reference?.house.account
        markets = assembly.perpV1.map { $0.markets.map { ($0.1, $0.2) } }
        keptMax = blocksKept
        let token = token
        books = Books(
            reference: assembly.reference.map { reference in
                ReferencePerpInvariants(
                    house: reference.house, markets: reference.markets.map(\.1), token: token,
                    in: state, isBookedByBlock: true)
            },
            perpV1: assembly.perpV1.map { group in
                PerpV1Invariants(
                    house: group.deployment.clearingHouse,
                    fund: group.deployment.insuranceFund, token: token, in: state)
            })
        kept = [(assembly.ground.block.number, books)]
    }

    /// Books a block that was just added, and checks what constant cost allows: R1's free collateral,
    /// R2's first part and R6, I3, I4 and I6.
    ///
    /// - Parameters:
    ///   - outcomes: what came of its calls, in order; failures count for nothing.
    ///   - block: the block, after which the host's state stands.
    mutating func checkRunning(
        _ outcomes: some Sequence<ExecutionOutcome>, in host: ContractHost,
        block: BlockEnvironment
    ) throws(InvariantViolation) {
        let state = host.state
        for outcome in outcomes where outcome.isSuccess && outcome.logs.count > 0 {
            let isHouseCall = isHouseCall(outcome, state)
            try books.reference?.book(
                outcome, isHouseCall: isHouseCall, in: host, block: block)
            for index in books.perpV1.indices { books.perpV1[index].book(outcome, state) }
        }
        try books.reference?.checkFreeCollateral(state)
        try books.reference?.checkR6(state)
        try books.reference?.checkI3(state)
        try books.reference?.checkI4(state)
        try books.reference?.checkI6(state)
        for (index, markets) in markets.enumerated() {
            try books.perpV1[index].checkI3(state)
            try books.perpV1[index].checkI4(state)
            for (amm, _) in markets { try books.perpV1[index].checkI6(amm, state) }
        }
        kept.append((block.number, books))
        if kept.count > 2 * keptMax { kept.removeFirst(kept.count - keptMax) }
    }

    /// Checks what takes a walk over the state: R1, R3, R4 and R5, I1 and I2.
    mutating func checkFull(_ state: WorldState) throws(InvariantViolation) {
        if let reference = books.reference {
            try reference.checkR1(state)
            try reference.checkR3(state)
            try reference.checkR4(state)
            try reference.checkR5(state)
            try reference.checkI1(state)
            try reference.checkI2(state)
        }
        for (index, markets) in markets.enumerated() {
            if index == 0 && books.reference == nil { try books.perpV1[index].checkI1(state) }
            for (amm, design) in markets {
                try books.perpV1[index].checkI2(amm, traders: design.traders, state)
            }
        }
    }

    /// Goes back to the books after a block, where those after it are taken off the chain.
    /// - Precondition: it is one of those that are kept.
    mutating func undo(to block: UInt64) {
        while let last = kept.last, last.block > block { kept.removeLast() }
        guard let last = kept.last, last.block == block else {
            preconditionFailure("no books of block \(block)")
        }
        books = last.books
    }

    /// Whether a call has gone through a function of the house, each of which that takes tokens says
    /// so in a log; tokens that come without one are gifts.
    private func isHouseCall(_ outcome: ExecutionOutcome, _ state: WorldState) -> Bool {
        guard let house else { return false }
        let address = state.address(of: house)
        return (0..<outcome.logs.count).contains {
            outcome.logs.log($0, in: state).address == address
        }
    }
}
