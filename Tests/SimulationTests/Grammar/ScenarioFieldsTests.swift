import Chain
import PerpContracts
import Simulation
import Testing

@Suite struct ScenarioFieldsTests {
    /// A section's name, its stored properties and its declared fields.
    private func counts<Section: SettingSection>(_ type: Section.Type) -> (String, Int, Int) {
        ("\(type)", Mirror(reflecting: Section()).children.count, Section.fields.count)
    }

    @Test("every property of every section is declared")
    func complete() {
        let sections = [
            counts(Scenario.self), counts(ChainSection.self), counts(FundSettings.self),
            counts(RecordSettings.self), counts(ExpectationSettings.self),
            counts(AblationSettings.self), counts(PositionSettings.self),
            counts(PathSettings.self), counts(PointsPath.self), counts(PointsPath.Point.self),
            counts(DiffusionSettings.self), counts(FilePath.self), counts(VenueSettings.self),
            counts(ExchangeVenueSettings.self), counts(PairVenueSettings.self),
            counts(FeedSettings.self), counts(SourceSettings.self),
            counts(NetworkFeedSettings.self), counts(PostedFeedSettings.self),
            counts(DelayedFeedSettings.self), counts(PairFeedSettings.self),
            counts(GuardSettings.self), counts(MarketSettings.self),
            counts(PerpV1MarketSettings.self), counts(ReferenceMarketSettings.self),
            counts(ReferenceRules.self), counts(MarginTier.self),
            counts(LiquidationParameters.LadderRow.self), counts(EventSettings.self),
            counts(NoteEvent.self), counts(FaultEvent.self), counts(OutageEvent.self),
            counts(GasSpikeEvent.self), counts(GovernanceEvent.self), counts(PauseEvent.self),
            counts(VenueHaltEvent.self), counts(PopulationSettings.self),
            counts(FeeSettings.self), counts(NoiseSettings.self), counts(TrendSettings.self),
            counts(RetailSettings.self), counts(ScriptSettings.self), counts(ScriptStep.self),
            counts(ArbitrageurSettings.self), counts(BasisSettings.self),
            counts(HedgerSettings.self), counts(SearcherSettings.self),
            counts(PairArbitrageurSettings.self), counts(KeeperSettings.self),
            counts(FundingCallerSettings.self), counts(DepositorSettings.self),
            counts(PushAttackerSettings.self), counts(PumpAttackerSettings.self),
            counts(StaleAttackerSettings.self), counts(FlashAttackerSettings.self),
            counts(CrowdSettings.self), counts(AccountSettings.self),
            counts(KeeperTestSettings.self), counts(OutbidderSettings.self),
            counts(BaseFeeEvent.self), counts(ReorgEvent.self), counts(BotKillEvent.self),
            counts(BotBalanceEvent.self), counts(BotNonceEvent.self), counts(PoolLossEvent.self),
        ]
        for (name, properties, fields) in sections {
            #expect(properties == fields, "\(name)")
        }
        // Its fields are spread over the keys of the event.
        let fault = Mirror(reflecting: NodeFault()).children.count
        #expect(NodeFaultEvent.fields.count == fault + 1)
    }
}
