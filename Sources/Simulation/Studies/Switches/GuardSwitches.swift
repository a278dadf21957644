import WideIntegers

/// The guards of a feed as switches.
enum GuardSwitches {
    /// Each guard taken away in turn.
    static func off(_ feed: FeedSettings) -> [StudySwitch] {
        let names = numbered(feed.guards.map(\.rule.rawValue))
        return feed.guards.indices.map { place in
            var rest = feed.guards
            rest.remove(at: place)
            return StudySwitch(
                "\(feed.name) \(names[place])",
                [ScenarioOverride("feeds[\(feed.name)].guards", text(rest))])
        }
    }

    /// Each kind of guard that is not there, behind those that are.
    static func on(_ feed: FeedSettings) -> [StudySwitch] {
        usual.filter { guarding in !feed.guards.contains { $0.rule == guarding.rule } }.map {
            guarding in
            let bound = guarding.boundWad.wadText
            let value =
                guarding.rule == .maxAge ? "\(guarding.seconds / 60)m" : bound
            return StudySwitch(
                "\(feed.name) \(guarding.rule.rawValue)=\(value)",
                [ScenarioOverride("feeds[\(feed.name)].guards", text(feed.guards + [guarding]))])
        }
    }

    /// A guard of each kind: five minutes of age, a twentieth from the last price or the average, a
    /// pause of ten minutes after a tenth.
    private static var usual: [GuardSettings] {
        GuardSettings.Rule.allCases.map { rule in
            var settings = GuardSettings()
            settings.rule = rule
            switch rule {
            case .maxAge: settings.seconds = 300
            case .deviation, .clamp, .emaBand: settings.boundWad = .share(1, 20)
            case .moveBand:
                settings.boundWad = .share(1, 5)
                settings.seconds = 300
            case .circuitBreaker:
                settings.boundWad = .share(1, 10)
                settings.seconds = 600
            }
            return settings
        }
    }

    /// The guards as a scenario writes them.
    private static func text(_ guards: [GuardSettings]) -> String {
        let parts = guards.map { settings in
            "{rule: \(settings.rule.rawValue), bound: \(settings.boundWad.wadText), "
                + "for: \(settings.seconds)s, weight: \(settings.weightWad.wadText)}"
        }
        return "[\(parts.joined(separator: ", "))]"
    }

    /// Names of which none is there twice.
    private static func numbered(_ names: [String]) -> [String] {
        names.indices.map { place in
            let before = names[..<place].count { $0 == names[place] }
            return before == 0 ? names[place] : "\(names[place]) \(before + 1)"
        }
    }
}

extension UInt256 {
    /// Exact decimal text of an amount in wad.
    fileprivate var wadText: String { Int256(bitPattern: self).decimalText(decimals: 18) }
}
