import WideIntegers

extension CallContext {
    /// One frame of the stack of calls.
    ///
    /// Kept in whole words: frames are copied with each call, and a flag of one byte among them made
    /// a call wait 4 ns for the bytes beside it.
    public struct Frame: Sendable {
        /// The contract whose code runs and whose storage is used.
        public let this: AccountID
        /// Who called it.
        public let caller: AccountID
        /// Native asset that came with the call, in wei.
        public let valueWei: UInt256
        /// How many frames are below, and flags above bit 32.
        private var depthAndFlags: UInt64
        /// Gas that the caller has kept back.
        let withheldGas: UInt64
        /// Words of memory that are paid for.
        var memoryWords: UInt64 = 0
        /// The number of whom a trusted forwarder calls for, plus one; zero for nobody.
        private var forwardedNumber: UInt64 = 0

        private static let staticFlag: UInt64 = 1 << 32

        init(
            this: AccountID, caller: AccountID, valueWei: UInt256, isStatic: Bool, depth: Int,
            withheldGas: UInt64
        ) {
            self.this = this
            self.caller = caller
            self.valueWei = valueWei
            self.withheldGas = withheldGas
            depthAndFlags = UInt64(depth) | (isStatic ? Frame.staticFlag : 0)
        }

        /// How many frames are below.
        public var depth: Int { Int(depthAndFlags & 0xffff_ffff) }
        /// Whether state must not change (STATICCALL).
        public var isStatic: Bool { depthAndFlags & Frame.staticFlag != 0 }

        /// For whom a trusted forwarder calls, where the contract has found that out (EIP-2771).
        var forwardedSender: AccountID? {
            get {
                forwardedNumber == 0
                    ? nil : AccountID(UInt32(truncatingIfNeeded: forwardedNumber &- 1))
            }
            set { forwardedNumber = newValue.map { UInt64($0.rawValue) + 1 } ?? 0 }
        }
    }
}
