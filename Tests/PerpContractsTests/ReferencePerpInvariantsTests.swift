import ContractRuntime
import EthereumPrimitives
import PerpContracts
import Testing
import WideIntegers

/// Every statement about the books holds after trades, and is named when the state is corrupted.
@Suite struct ReferencePerpInvariantsTests {
    typealias World = ReferencePerpInvariantsWorld

    /// A change of the state, and the check that must name its statement.
    struct Corruption: CustomTestStringConvertible, Sendable {
        let statement: String
        let detail: String
        let check: @Sendable (World) throws -> Void

        init(
            _ statement: String, _ detail: String,
            _ check: @escaping @Sendable (World) throws -> Void
        ) {
            self.statement = statement
            self.detail = detail
            self.check = check
        }

        var testDescription: String { "\(statement), \(detail)" }
    }

    private static let thousand = Int256(bitPattern: .wad &* 1_000)

    static let designCorruptions = [
        Corruption("R1", "vault") {
            $0.add(1, to: $0.house.slots.vault)
            try $0.books.checkR1($0.host.state)
        },
        Corruption("R1", "margin") {
            $0.add(1, toWord: 2)
            try $0.books.checkR1($0.host.state)
        },
        Corruption("R1", "held apart") {
            $0.add(1, to: $0.house.slots.reserved)
            try $0.books.checkR1($0.host.state)
        },
        Corruption("R1", "free collateral") {
            $0.add(thousand, to: $0.house.slots.reserved)
            try $0.books.checkFreeCollateral($0.host.state)
        },
        Corruption("R3", "running sum") {
            $0.add(1, to: .socialisedOwed)
            try $0.books.checkR3($0.host.state)
        },
        Corruption("R3", "owed by nobody's loss") {
            $0.add(1, to: .socialisedOwed)
            $0.add(1, toWord: 4)
            try $0.books.checkR3($0.host.state)
        },
        Corruption("R3", "booked as paid") {
            $0.add(1, to: .paidSocialise)
            try $0.books.checkR3($0.host.state)
        },
        Corruption("R4", "fund") {
            let fund = $0.host.state.account(World.fund)
            $0.add(.zero &- thousand, to: $0.host.state.record(in: $0.house.slots.funds, fund))
            try $0.books.checkR4($0.host.state)
        },
        Corruption("R4", "fee pool") {
            $0.add(-1, to: .feePool)
            try $0.books.checkR4($0.host.state)
        },
        Corruption("R4", "margin") {
            $0.add(.zero &- thousand, toWord: 2)
            try $0.books.checkR4($0.host.state)
        },
        Corruption("R5", "imbalance") {
            $0.add(-1, to: .imbalanceAccount)
            try $0.books.checkR5($0.host.state)
        },
        Corruption("R6", "dust below zero") {
            $0.add(.zero &- thousand, to: .curveAccount)
            try $0.books.checkR6($0.host.state)
        },
        Corruption("R6", "dust falls") {
            $0.add(2, to: .curveAccount)
            try $0.books.checkR6($0.host.state)
            $0.add(-1, to: .curveAccount)
            try $0.books.checkR6($0.host.state)
        },
        Corruption("R6", "closing") {
            $0.add(thousand, to: .netSize)
            try $0.books.checkR6(
                closing: [World.bob, World.alice], of: $0.market, in: $0.host, block: $0.block)
        },
    ]

