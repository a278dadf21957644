import ArgumentParser
import PriceOracles
import SimulationKernel
import VenueFormulas
import WideIntegers

/// A number of the command line, exact, with its own words.
struct CostNumber {
    let text: String
    let value: Fraction

    /// For formulas that are estimates.
    var estimate: Double { value.estimate }

    /// The number in units of 10^-18, cut to whole ones.
    func wad(_ option: String) throws -> UInt256 {
        guard let wad = try? value.wadDown() else {
            throw CommandFailure(.usage, "\(option) \(text.printable): it is below 5.7e58")
        }
        return wad.magnitude
    }

    /// A share in terms of 64 bits.
    func ratio(_ option: String) throws -> Ratio {
        guard let ratio = Ratio(value) else {
            throw CommandFailure(
                .usage, "\(option) \(text.printable): it has at most 19 digits, as 0.003")
        }
        return ratio
    }

    /// Which numbers an option takes.
    enum Range: String {
        case aboveZero = "above zero"
        case atLeastZero = "zero or more"
        /// A fee, which leaves something over.
        case fee = "at least zero and below one"
        /// A share of a whole.
        case share = "from zero to one"

        func contains(_ value: Fraction) -> Bool {
            switch self {
            case .aboveZero: value.signum > 0
            case .atLeastZero: value.signum >= 0
            // A fee that only its exact digits keep below one leaves an estimate nothing.
            case .fee: value.signum >= 0 && value < .one && value.estimate < 1
            case .share: value.signum >= 0 && value <= .one
            }
        }
    }

    private init(_ text: String, _ range: Range) throws {
        do {
            value = try Fraction(text: text)
        } catch {
            throw ValidationError("it \(error.reason.printable); it is \(range.rawValue)")
        }
        guard range.contains(value) else {
            throw ValidationError("it is \(range.rawValue)")
        }
        self.text = text
    }

    static func aboveZero(_ text: String) throws -> CostNumber { try .init(text, .aboveZero) }
    static func atLeastZero(_ text: String) throws -> CostNumber { try .init(text, .atLeastZero) }
    static func fee(_ text: String) throws -> CostNumber { try .init(text, .fee) }
    static func share(_ text: String) throws -> CostNumber { try .init(text, .share) }
}
