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
                scenario.expectClients(chainID: chainID)
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

extension Scenario {
    /// Blocks that a node keeps where the scenario says nothing of it: about 25 kB each.
    ///
    /// Clients read the logs from the deployment on before they do anything else.
    private static let servedHistoryBlocks = 8_192

    /// Sets what clients of a node expect: a chain of this number, and its history.
    mutating func expectClients(chainID: UInt64) {
        chain.overrides.removeAll { $0.key == "chain-id" }
        chain.overrides.append(SettingOverride("chain-id", "\(chainID)"))
        if !chain.overrides.contains(where: { $0.key == "history-blocks" }) {
            chain.overrides.append(
                SettingOverride("history-blocks", "\(Scenario.servedHistoryBlocks)"))
        }
    }
}
