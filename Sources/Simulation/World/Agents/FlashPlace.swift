import EthereumPrimitives
import PerpContracts
import WideIntegers

/// The contracts that a flash attacker strikes with.
public struct FlashPlace: Hashable, Sendable {
    /// Who lends collateral for a transaction.
    public var lender: Address
    /// The account that borrows, which the attacker owns.
    public var scriptAccount: Address
}

extension Genesis {
    /// What a lender of flash loans has: a million millions of collateral.
    static let flashPotWad = UInt256.wad &* 1_000_000_000_000

    /// Places a lender of collateral and a script account for a member.
    func placeFlash(
        for member: String, owner: Address, feeBasisPoints: UInt64, _ keyPath: String
    ) throws(ScenarioProblem) -> FlashPlace {
        let place = FlashPlace(
            lender: Genesis.address(for: "flash-lender-\(member)"),
            scriptAccount: Genesis.address(for: "flash-script-\(member)"))
        do {
            _ = try FlashLender(
                at: place.lender, in: host, tokens: [collateralAddress],
                feeBasisPoints: feeBasisPoints)
            _ = try ScriptAccount(at: place.scriptAccount, in: host, owner: owner)
            try give(Genesis.flashPotWad, of: collateral, to: place.lender)
        } catch {
            throw ScenarioProblem("\(keyPath).lender_fee", "\(feeBasisPoints)", "\(error)")
        }
        return place
    }
}
