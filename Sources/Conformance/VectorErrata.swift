import EthereumPrimitives

/// A case whose file contradicts itself, and what it is run with instead.
///
/// A correction holds for the wrong expectation alone: once a file is mended, its case runs as it is.
struct VectorErratum {
    let id: String
    /// What the file expects.
    let wrong: String
    /// What follows from the rest of the case.
    let corrected: String
    /// The selector that goes with it.
    let selector: Selector
    /// Why the expectation cannot be right.
    let reason: String
}

/// Corrections to published vector files, by kind.
enum VectorErrata {
    /// Canonical signatures and selectors of functions.
    static let selectors = [
        VectorErratum(
            id: "f-openPosition((address,bool,bool,uint256,uint256,uint256,uint81",
            wrong:
                "openPosition((address,bool,bool,uint256,uint256,uint256,uint160,bytes32),uint256)",
            corrected: "openPosition((address,bool,bool,uint256,uint256,uint256,uint160,bytes32))",
            selector: Selector(0xb6b1_b6c3),
            reason: "the second return value is counted as a parameter; "
                + "the function of Perpetual Protocol v2 has the selector 0xb6b1b6c3")
    ]
}
