import WideIntegers

/// A decimal number in 18-decimal fixed point: `wad("62.5")`.
///
/// - Precondition: at most 18 decimals, which all stand in the number.
public func wad(_ text: String) -> UInt256 {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    let decimals = parts.count == 2 ? String(parts[1]) : ""
    precondition(parts.count <= 2 && decimals.count <= 18, "\(text) has no 18 decimals")
    let digits = parts[0] + decimals + String(repeating: "0", count: 18 - decimals.count)
    guard let value = try? UInt256(decimal: digits) else {
        preconditionFailure("\(text) is no decimal number")
    }
    return value
}

/// A decimal number of either sign in 18-decimal fixed point: `signedWad("-62.5")`.
public func signedWad(_ text: String) -> Int256 {
    let isNegative = text.hasPrefix("-")
    let magnitude = wad(String(text.dropFirst(isNegative ? 1 : 0)))
    guard let value = Int256(magnitude: magnitude, isNegative: isNegative) else {
        preconditionFailure("\(text) does not fit")
    }
    return value
}
