import Chain
import JSONText

extension MethodTable {
    /// What only a simulated chain has.
    static var perplabMethods: [Row] {
        [
            (
                RPCMethod(
                    "perplab_ready", access: .step,
                    "the bot is done with this head: lets the clock go on if it waits; the node's "
                        + "head then, or null at the end of the world"
                ) { (service, _, writer) throws(RPCError) in
                    writer.headNumber(service.control.ready())
                }, []
            ),
            (
                RPCMethod(
                    "perplab_pass", ["milliseconds"], access: .control,
                    "lets simulated time pass with all blocks in it; the node's head then, or null"
                ) { (service, parameters, writer) throws(RPCError) in
                    let milliseconds = try parameters.number(0)
                    guard milliseconds <= 1 << 50 else {
                        throw .invalidArgument(0, "at most 2^50 milliseconds")
                    }
                    writer.headNumber(service.control.pass(micros: milliseconds * 1_000))
                }, []
            ),
            (
                RPCMethod("perplab_status", "the clock and the chain, as the world tells of them") {
                    (service, _, writer) throws(RPCError) in
                    let (control, view) = (service.control, service.view)
                    writer.beginObject()
                    writer.member("head", quantity: view.head.number)
                    writer.member("headHash", hash: view.head.hash)
                    writer.name("node")
                    writer.number(control.node.rawValue)
                    writer.name("clock")
                    writer.beginObject()
                    writer.name("simulatedMicros")
                    writer.number(control.chain.timeline.now.micros)
                    writer.name("timestampOffsetSeconds")
                    writer.number(control.timestampOffsetSeconds)
                    writer.name("automine")
                    writer.bool(control.isAutomining)
                    writer.name("miningIntervalMicros")
                    if let micros = control.miningIntervalMicros {
                        writer.number(micros)
                    } else {
                        writer.null()
                    }
                    writer.endObject()
                    service.moreStatus?(&writer)
                    writer.endObject()
                }, []
            ),
        ]
    }
}

extension JSONWriter {
    fileprivate mutating func headNumber(_ head: Block?) {
        if let head { quantity(head.number) } else { null() }
    }
}
