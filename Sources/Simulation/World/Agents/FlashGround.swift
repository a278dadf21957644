import EthereumPrimitives
import PerpContracts
import WideIntegers

/// A lender of collateral for single transactions, and accounts that borrow for flash attackers.
struct FlashGround {
    /// What the lender has to lend, wad of collateral.
    static let lendableWad = UInt256.wad &* 1_000_000_000_000

    private(set) var lenders: [UInt64: Address] = [:]

    /// Where the script account of a member is.
    static func scriptAccount(of member: String) -> Address {
        Genesis.address(for: "script/\(member)")
    }

    /// Places a lender of a fee, once, and the member's script account, with the routers' leave to
    /// take its tokens.
    mutating func add(
        _ settings: FlashAttackerSettings, for member: String, owner: Address, keyPath: String,
        on genesis: Genesis, outside: OutsideWorld
    ) throws(ScenarioProblem) {
        let fee = settings.lenderFeeBasisPoints
        do {
            if lenders[fee] == nil {
                let lender = Genesis.address(for: "flash-lender/\(fee)")
                _ = try FlashLender(
                    at: lender, in: genesis.host, tokens: [genesis.collateralAddress],
                    feeBasisPoints: fee)
                try genesis.give(
                    FlashGround.lendableWad, of: genesis.collateral, to: lender)
                lenders[fee] = lender
            }
            _ = try ScriptAccount(
                at: FlashGround.scriptAccount(of: member), in: genesis.host, owner: owner)
        } catch {
            throw ScenarioProblem("\(keyPath).lender_fee", "\(fee)", "\(error)")
        }
        for venue in outside.venues.indices {
            try outside.deposit(
                baseWad: .zero, quoteWad: .zero, at: venue, agent: "script/\(member)",
                address: FlashGround.scriptAccount(of: member))
        }
    }
}
