"""A liquidation keeper for Perpetual Protocol v1, with web3.py (pip install web3).

    perplab node keeper/calm-baseline --clock lockstep --budget none &
    python3 keeper.py http://127.0.0.1:8545 deployment.json

It indexes traders from logs, asks for all margin ratios in one batch at each head, simulates what
looks liquidatable, and sends. Where the node waits for it (lockstep), it says when it is ready.
"""
import json, os, sys, time
from web3 import Web3
from web3.exceptions import ContractLogicError, Web3RPCError

url = os.environ.get("PERPLAB_RPC_URL") or sys.argv[1]
deployment = json.load(open(os.environ.get("PERPLAB_DEPLOYMENT") or sys.argv[2]))
w3 = Web3(Web3.HTTPProvider(url))
key = os.environ.get("PERPLAB_PRIVATE_KEY") or deployment["accounts"][0]["privateKey"]
account = w3.eth.account.from_key(key)
market = deployment["markets"][0]
abi = next(c["abi"] for c in deployment["contracts"].values() if c["address"] == market["house"])
house = w3.eth.contract(Web3.to_checksum_address(market["house"]), abi=abi)
amm = Web3.to_checksum_address(market["market"])
maintenance = house.functions.maintenanceMarginRatio().call()
changed = house.events.PositionChanged().topic
calls, sent, seen = {}, {}, -1  # what asks for each trader's margin ratio; when each was sent for
nonce = w3.eth.get_transaction_count(account.address)


def index(upto):
    """Follows who has a position, from logs; the last blocks are read twice for reorgs."""
    for first in range(max(0, seen - 2), upto + 1, 2_000):  # as many as most nodes answer for
        for log in w3.eth.get_logs({"fromBlock": first, "toBlock": min(first + 1_999, upto),
                                    "address": house.address, "topics": [changed]}):
            event = house.events.PositionChanged().process_log(log).args
            if event.positionSizeAfter == 0:
                calls.pop(event.trader, None)
            elif event.trader not in calls:
                data = house.encode_abi("getMarginRatio", [amm, event.trader])
                calls[event.trader] = ("eth_call", [{"to": house.address, "data": data}, "latest"])


def in_danger():
    """Traders whose ratio is below maintenance, the worst first, without those sent for just now."""
    traders = [t for t in calls if sent.get(t, -9) + 3 < seen]
    answers = []
    for first in range(0, len(traders), 1_000):  # in batches that nodes take
        some = traders[first:first + 1_000]
        answers += w3.provider.make_batch_request([calls[t] for t in some])
    ratios = [int.from_bytes(bytes.fromhex(answer.get("result", "0x")[2:]), "big", signed=True)
              if "result" in answer else maintenance for answer in answers]
    worst = sorted((ratio, trader) for ratio, trader in zip(ratios, traders) if ratio < maintenance)
    return [trader for _, trader in worst]


def liquidate(trader, head):
    global nonce
    call = house.functions.liquidate(amm, trader)
    try:
        gas = call.estimate_gas({"from": account.address})
    except (ContractLogicError, Web3RPCError):
        return  # nothing to win here now
    tips = w3.eth.fee_history(10, "latest", [60.0])["reward"]
    tip = max([10**9] + [row[0] for row in tips])
    tip += tip // 10
    signed = account.sign_transaction(call.build_transaction(
        {"from": account.address, "nonce": nonce, "gas": gas * 5 // 4, "chainId": 31337,
         "maxPriorityFeePerGas": tip, "maxFeePerGas": 2 * head.baseFeePerGas + tip}))
    try:
        w3.eth.send_raw_transaction(signed.raw_transaction)
        sent[trader], nonce = head.number, nonce + 1
    except Web3RPCError as error:  # nonce too low, underpriced, out of funds
        print("refused:", error.rpc_response["error"]["message"], flush=True)
        nonce = w3.eth.get_transaction_count(account.address, "pending")


while True:
    head = w3.eth.get_block("latest")
    if head.number > seen:
        index(head.number)
        seen = head.number
        for trader in in_danger():
            liquidate(trader, head)
    reply = w3.provider.make_request("perplab_ready", [])
    if "error" not in reply and reply["result"] is None:
        break  # the world has come to its end
    if "error" in reply or int(reply["result"], 16) == seen:
        time.sleep(0.5)  # another node, or another clock
