import Chain
import JSONText

// MARK: - On the way to the backend

extension FaultShell {
    /// Draws what goes wrong with a request, then hands it on or refuses it.
    public func answer(
        _ body: [UInt8], from client: NodeClient, reply: @escaping @Sendable (ShellReply) -> Void
    ) {
        timePassed()
        let nowMicros = clock.nowMicros()
        let request = RPCRequest(body)
        let refusal: (reply: ShellReply, latencyMicros: UInt64?)? = state.withLock { state in
            state.load.add(request, of: client)
            var entry = state.clients[client.id] ?? ClientState(client: client)
            defer { state.clients[client.id] = entry }
            if entry.isRefused { return (.hangUp, nil) }
            let plan = state.draws.plan(
                calls: request?.calls.count ?? 1, nowMicros: nowMicros)
            if let refusal = plan.refusal {
                state.note(refusal, request)
                return (refusal.how.reply, plan.latencyMicros)
            }
            entry.jobs.append(
                Job(body: body, request: request, plan: plan, client: client, reply: reply))
            return nil
        }
        if let refusal {
            let said = FaultShell.said(refusal.reply, to: request, over: client.transport)
            send(to: client.id, after: refusal.latencyMicros) { reply(said) }
        } else {
            takeJobs(of: client.id)
        }
    }

    /// An error of each call where a WebSocket would otherwise be closed.
    private static func said(
        _ reply: ShellReply, to request: RPCRequest?, over transport: NodeClient.Transport
    ) -> ShellReply {
        guard transport == .webSocket, let request else { return reply }
        return switch reply {
        case .status(429, _, _):
            .body(request.refusal(code: FaultPlan.Logs.code, "too many requests"))
        case .status(500, let text, _): .body(request.refusal(code: -32_603, text))
        default: reply
        }
    }

    /// Hands over what waits, until something has to know the head first.
    private func takeJobs(of id: ClientID) {
        while true {
            let job: Job? = state.withLock { state in
                guard state.clients[id]?.isAsking == false,
                    let job = state.clients[id]?.jobs.popFirst()
                else { return nil }
                state.clients[id]?.isAsking = true
                return job
            }
            guard let job else { return }
            guard let request = job.request, job.plan.needsHead(request) else {
                forward(job, head: nil)
                state.withLock { $0.clients[id]?.isAsking = false }
                continue
            }
            backend.answer(FaultShell.headRequest, from: job.client) { [weak self] reply in
                guard let self else { return }
                forward(job, head: FaultShell.head(of: reply))
                state.withLock { $0.clients[id]?.isAsking = false }
                takeJobs(of: id)
            }
            return
        }
    }

    private static let headRequest = Array(
        #"{"jsonrpc":"2.0","id":"fault-head","method":"eth_blockNumber","params":[]}"#.utf8)

    private static func head(of reply: ShellReply) -> UInt64? {
        guard case .body(let bytes) = reply else { return nil }
        var reader = JSONReader(bytes)
        return (try? reader.document())?["result"]?.quantity
    }

    private func forward(_ job: Job, head: UInt64?) {
        guard let request = job.request, !job.plan.isNone || request.concernsFilters else {
            return backend.answer(job.body, from: job.client) { [weak self] reply in
                self?.send(to: job.client.id, after: job.plan.latencyMicros, counting: job) {
                    job.reply(reply)
                }
            }
        }
        let spoiling = state.withLock { state in
            if let head { state.head = head }
            return Spoiling(request, job.plan, head: head, state.draws)
        }
        let body = spoiling.params.isEmpty ? job.body : request.body(with: spoiling.params)
        backend.answer(body, from: job.client) { [weak self] reply in
            guard let self else { return }
            var (spoilt, notes) = spoiling.spoil(reply)
            state.withLock { state in
                if request.concernsFilters, case .body(let bytes) = spoilt {
                    let changed = request.answer(bytes) { _, call, answer in
                        state.changes.answered(
                            answer, to: call, shown: spoiling.shown, head: head)
                    }
                    if let changed { spoilt = .body(changed) }
                }
                for (kind, method) in notes { state.counts.add(kind, method) }
                if spoiling.isStale { state.load.staleHeads += UInt64(spoiling.staleCalls) }
                if case .silence = spoilt { state.load.failed += 1 }
            }
            send(to: job.client.id, after: job.plan.latencyMicros, counting: job) { [spoilt] in
                job.reply(spoilt)
            }
        }
    }
}

extension RPCRequest {
    fileprivate var concernsFilters: Bool {
        calls.contains { $0.map { UnseenChanges.concerns($0.method) } ?? false }
    }
}

// MARK: - On the way back

extension FaultShell {
    private func send(
        to id: ClientID, after latencyMicros: UInt64?, counting job: Job,
        _ action: @escaping ClientOutbox.Action
    ) {
        if latencyMicros != nil {
            state.withLock { state in
                for call in job.request?.calls ?? [] {
                    state.counts.add(.latency, call?.method ?? "invalid")
                }
            }
        }
        send(to: id, after: latencyMicros, action)
    }

    /// Sends something to a client when it is time, behind all that came before it.
    func send(
        to id: ClientID, after latencyMicros: UInt64? = nil, _ action: @escaping ClientOutbox.Action
    ) {
        let number = state.withLock {
            $0.clients[id]?.outbox.append(isReady: latencyMicros == nil, action)
        }
        // To one who is gone nothing has to be said in order.
        guard let number else { return action() }
        guard let latencyMicros else { return sendReady(to: id) }
        clock.after(latencyMicros) { [weak self] in
            self?.state.withLock { $0.clients[id]?.outbox.markReady(number) }
            self?.sendReady(to: id)
        }
    }

    func sendReady(to id: ClientID) {
        guard state.withLock({ $0.clients[id]?.outbox.beginSending() }) == true else { return }
        while let action = state.withLock({ $0.clients[id]?.outbox.next() }) { action() }
    }
}

extension FaultShell.State {
    fileprivate mutating func note(
        _ refusal: (kind: NodeFault.Kind, how: FaultPlan.Refusal), _ request: RPCRequest?
    ) {
        if refusal.how == .tooManyRequests {
            load.refusedByRate += 1
        } else {
            load.failed += 1
        }
        for call in request?.calls ?? [nil] { counts.add(refusal.kind, call?.method ?? "invalid") }
    }
}
