import WideIntegers

extension LogStore {
    /// 128 bits that differ, as good as always, when emitters, topics or data differ.
    ///
    /// It is no cryptographic hash: it finds differences between runs, not forgeries. The Keccak hash
    /// of a trade's logs would take as long as the trade itself. Two sums are kept; the four limbs of
    /// a word are folded into one number by two full products, and enter each sum by exclusive or, an
    /// odd factor and a rotation.
    package func fingerprint(in host: ContractHost) -> (UInt64, UInt64) {
        var first: UInt64 = 0x9e37_79b9_7f4a_7c15
        var second: UInt64 = 0xc2b2_ae3d_27d4_eb4f
        @inline(__always) func fold(_ left: UInt64, _ right: UInt64) -> UInt64 {
            let (high, low) = left.multipliedFullWidth(by: right)
            return high ^ low
        }
        @inline(__always) func mix(_ word: UInt256) {
            // Small words have limbs of zero, which must not make the products zero.
            let low = fold(word.w0 ^ 0xa076_1d64_78bd_642f, word.w1 ^ 0xe703_7ed1_a0b4_28db)
            let high = fold(word.w2 ^ 0x8ebc_6af0_9c88_c6e3, word.w3 ^ 0x5899_65cc_7537_4cc3)
            first = (first ^ low ^ (high &<< 32 | high &>> 32)) &* 0xff51_afd7_ed55_8ccd
            first = first &<< 29 | first &>> 35
            second = (second ^ high ^ word.w0) &* 0xc4ce_b9fe_1a85_ec53
            second = second &<< 31 | second &>> 33
        }
        for index in entries.indices {
            let entry = entries[index]
            let emitter = host.state.address(of: entry.emitter).number
            let place = UInt64(entry.firstWord) | UInt64(entry.topicCount) &<< 32
            mix(UInt256(emitter.w0, emitter.w1, emitter.w2, place))
        }
        for index in words.indices { mix(words[index]) }
        return (first ^ first &>> 32, second ^ second &>> 32)
    }
}
