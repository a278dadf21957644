extension UInt256 {
    /// Exact decimal text of a number with digits behind the point; none that are zero at its end.
    public func decimalText(decimals: Int) -> String {
        let digits = description
        let padded =
            digits.count > decimals
            ? digits : String(repeating: "0", count: decimals + 1 - digits.count) + digits
        let whole = padded.dropLast(decimals)
        var fraction = padded.suffix(decimals)
        while fraction.last == "0" { fraction.removeLast() }
        return fraction.isEmpty ? String(whole) : whole + "." + fraction
    }

    /// A wad number as exact decimal text.
    public var wadText: String { decimalText(decimals: 18) }
}

extension Int256 {
    /// Exact decimal text of a number with digits behind the point; none that are zero at its end.
    public func decimalText(decimals: Int) -> String {
        (isNegative ? "-" : "") + magnitude.decimalText(decimals: decimals)
    }

    /// A wad number as exact decimal text.
    public var wadText: String { decimalText(decimals: 18) }
}
