import EthereumPrimitives

/// How what nodes agree on is written down and signed.
extension OCRRound {
    /// The report for the chain. Epoch and round are one number that rises from report to report.
    public func report(configDigest: UInt128) -> OCRReport {
        OCRReport(
            configDigest: configDigest, epoch: UInt32(truncatingIfNeeded: sequence >> 8),
            round: UInt8(truncatingIfNeeded: sequence),
            observers: observations.map { UInt8(truncatingIfNeeded: $0.observer) },
            observations: observations.map(\.value))
    }

    /// The report with the signatures of as many of its observers as a contract asks for, f + 1.
    /// - Parameter keys: those of all nodes, by place.
    public func signed(
        configDigest: UInt128, by keys: [PrivateKey], faultsTolerated: Int
    ) -> SignedOCRReport {
        let signers = observations.map(\.observer).filter(keys.indices.contains).sorted()
        return SignedOCRReport(
            report(configDigest: configDigest),
            signedBy: signers.prefix(faultsTolerated + 1).map { keys[$0] })
    }
}
