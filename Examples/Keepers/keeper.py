"""A liquidation keeper for Perpetual Protocol v1 in sixty lines, with web3.py (pip install web3).

    perplab node keeper/calm-baseline --clock lockstep --budget none &
    python3 keeper.py http://127.0.0.1:8545 deployment.json

It indexes traders from logs, asks for all margin ratios in one batch at each head, simulates what
looks liquidatable, and sends. Where the node waits for it (lockstep), it says when it is ready.
"""
import json, os, sys, time
from web3 import Web3
from web3.exceptions import ContractLogicError, TransactionNotFound, Web3RPCError

url = os.environ.get("PERPLAB_RPC_URL") or sys.argv[1]
deployment = json.load(open(os.environ.get("PERPLAB_DEPLOYMENT") or sys.argv[2]))
w3 = Web3(Web3.HTTPProvider(url))
account = w3.eth.account.from_key(
    os.environ.get("PERPLAB_PRIVATE_KEY") or deployment["accounts"][0]["privateKey"])
market = deployment["markets"][0]
abi = next(c["abi"] for c in deployment["contracts"].values() if c["address"] == market["house"])
house = w3.eth.contract(Web3.to_checksum_address(market["house"]), abi=abi)
amm = Web3.to_checksum_address(market["market"])
maintenance = house.functions.maintenanceMarginRatio().call()
changed = w3.keccak(text="PositionChanged(address,address,uint256,uint256,int256,uint256,int256,"
                    "int256,int256,uint256,uint256,uint256,int256)")
traders, sent, seen, nonce = {}, {}, -1, w3.eth.get_transaction_count(account.address)


def index(upto):
    """Follows who has a position, from logs; the last blocks are read twice for reorgs."""
    logs = w3.eth.get_logs({"fromBlock": max(0, seen - 2), "toBlock": upto,
                            "address": house.address, "topics": [changed.to_0x_hex()]})
    for log in logs:
        event = house.events.PositionChanged().process_log(log)
        traders[event.args.trader] = event.args.positionSizeAfter != 0


def liquidate(trader, head):
    global nonce
    call = house.functions.liquidate(amm, trader)
    try:
        gas = call.estimate_gas({"from": account.address})
    except (ContractLogicError, Web3RPCError):
        return  # nothing to win here now
    tip = max(w3.eth.max_priority_fee, 10**9)
    fee = {"maxPriorityFeePerGas": tip, "maxFeePerGas": 2 * head.baseFeePerGas + tip}
    signed = account.sign_transaction(call.build_transaction(
        {"from": account.address, "nonce": nonce, "gas": gas * 5 // 4, "chainId": 31337, **fee}))
    try:
        sent[trader] = (head.number, w3.eth.send_raw_transaction(signed.raw_transaction))
        nonce += 1
    except Web3RPCError as error:  # nonce too low, underpriced, out of funds
        print("refused:", error.rpc_response["error"]["message"], flush=True)
        nonce = w3.eth.get_transaction_count(account.address, "pending")


while True:
    head = w3.eth.get_block("latest")
    if head.number > seen:
        index(head.number)
        seen = head.number
        now = [t for t, isOpen in traders.items() if isOpen and sent.get(t, (-9,))[0] + 3 < seen]
        with w3.batch_requests() as batch:
            for trader in now:
                batch.add(house.functions.getMarginRatio(amm, trader))
            ratios = batch.execute() if now else []
        for trader, ratio in zip(now, ratios):
            if (ratio[0] if isinstance(ratio, (list, tuple)) else ratio) < maintenance:
                liquidate(trader, head)
    reply = w3.provider.make_request("perplab_ready", [])
    if reply.get("result") is None and "error" not in reply:
        break  # the world has come to its end
    if "error" in reply or int(reply["result"], 16) == seen:
        time.sleep(0.5)  # another node, or another clock
