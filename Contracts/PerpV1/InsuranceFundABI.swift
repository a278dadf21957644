extension PerpV1ABI {
    static let insuranceFundLines = [
        "function withdraw(address quoteToken, (uint256 d) amount)",
        "function addAmm(address amm)",
        "function removeAmm(address amm)",
        "function removeToken(address token)",
        "function shutdownAllAmm()",
        "function setExchange(address exchange)",
        "function setBeneficiary(address beneficiary)",
        "function setMinter(address minter)",
        "function setInflationMonitor(address inflationMonitor)",
        "function isExistedAmm(address amm) view returns (bool)",
        "function getAllAmms() view returns (address[])",
        "function getQuoteTokenLength() view returns (uint256)",
        "function quoteTokens(uint256 index) view returns (address)",
        "function exchange() view returns (address)",
        "function perpToken() view returns (address)",
        "function minter() view returns (address)",
        "function inflationMonitor() view returns (address)",
        "function owner() view returns (address)",
        "function candidate() view returns (address)",
        "function setOwner(address newOwner)",
        "function updateOwner()",
        "function renounceOwnership()",
        "event Withdrawn(address withdrawer, uint256 amount)",
        "event TokenAdded(address tokenAddress)",
        "event TokenRemoved(address tokenAddress)",
        "event ShutdownAllAmms(uint256 blockNumber)",
        "event AmmAdded(address amm)",
        "event AmmRemoved(address amm)",
        "event OwnershipTransferred(address indexed previousOwner, address indexed newOwner)",
    ]
}

/// The insurance fund's functions in the order of its ABI.
enum InsuranceFundFunction: Int, CaseIterable {
    case withdraw, addAmm, removeAmm, removeToken, shutdownAllAmm, setExchange, setBeneficiary
    case setMinter, setInflationMonitor, isExistedAmm, getAllAmms, getQuoteTokenLength, quoteTokens
    case exchange, perpToken, minter, inflationMonitor, owner, candidate, setOwner, updateOwner
    case renounceOwnership
}