    static let generalCorruptions = [
        Corruption("I1", "balance") {
            let holder = $0.host.state.account(World.bob)
            $0.add(1, to: $0.host.state.record(in: $0.token.balances, holder))
            try $0.books.checkI1($0.host.state)
        },
        Corruption("I2", "net size") {
            $0.add(1, to: .netSize)
            try $0.books.checkI2($0.host.state)
        },
        Corruption("I2", "size") {
            $0.add(1, toWord: 0)
            $0.add(1, to: .netSize)
            try $0.books.checkI2($0.host.state)
        },
        Corruption("I2", "open notional") {
            $0.add(1, toWord: 1)
            try $0.books.checkI2($0.host.state)
        },
        Corruption("I2", "list of open positions") {
            $0.add(-1, to: .openCount)
            try $0.books.checkI2($0.host.state)
        },
        Corruption("I3", "vault") {
            $0.add(-1, to: $0.house.slots.vault)
            try $0.books.checkI3($0.host.state)
        },
        Corruption("I3", "tokens without a transfer") {
            $0.add(
                1, to: $0.host.state.record(in: $0.token.balances, $0.house.account))
            $0.add(1, to: $0.house.slots.vault)
            try $0.books.checkI3($0.host.state)
        },
        Corruption("I4", "bad debt without a payer") {
            $0.add(1, to: .badDebt)
            try $0.books.checkI4($0.host.state)
        },
        Corruption("I4", "debt and payer without a log") {
            $0.add(1, to: .badDebt)
            $0.add(1, to: .paidInsurance)
            try $0.books.checkI4($0.host.state)
        },
        Corruption("I4", "uncovered") {
            $0.add(1, to: .uncovered)
            try $0.books.checkI4($0.host.state)
        },
        Corruption("I6", "quote reserve") {
            $0.add(-1_000, to: .quoteReserve)
            try $0.books.checkI6($0.host.state)
        },
    ]

    @Test("hold after trades, and after a closing that was undone")
    func hold() throws {
        let world = try World()
        let before = world.books.fingerprint(world.host.state)
        try world.checkAll()
        for order in [[World.alice, World.bob], [World.bob, World.alice]] {
            try world.books.checkR6(
                closing: order, of: world.market, in: world.host, block: world.block)
        }
        #expect(world.books.fingerprint(world.host.state) == before)
    }

    @Test("name what was corrupted", arguments: designCorruptions + generalCorruptions)
    func fail(_ corruption: Corruption) throws {
        let world = try World()
        try world.checkAll()
        do {
            try corruption.check(world)
            Issue.record("nothing was found")
        } catch let violation as InvariantViolation {
            #expect(violation.description.hasPrefix("\(corruption.statement): "))
        }
    }

    @Test("R2 names too much, and somebody who was not asked")
    func deleveraging() throws {
        let world = try World()
        // Alice, long with equity, stands against a bankrupt short that was bought back.
        var event = Deleveraging(closedWad: 2, doneWad: 2, asked: [], isPaid: false)
        func check() throws {
            try world.books.checkR2(event, in: world.market, world.host, block: world.block)
        }
        try check()
        event.doneWad = 3
        #expect(throws: InvariantViolation.self) { try check() }
        event.doneWad = 1
        #expect(throws: InvariantViolation.self) { try check() }
        event.asked = [World.alice]
        try check()
        (event.asked, event.isPaid) = ([], true)
        try check()
    }

    @Test("I7 names a failed call that left a change")
    func failure() throws {
        let world = try World()
        let state = world.host.state
        let before = state.checkpoint
        let outcome = world.host.execute(
            Message(
                sender: World.alice, recipient: state.address(of: world.house.account), data: [1]),
            in: world.block)
        try ReferencePerpInvariants.checkI7(before: before, outcome, state)
        let fingerprint = world.books.fingerprint(state)
        world.add(1, to: .feePool)
        #expect(world.books.fingerprint(state) != fingerprint)
        #expect(throws: InvariantViolation.self) {
            try ReferencePerpInvariants.checkI7(before: before, outcome, state)
        }
    }

    @Test("numbers beyond a market's arithmetic are refused")
    func ranges() throws {
        let world = try World()
        var parameters = [ReferenceMarketParameters](repeating: world.market.parameters, count: 3)
        parameters[0].twapWindowSeconds = .max - 1
        parameters[1].funding.intervalSeconds = 1 << 63
        parameters[2].funding.interestWad = .min
        for parameters in parameters {
            #expect(throws: ReferencePerpError.parameterTooLarge) {
                try world.house.addMarket(
                    at: Address(truncating: 0xbad), parameters, in: world.host,
                    block: world.block)
            }
        }
    }
}
