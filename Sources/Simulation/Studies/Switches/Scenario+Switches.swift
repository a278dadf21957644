import EthereumPrimitives
import PerpContracts

/// What studies can switch in a scenario, one rule at a time.
extension Scenario {
    /// Each guard, limit and policy of yes or no that is on, switched off; then the scenario's own
    /// ablations.
    ///
    /// What a profile brings along counts like what the file says. Names carry the market where
    /// there are several.
    public var switchesOff: [StudySwitch] {
        var switches: [StudySwitch] = []
        for market in markets {
            let (path, prefix) = (self.path(of: market), self.prefix(of: market))
            switch market.design {
            case .reference(let own):
                let parameters = own.effectiveParameters
                switches += (ReferenceSwitches.limits + ReferenceSwitches.policies).compactMap {
                    $0.switchedOff(parameters, under: path + "rules.", named: prefix)
                }
                switches += ReferenceSwitches.payers(parameters, under: path, named: prefix)
                if !own.liquidators.isEmpty {
                    switches.append(
                        StudySwitch(
                            prefix + "liquidators", [ScenarioOverride(path + "liquidators", "[]")]))
                }
            case .perpV1(let own):
                switches += PerpV1Switches.all.compactMap {
                    $0.switchedOff(own, under: path, named: prefix)
                }
            case .orderBook(let own):
                switches += OrderBookSwitches.all.compactMap {
                    $0.switchedOff(own, under: path, named: prefix)
                }
            }
        }
        switches += feeds.flatMap(GuardSwitches.off)
        let own = ablations.map { ablation in
            StudySwitch(ablation.name, ablation.set.map { ScenarioOverride($0.key, $0.value) })
        }
        // The scenario's own come last and hold where a name is there twice.
        return switches.filter { found in !own.contains { $0.name == found.name } } + own
    }

    /// Each guard, limit and policy of yes or no that is off and has a usual value, switched on.
    public var switchesOn: [StudySwitch] {
        var switches: [StudySwitch] = []
        for market in markets {
            let (path, prefix) = (self.path(of: market), self.prefix(of: market))
            switch market.design {
            case .reference(let own):
                let parameters = own.effectiveParameters
                switches += (ReferenceSwitches.limits + ReferenceSwitches.policies).compactMap {
                    $0.switchedOn(parameters, under: path + "rules.", named: prefix)
                }
            case .perpV1(let own):
                switches += PerpV1Switches.all.compactMap {
                    $0.switchedOn(own, under: path, named: prefix)
                }
            case .orderBook(let own):
                switches += OrderBookSwitches.all.compactMap {
                    $0.switchedOn(own, under: path, named: prefix)
                }
            }
        }
        return switches + feeds.flatMap(GuardSwitches.on)
    }

    private func path(of market: MarketSettings) -> String { "markets[\(market.name)]." }

    private func prefix(of market: MarketSettings) -> String {
        markets.count > 1 ? "\(market.name) " : ""
    }
}

extension ReferenceMarketSettings {
    /// The profile with what is set otherwise; accounts and reserves are placeholders.
    var effectiveParameters: ReferenceMarketParameters {
        parameters(
            feed: .zero, feedKey: .zero, fund: .zero,
            curve: CurveParameters(quoteReserveWad: .wad, baseReserveWad: .wad), backstops: [],
            liquidators: [], exempt: [])
    }
}
