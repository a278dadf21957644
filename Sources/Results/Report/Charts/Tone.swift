/// The colours of a report by what they stand for; the style sheet has them for light and dark.
///
/// The set keeps apart for readers with any of the usual colour deficiencies: hue goes with
/// lightness, gains and losses carry signs as well, and lines differ in dash or width.
enum Tone: String, Sendable {
    case mark, oracle, truth
    case long, short
    case loss, gain
    case first, second, third, fourth, fifth, sixth, quiet

    /// The colours of a list of like things, in order.
    static let sequence: [Tone] = [.first, .second, .third, .fourth, .fifth, .sixth]

    /// The colour of the nth of like things.
    static func nth(_ index: Int) -> Tone { sequence[index % sequence.count] }
}
