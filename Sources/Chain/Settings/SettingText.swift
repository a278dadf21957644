import WideIntegers

extension StringProtocol {
    /// A plain decimal times a power of ten, if that is an integer below 2^256.
    ///
    /// Digits, and perhaps a point and up to that many digits more; no sign, no exponent, no leading
    /// zeros.
    func plainDecimal(places: Int) -> UInt256? {
        let parts = utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count <= 2, let whole = parts.first, !whole.isEmpty else { return nil }
        if whole.count > 1 && whole.first == UInt8(ascii: "0") { return nil }
        var digits = Array(whole)
        var missing = places
        if parts.count == 2 {
            guard !parts[1].isEmpty, parts[1].count <= places else { return nil }
            digits += parts[1]
            missing -= parts[1].count
        }
        digits += Array(repeating: UInt8(ascii: "0"), count: missing)
        return try? UInt256(decimal: String(decoding: digits, as: UTF8.self))
    }

    /// What stands before and after the only blank.
    var numberAndUnit: (number: SubSequence, unit: SubSequence)? {
        let parts = split(separator: " ", omittingEmptySubsequences: false)
        return parts.count == 2 ? (parts[0], parts[1]) : nil
    }

    /// The entries between commas followed by one blank; nil when one cannot be read, or there are
    /// more than a list may have.
    func entries<Entry>(_ parse: (String) -> Entry?) -> [Entry]? {
        let texts = split(separator: ",", omittingEmptySubsequences: false)
        guard texts.count <= SettingBound.entriesMax else { return nil }
        var entries: [Entry] = []
        for (index, text) in texts.enumerated() {
            guard index == 0 || text.first == " " else { return nil }
            guard let entry = parse(String(index == 0 ? text : text.dropFirst())) else {
                return nil
            }
            entries.append(entry)
        }
        return entries
    }
}

extension UInt256 {
    /// The product; nil where it does not fit.
    func times(_ factor: UInt64) -> UInt256? {
        let (product, overflow) = multipliedReportingOverflow(by: UInt256(factor))
        return overflow ? nil : product
    }

    /// The number in 64 bits if it lies in a range.
    func within(_ range: ClosedRange<UInt64>) -> UInt64? {
        guard let number = UInt64(exactly: self), range.contains(number) else { return nil }
        return number
    }
}
