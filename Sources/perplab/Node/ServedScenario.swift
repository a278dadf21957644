import JSONRPCNode
import ScenarioFiles
import Simulation
import WideIntegers

extension ScenarioFile {
    /// The scenario as a node serves it: signed for a chain of this number, with the development
    /// accounts among those that have money.
    func served(chainID: UInt64) throws -> ScenarioFile {
        do throws(ScenarioFileError) {
            return try changing { scenario in
                scenario.chain.overrides.removeAll { $0.key == "chain-id" }
                scenario.chain.overrides.append(SettingOverride("chain-id", "\(chainID)"))
                let known = Set(scenario.accounts.map(\.address))
                for (place, account) in DevelopmentAccount.all.enumerated()
                where !known.contains(account.address) {
                    var settings = AccountSettings()
                    settings.name = "development-\(place)"
                    settings.address = account.address
                    settings.collateralWad = .wad &* 1_000_000
                    scenario.accounts.append(settings)
                }
            }
        } catch {
            throw error.failure
        }
    }
}
