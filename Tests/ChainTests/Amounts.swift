import WideIntegers

/// A number of gwei in wei.
func gwei(_ amount: UInt64) -> UInt256 { UInt256(amount) &* 1_000_000_000 }
