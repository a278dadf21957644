import WideIntegers

/// What races with others have taught a keeper: how much to bid, and whether to hide.
struct RaceMemory {
    /// The place among `sharesPerMille` of what it bids of an expected gain.
    private var boldness = 0
    private var hiddenUntil: UInt64 = 0
    private var isHidingFutile = false
    /// The head at which a rival has answered a bid of its own last.
    private var answeredAt: UInt64?
    /// The best that rivals have bid per gas in the last races, wei, nothing where none was there; and
    /// when.
    private var bids: [(tipWei: UInt256, head: UInt64)] = []

    /// What is bid of an expected gain beyond the node's suggestion, in thousandths, from a calm market
    /// to one full of rivals.
    private static let sharesPerMille: [UInt64] = [20, 50, 100, 200, 400]
    /// What is bid against a rival's tip, in thousandths.
    private static let beatingPerMille: UInt64 = 1_125
    /// Races that are remembered, and for how many heads.
    private static let bidsMax = 16
    private static let headsRemembered: UInt64 = 256
    /// Heads for which it hides after it was copied, and within which it must be copied twice.
    private static let headsHidden: UInt64 = 256

    /// What is bid of an expected gain, in thousandths.
    var sharePerMille: UInt64 { Self.sharesPerMille[boldness] }

    /// Whether liquidations go to builders alone, who leave out what fails.
    /// - Parameter isBlind: whether what the node shows may be over already.
    func hides(at head: UInt64, isBlind: Bool = false) -> Bool {
        !isHidingFutile && (isBlind || head < hiddenUntil)
    }

    // MARK: - Bidding

    /// The tip that leaves most on average, wei per gas; nil where every one would lose money.
    ///
    /// The chance to win with a tip is the share of the last races that it would have won. One rival is
    /// always reckoned with who bids what the node's history of fees says.
    /// - Parameters:
    ///   - usualWei: the tip without any rival.
    ///   - marketWei: what transactions in the last blocks have paid.
    func tipWei(
        for prize: RacePrize, usualWei: UInt256, marketWei: UInt256, at head: UInt64
    ) -> UInt256? {
        var rivals = bids.filter { head < $0.head + Self.headsRemembered }.map(\.tipWei)
        rivals.append(marketWei)
        let beating = rivals.map(Self.beating)
        var best: (tipWei: UInt256, gainWei: UInt256)?
        for tipWei in [usualWei] + beating.filter({ $0 > usualWei }) {
            let beaten = rivals.count { $0 < tipWei }
            guard let gainWei = prize.gainWei(tipWei: tipWei, wins: beaten, of: rivals.count),
                gainWei > best?.gainWei ?? .zero
            else { continue }
            best = (tipWei, gainWei)
        }
        return best?.tipWei
    }

    /// Whether a tip would have won none of the last races, nor goes beyond the history of fees.
    func isHopeless(_ tipWei: UInt256, marketWei: UInt256, at head: UInt64) -> Bool {
        tipWei <= marketWei
            && !bids.contains { head < $0.head + Self.headsRemembered && $0.tipWei < tipWei }
    }

    /// What goes ahead of a tip with an eighth to spare, wei per gas.
    static func beating(_ tipWei: UInt256) -> UInt256 {
        tipWei.scaled(perMille: beatingPerMille)
    }

    // MARK: - Learning

    /// Takes in the best that rivals have bid in a race; nothing where there was none.
    mutating func note(rivalTipWei: UInt256, at head: UInt64) {
        if bids.count == Self.bidsMax { bids.removeFirst() }
        bids.append((rivalTipWei, head))
    }

    /// Whether a tip is a hair above another one: an answer to it, or chance.
    static func isAnswer(_ rivalTipWei: UInt256, to tipWei: UInt256) -> Bool {
        let hair = max(tipWei.quotientAndRemainder(dividingBy: 1_000).quotient, .one)
        return rivalTipWei > tipWei && rivalTipWei &- tipWei <= hair
    }

    /// Learns from a race: twice a tip that is a hair above the own one is no chance but a rival who
    /// answers, which no bid in the public pool helps against; any other one is beaten by more.
    mutating func lose(to rivalTipWei: UInt256, with tipWei: UInt256, at head: UInt64) {
        guard Self.isAnswer(rivalTipWei, to: tipWei), !isHidingFutile else {
            loseUnseen()
            return
        }
        if let answeredAt, head < answeredAt + Self.headsHidden {
            hiddenUntil = head + Self.headsHidden
        }
        answeredAt = head
    }

    /// Learns from a race in which nothing of its own came into a block.
    mutating func loseUnseen() { boldness = min(boldness + 1, Self.sharesPerMille.count - 1) }

    /// Nobody takes what is sent to builders alone.
    mutating func missBuilders() { isHidingFutile = true }
}

/// What is raced for.
struct RacePrize {
    /// What the winner is paid, wei.
    let rewardWei: UInt256
    /// The gas that winning takes.
    let gas: UInt64
    /// What a unit of gas costs beside the tip, wei.
    let baseFeeWei: UInt256
    /// Whether whoever loses pays nothing: builders leave out what fails.
    let isLosingFree: Bool

    /// The most that can be paid per gas beside the base fee, wei.
    var tipMaxWei: UInt256 {
        rewardWei.quotientAndRemainder(dividingBy: UInt256(max(gas, 1))).quotient
            .saturatingSubtract(baseFeeWei)
    }

    /// What a failed liquidation uses of the gas of one that succeeds, in thousandths; a half to four
    /// fifths have been seen, up to the reading of the margin ratio.
    private static let lostGasPerMille: UInt64 = 700

    /// What a tip leaves on average in so many races, times their number, wei; nil where that is a loss
    /// or where it leaves nothing of a prize that is won.
    func gainWei(tipWei: UInt256, wins: Int, of races: Int) -> UInt256? {
        let costWei = baseFeeWei.saturatingAdd(tipWei) &* UInt256(gas)
        guard rewardWei > costWei else { return nil }
        let wonWei = (rewardWei &- costWei) &* UInt256(UInt64(wins))
        if isLosingFree { return wonWei }
        let lostWei =
            costWei.scaled(perMille: Self.lostGasPerMille) &* UInt256(UInt64(races - wins))
        return wonWei > lostWei ? wonWei &- lostWei : nil
    }
}
