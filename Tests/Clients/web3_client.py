"""What web3.py does with a node: connects, reads, sends, waits, filters, subscribes, replaces, is
refused, batches and sees reorgs, over HTTP and over WebSocket.

    web3_client.py PERPLAB

starts nodes of the program PERPLAB itself. Each check prints a line; the first that fails ends the
run with status 1.
"""
import asyncio, contextlib, json, os, signal, subprocess, sys, tempfile, time, traceback

from eth_abi import encode
from web3 import AsyncWeb3, Web3, WebSocketProvider
from web3.exceptions import (
    BlockNotFound, ContractLogicError, TransactionNotFound, Web3RPCError)

PERPLAB = os.path.abspath(sys.argv[1])
SCENARIO = "keeper/calm-baseline"
passed = 0


@contextlib.contextmanager
def node(*flags, scenario=SCENARIO):
    """A node at free ports, with its deployment; it must end well when it is told to."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "deployment.json")
        process = subprocess.Popen(
            [PERPLAB, "node", scenario, "--http", "127.0.0.1:0", "--json", "--deployment", path,
             *flags], stdout=subprocess.PIPE, text=True)
        try:
            facts = json.loads(process.stdout.readline())
            facts["contracts"] = json.load(open(path))
            yield facts
        finally:
            process.send_signal(signal.SIGTERM)
            status = process.wait(20)
            assert status == 0, f"the node ended with status {status}"


def check(body):
    """Runs a check and says so."""
    global passed
    started = time.time()
    result = body()
    passed += 1
    print(f"ok {passed} {body.__name__.replace('_', ' ')} ({time.time() - started:.1f} s)", flush=True)
    return result


def refusal(action, *words):
    """The error that an action must come to, which has all words in its message."""
    try:
        action()
    except Web3RPCError as error:
        detail = error.rpc_response["error"]
        for word in words:
            assert word in detail["message"], detail
        return detail
    raise AssertionError(f"not refused: {words}")


class Bench:
    """A node with its contracts as web3.py has them."""

    def __init__(self, facts):
        self.w3 = Web3(Web3.HTTPProvider(facts["http"]))
        self.facts = facts
        deployment = facts["contracts"]
        self.accounts = [self.w3.eth.account.from_key(a["privateKey"]) for a in deployment["accounts"]]
        by_address = {c["address"]: c["abi"] for c in deployment["contracts"].values()}
        market = deployment["markets"][0]

        def contract(key):
            return self.w3.eth.contract(market[key], abi=by_address[market[key]])

        self.house, self.amm, self.token = contract("house"), contract("market"), contract("collateral")

    def mine(self, count=1):
        for _ in range(count):
            assert self.rpc("evm_mine") is not None

    def rpc(self, method, *params):
        answer = self.w3.provider.make_request(method, list(params))
        assert "error" not in answer, answer
        return answer["result"]

    def payment(self, sender, nonce=None, tip=10**9, value=1, to=None):
        base = self.w3.eth.get_block("latest").baseFeePerGas
        nonce = self.w3.eth.get_transaction_count(sender.address, "pending") if nonce is None else nonce
        return sender.sign_transaction({
            "type": 2, "chainId": self.w3.eth.chain_id, "nonce": nonce, "gas": 21_000, "value": value,
            "to": to or self.accounts[9].address, "maxPriorityFeePerGas": tip,
            "maxFeePerGas": 3 * base + tip})

    def send(self, signed):
        return self.w3.eth.send_raw_transaction(signed.raw_transaction)


def over_http(facts):
    bench = Bench(facts)
    w3 = bench.w3
    owner, other = bench.accounts[0], bench.accounts[1]

    def connects_and_reads():
        assert w3.is_connected()
        assert w3.client_version.startswith("perplab")
        assert w3.eth.chain_id == 31337 and w3.net.version == "31337"
        assert w3.eth.syncing is False
        genesis, head = w3.eth.get_block(0), w3.eth.get_block("latest")
        assert genesis.number == 0 and head.timestamp >= genesis.timestamp
        assert w3.eth.get_block(head.hash).hash == head.hash
        assert w3.eth.get_balance(owner.address) == 10_000 * 10**18
        assert w3.eth.get_code(bench.house.address) and not w3.eth.get_code(owner.address)
        assert w3.eth.get_block("safe").number <= head.number
        assert w3.eth.get_block("finalized").number <= head.number
        for tag in ("latest", "pending", "earliest"):
            w3.eth.get_balance(owner.address, tag)
        try:
            w3.eth.get_block(10**9)
            raise AssertionError("a block of the future")
        except BlockNotFound:
            pass
        history = w3.eth.fee_history(4, "latest", [10, 50.5])
        assert len(history.baseFeePerGas) == len(history.gasUsedRatio) + 1
        assert w3.eth.gas_price > 0 and w3.eth.max_priority_fee > 0

    def recomputes_block_hashes():
        from eth_utils import keccak
        import rlp
        for number in range(0, w3.eth.block_number + 1):
            block = w3.eth.get_block(number)
            fields = [bytes(block.parentHash), bytes(block.sha3Uncles), bytes.fromhex(block.miner[2:]),
                      bytes(block.stateRoot), bytes(block.transactionsRoot), bytes(block.receiptsRoot),
                      bytes(block.logsBloom), block.difficulty, block.number, block.gasLimit,
                      block.gasUsed, block.timestamp, bytes(block.extraData), bytes(block.mixHash),
                      bytes(block.nonce)]
            if "baseFeePerGas" in block:
                fields.append(block.baseFeePerGas)
            if "withdrawalsRoot" in block:
                fields.append(bytes(block.withdrawalsRoot))
            if "blobGasUsed" in block:
                fields += [block.blobGasUsed, block.excessBlobGas, bytes(block.parentBeaconBlockRoot)]
            if "requestsHash" in block:
                fields.append(bytes(block.requestsHash))
            assert keccak(rlp.encode(fields)) == bytes(block.hash), number

    def calls_contracts():
        assert bench.token.functions.balanceOf(owner.address).call() > 0
        assert bench.house.functions.maintenanceMarginRatio().call() == 62_500_000_000_000_000
        spot = bench.amm.functions.getSpotPrice().call()
        assert (spot[0] if isinstance(spot, (list, tuple)) else spot) > 0
        at_hash = w3.eth.get_block("latest").hash
        assert bench.token.functions.balanceOf(owner.address).call(block_identifier=at_hash) > 0

    def batches():
        with w3.batch_requests() as batch:
            for _ in range(100):
                batch.add(bench.token.functions.balanceOf(owner.address))
            batch.add(w3.eth.get_block("latest"))
            answers = batch.execute()
        assert len(answers) == 101 and len(set(answers[:100])) == 1
        mixed = w3.provider.make_request("eth_chainId", [])
        assert mixed["result"] == "0x7a69"

    def sends_and_waits():
        before = w3.eth.get_balance(bench.accounts[9].address)
        signed = bench.payment(owner, value=12_345)
        digest = bench.send(signed)
        assert w3.eth.get_transaction(digest).blockHash is None
        assert w3.eth.get_transaction_count(owner.address, "pending") == 1
        assert w3.eth.get_transaction_count(owner.address) == 0
        try:
            w3.eth.get_transaction_receipt(digest)
            raise AssertionError("a receipt of what waits")
        except TransactionNotFound:
            pass
        bench.mine(3)
        receipt = w3.eth.wait_for_transaction_receipt(digest, timeout=5)
        assert receipt.status == 1 and receipt.gasUsed == 21_000
        block = w3.eth.get_block(receipt.blockNumber, full_transactions=True)
        assert block.transactions[receipt.transactionIndex].hash == digest
        assert receipt.effectiveGasPrice == min(
            w3.eth.get_transaction(digest).maxFeePerGas, block.baseFeePerGas + 10**9)
        assert w3.eth.get_balance(bench.accounts[9].address) == before + 12_345
        assert len(w3.provider.make_request(
            "eth_getBlockReceipts", [hex(receipt.blockNumber)])["result"]) == len(block.transactions)

    def transacts_with_a_contract():
        w3.eth.default_account = owner.address
        call = bench.token.functions.transfer(other.address, 777)
        built = call.build_transaction({
            "from": owner.address, "nonce": w3.eth.get_transaction_count(owner.address)})
        digest = bench.send(owner.sign_transaction(built))
        bench.mine(3)
        receipt = w3.eth.wait_for_transaction_receipt(digest, timeout=5)
        assert receipt.status == 1
        events = bench.token.events.Transfer().process_receipt(receipt)
        assert len(events) == 1 and events[0].args.to == other.address

    def node_signs_for_unlocked_accounts():
        assert set(w3.eth.accounts) == {a.address for a in bench.accounts}
        digest = w3.eth.send_transaction(
            {"from": bench.accounts[5].address, "to": other.address, "value": 5})
        bench.mine(3)
        assert w3.eth.wait_for_transaction_receipt(digest, timeout=5).status == 1

    def opens_a_position_and_finds_its_logs():
        trader = bench.accounts[3]
        start = w3.eth.block_number
        nonce = w3.eth.get_transaction_count(trader.address)
        approve = bench.token.functions.approve(bench.house.address, 2**256 - 1).build_transaction(
            {"from": trader.address, "nonce": nonce, "gas": 100_000})
        bench.send(trader.sign_transaction(approve))
        position = bench.house.functions.openPosition(
            bench.amm.address, 0, (10 * 10**18,), (2 * 10**18,), (0,)
        ).build_transaction({"from": trader.address, "nonce": nonce + 1, "gas": 1_500_000})
        digest = bench.send(trader.sign_transaction(position))
        bench.mine(4)
        receipt = w3.eth.wait_for_transaction_receipt(digest, timeout=5)
        assert receipt.status == 1, receipt
        found = bench.house.events.PositionChanged().get_logs(
            from_block=start, argument_filters={"trader": trader.address})
        assert len(found) == 1 and found[0].transactionHash == digest
        assert found[0].logIndex in [log.logIndex for log in receipt.logs]
        everything = w3.eth.get_logs({"fromBlock": start, "toBlock": "latest"})
        assert any(log.transactionHash == digest for log in everything)
        by_hash = w3.eth.get_logs({"blockHash": receipt.blockHash, "address": bench.house.address})
        assert any(log.transactionHash == digest for log in by_hash)
        raw = w3.eth.get_raw_transaction(digest)
        assert Web3.keccak(raw) == digest
        # As a bot asks that has seen the head: there is nothing yet, which is no error.
        assert bench.house.events.PositionChanged().get_logs(from_block=w3.eth.block_number + 1) == []
        nobody = w3.eth.get_logs({
            "fromBlock": start, "topics": [["0x" + "00" * 32, "0x" + "11" * 32]]})
        assert nobody == []

    def filters():
        blocks, pending = w3.eth.filter("latest"), w3.eth.filter("pending")
        transfers = bench.token.events.Transfer().create_filter(from_block="latest")
        digest = bench.send(bench.payment(other))
        assert bytes(digest) in [bytes(h) for h in pending.get_new_entries()]
        head = w3.eth.block_number
        bench.mine(2)
        heads = blocks.get_new_entries()
        assert [w3.eth.get_block(h).number for h in heads] == list(
            range(head + 1, w3.eth.block_number + 1))
        assert blocks.get_new_entries() == []
        transfers.get_new_entries()
        assert w3.eth.uninstall_filter(blocks.filter_id) is True
        assert w3.eth.uninstall_filter(blocks.filter_id) is False
        refusal(blocks.get_new_entries, "filter not found")

    def replaces_and_cancels():
        nonce = w3.eth.get_transaction_count(other.address)
        # A gap before them, so that no block takes them in between.
        first = bench.payment(other, nonce=nonce + 1)
        old = bench.send(first)
        detail = refusal(
            lambda: bench.send(bench.payment(other, nonce=nonce + 1, tip=10**9 + 1)),
            "replacement transaction underpriced")
        assert detail["code"] == -32000
        refusal(lambda: bench.send(first), "already known")
        new = bench.send(bench.payment(other, nonce=nonce + 1, tip=3 * 10**9))
        bench.send(bench.payment(other, nonce=nonce, tip=4 * 10**9))
        assert w3.eth.get_transaction_count(other.address, "pending") == nonce + 2
        bench.mine(4)
        assert w3.eth.wait_for_transaction_receipt(new, timeout=5).status == 1
        try:
            w3.eth.get_transaction_receipt(old)
            raise AssertionError("both are in blocks")
        except TransactionNotFound:
            pass

    def is_refused():
        nonce = w3.eth.get_transaction_count(other.address)
        detail = refusal(lambda: bench.send(bench.payment(other, nonce=nonce - 1)), "nonce too low")
        assert f"next nonce {nonce}, tx nonce {nonce - 1}" in detail["message"]
        refusal(lambda: bench.send(bench.payment(other, value=10**24)),
                "insufficient funds for gas * price + value")
        poor = w3.eth.account.create()
        refusal(lambda: bench.send(bench.payment(poor)), "insufficient funds")
        refusal(lambda: w3.eth.send_raw_transaction("0xc0"), "")
        low = other.sign_transaction({
            "type": 2, "chainId": 31337, "nonce": nonce, "gas": 20_000, "value": 0, "to": poor.address,
            "maxPriorityFeePerGas": 1, "maxFeePerGas": 10**12})
        refusal(lambda: bench.send(low), "intrinsic gas too low")
        foreign = other.sign_transaction({
            "type": 2, "chainId": 1, "nonce": nonce, "gas": 21_000, "value": 0, "to": poor.address,
            "maxPriorityFeePerGas": 1, "maxFeePerGas": 10**12})
        refusal(lambda: bench.send(foreign), "invalid chain id")
        assert w3.provider.make_request("eth_nonsense", [])["error"]["code"] == -32601
        assert w3.provider.make_request("eth_getBalance", ["0x12"])["error"]["code"] == -32602

    def reverts():
        trader = bench.accounts[4].address
        for action in (lambda: bench.house.functions.liquidate(bench.amm.address, trader).call(
                           {"from": owner.address}),
                       lambda: bench.house.functions.liquidate(bench.amm.address, trader).estimate_gas(
                           {"from": owner.address})):
            try:
                action()
                raise AssertionError("a liquidation of nobody")
            except ContractLogicError as error:
                assert "positionSize is 0" in str(error), error
        nonce = w3.eth.get_transaction_count(owner.address)
        failing = bench.house.functions.liquidate(bench.amm.address, trader).build_transaction(
            {"from": owner.address, "nonce": nonce, "gas": 500_000})
        digest = bench.send(owner.sign_transaction(failing))
        bench.mine(3)
        receipt = w3.eth.wait_for_transaction_receipt(digest, timeout=5)
        assert receipt.status == 0 and receipt.logs == [] and receipt.gasUsed > 21_000

    def reads_prices_and_simulates():
        feeds = {k: c for k, c in bench.facts["contracts"]["contracts"].items() if "/eth-usd" in k}
        proxy = next(c for k, c in feeds.items() if k.startswith("AggregatorProxy"))
        feed = w3.eth.contract(proxy["address"], abi=proxy["abi"])
        answer = feed.functions.latestRoundData().call()[1]
        assert 1_000 < answer / 10 ** feed.functions.decimals().call() < 10_000
        transfer = {"from": owner.address, "to": bench.token.address,
                    "data": bench.token.encode_abi("transfer", [other.address, 5])}
        before = bench.token.functions.balanceOf(other.address).call()
        read = {"to": bench.token.address,
                "data": bench.token.encode_abi("balanceOf", [other.address])}
        block = bench.rpc("eth_simulateV1", {"blockStateCalls": [{"calls": [transfer, read]}]}, "latest")[0]
        assert [call["status"] for call in block["calls"]] == ["0x1", "0x1"]
        assert int(block["calls"][1]["returnData"], 16) == before + 5
        assert bench.token.functions.balanceOf(other.address).call() == before

    def goes_back_to_snapshots():
        balance, height = w3.eth.get_balance(other.address), w3.eth.block_number
        head = w3.eth.get_block("latest").hash
        snapshot = bench.rpc("evm_snapshot")
        bench.send(bench.payment(owner, value=10**18, to=other.address))
        bench.mine(4)
        assert w3.eth.get_balance(other.address) == balance + 10**18
        assert bench.rpc("evm_revert", snapshot) is True
        assert w3.eth.get_balance(other.address) == balance
        assert w3.eth.block_number == height and w3.eth.get_block("latest").hash == head
        assert bench.rpc("evm_revert", snapshot) is False
        bench.rpc("anvil_setBalance", other.address, hex(5 * 10**20))
        assert w3.eth.get_balance(other.address, "pending") == 5 * 10**20
        before = w3.eth.get_block("latest").timestamp
        bench.rpc("evm_increaseTime", 3_600)
        bench.mine()
        assert w3.eth.get_block("latest").timestamp >= before + 3_600

    def impersonates():
        stranger = "0x00000000000000000000000000000000000A11CE"
        bench.rpc("anvil_setBalance", stranger, hex(10**18))
        bench.rpc("anvil_impersonateAccount", stranger)
        digest = bench.rpc("eth_sendTransaction", {
            "from": stranger, "to": other.address, "value": hex(7), "gas": hex(21_000)})
        bench.mine(3)
        assert w3.eth.get_transaction(digest)["from"].lower() == stranger.lower()
        assert w3.eth.wait_for_transaction_receipt(digest, timeout=5).status == 1

    def sees_reorgs():
        digest = bench.send(bench.payment(owner))
        bench.mine(3)
        receipt = w3.eth.wait_for_transaction_receipt(digest, timeout=5)
        heads = w3.eth.filter("latest")
        depth = w3.eth.block_number - receipt.blockNumber + 1
        bench.rpc("anvil_reorg", depth)
        assert w3.eth.get_block(receipt.blockNumber).hash != receipt.blockHash
        assert len(heads.get_new_entries()) >= depth
        bench.mine(4)
        again = w3.eth.wait_for_transaction_receipt(digest, timeout=5)
        assert again.blockHash != receipt.blockHash

    def keeps_the_logs_from_the_deployment_on():
        bench.rpc("anvil_mine", 600)
        # A range that no cap of results halves.
        first = w3.eth.get_logs({"fromBlock": 0, "toBlock": 20, "address": bench.token.address})
        assert first and first[0].blockNumber < 20
        assert w3.eth.get_balance(owner.address, 0) == 10_000 * 10**18

    for body in (connects_and_reads, calls_contracts, batches, sends_and_waits,
                 transacts_with_a_contract, node_signs_for_unlocked_accounts,
                 opens_a_position_and_finds_its_logs, filters, replaces_and_cancels, is_refused,
                 reverts, reads_prices_and_simulates, goes_back_to_snapshots, impersonates, sees_reorgs, recomputes_block_hashes,
                 keeps_the_logs_from_the_deployment_on):
        check(body)


async def over_websocket(facts):
    bench = Bench(facts)

    async def next_message(stream, kind, seconds=10):
        async def one():
            async for message in stream:
                if message["subscription"] == kind:
                    return message["result"]
        return await asyncio.wait_for(one(), seconds)

    # The queue holds what nobody asks for here: all pending transactions, all transfers.
    provider = WebSocketProvider(facts["ws"], subscription_response_queue_size=100_000)
    async with AsyncWeb3(provider) as w3:
        assert await w3.eth.chain_id == 31337
        assert await w3.eth.get_block("latest")
        stream = w3.socket.process_subscriptions()
        heads = await w3.eth.subscribe("newHeads")
        pending = await w3.eth.subscribe("newPendingTransactions")
        logs = await w3.eth.subscribe("logs", {"address": bench.token.address})
        owner = bench.accounts[0]
        transfer = bench.token.functions.transfer(bench.accounts[1].address, 1).build_transaction(
            {"from": owner.address, "gas": 100_000,
             "nonce": await w3.eth.get_transaction_count(owner.address, "pending")})
        digest = await w3.eth.send_raw_transaction(owner.sign_transaction(transfer).raw_transaction)
        while bytes(await next_message(stream, pending)) != bytes(digest):
            pass
        before = await w3.eth.block_number
        for _ in range(3):
            await w3.manager.coro_request("evm_mine", [])
        head = await next_message(stream, heads)
        assert head["number"] == before + 1
        log = await next_message(stream, logs)
        while log["transactionHash"] != digest:
            log = await next_message(stream, logs)
        assert not log.get("removed")
        receipt = await w3.eth.wait_for_transaction_receipt(digest, timeout=5)
        assert receipt["status"] == 1
        await w3.eth.unsubscribe(heads)
        depth = await w3.eth.block_number - receipt["blockNumber"] + 1
        await w3.manager.coro_request("anvil_reorg", [depth])
        removed = await next_message(stream, logs)
        while not removed.get("removed") or removed["transactionHash"] != digest:
            removed = await next_message(stream, logs)


async def one_pool(facts):
    """A pool of connections asks for a WebSocket on one that has carried requests."""
    import aiohttp
    request = {"jsonrpc": "2.0", "id": 1, "method": "eth_chainId", "params": []}
    async with aiohttp.ClientSession() as session:
        async with session.post(facts["http"], json=request) as answer:
            assert (await answer.json())["result"] == "0x7a69"
        async with session.ws_connect(facts["ws"], compress=15) as socket:
            await socket.send_json(request)
            assert (await socket.receive_json())["result"] == "0x7a69"


def unmodified_waiting(facts):
    """A client that knows no controls: it sends and waits."""
    bench = Bench(facts)

    def sends_and_waits_on_this_clock():
        digest = bench.send(bench.payment(bench.accounts[2]))
        assert bench.w3.eth.wait_for_transaction_receipt(digest, timeout=30).status == 1
    check(sends_and_waits_on_this_clock)


def main():
    with node("--clock", "lockstep", "--budget", "none") as facts:
        over_http(facts)
    with node("--clock", "lockstep", "--budget", "none") as facts:
        def subscribes_over_websocket():
            asyncio.run(over_websocket(facts))
        check(subscribes_over_websocket)

        def shares_a_pool_of_connections():
            asyncio.run(one_pool(facts))
        check(shares_a_pool_of_connections)
    for flags in (["--clock", "automine"], ["--clock", "realtime", "--speed", "30"],
                  ["--clock", "lockstep", "--budget", "50ms"]):
        with node(*flags) as facts:
            unmodified_waiting(facts)
    print(f"{passed} checks of web3.py passed")


try:
    main()
except Exception:
    traceback.print_exc()
    sys.exit(1)
