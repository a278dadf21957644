import Chain

extension FaultPlan {
    /// Whether the head has to be known.
    func needsHead(_ request: RPCRequest) -> Bool {
        !behind.isEmpty || !logs.isNone && request.contains("eth_getLogs")
    }
}

extension FaultPlan.Refusal {
    /// What is answered over HTTP. On a WebSocket, where they can say it in JSON, `refused` turns
    /// the first two into errors of each call.
    var reply: ShellReply {
        switch self {
        case .tooManyRequests: .status(429, "too many requests", retryAfterSeconds: 1)
        case .status(502): .status(502, "bad gateway", retryAfterSeconds: nil)
        case .status(503): .status(503, "service unavailable", retryAfterSeconds: nil)
        case .status(let status): .status(status, "internal server error", retryAfterSeconds: nil)
        case .silence: .silence
        }
    }
}
