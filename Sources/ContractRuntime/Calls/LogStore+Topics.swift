import WideIntegers

extension LogStore {
    /// One topic of a log without making a value of the whole log; nil where it has fewer.
    package func topic(_ place: Int, of index: Int) -> UInt256? {
        let range = topics(of: index)
        return place < range.count ? words[range.lowerBound + place] : nil
    }
}
