import WideIntegers

extension LogStore {
    /// 128 bits that differ, as good as always, when emitters, topics or data differ.
    ///
    /// It is no cryptographic hash: it finds differences between runs, not forgeries. The Keccak hash
    /// of a trade's logs would take as long as the trade itself. Two sums are kept, in each of which
    /// a number enters by exclusive or, an odd factor and a rotation by 29 or 31.
    package func fingerprint(in host: ContractHost) -> (UInt64, UInt64) {
        var first: UInt64 = 0x9e37_79b9_7f4a_7c15
        var second: UInt64 = 0xc2b2_ae3d_27d4_eb4f
        @inline(__always) func mix(_ number: UInt64) {
            first = (first ^ number) &* 0xff51_afd7_ed55_8ccd
            first = first &<< 29 | first &>> 35
            second = (second ^ number) &* 0xc4ce_b9fe_1a85_ec53
            second = second &<< 31 | second &>> 33
        }
        for index in entries.indices {
            let emitter = host.state.address(of: entries[index].emitter).number
            mix(emitter.w0)
            mix(emitter.w1)
            mix(emitter.w2 | UInt64(entries[index].topicCount) &<< 32)
            mix(UInt64(entries[index].firstWord))
        }
        for word in words {
            mix(word.w0)
            mix(word.w1)
            mix(word.w2)
            mix(word.w3)
        }
        return (first ^ first &>> 32, second ^ second &>> 32)
    }
}
