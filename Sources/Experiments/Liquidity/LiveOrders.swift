import OrderBook
import SimulationKernel

/// The resting orders of a book as a list from which one is drawn by chance.
///
/// It follows the book by its events. Orders are drawn by their places, never by the order of a
/// dictionary, so that the same events and draws give the same orders.
struct LiveOrders {
    private(set) var all: [OrderID] = []
    private var places: [OrderID: Int] = [:]
    private var open: [OrderID: Int64] = [:]

    /// Orders that rest.
    var count: Int { all.count }

    /// Takes in what has happened.
    mutating func follow(_ events: [BookEvent]) {
        for event in events {
            switch event.content {
            case .rest(let order), .carry(let order): add(order.id, order.quantity)
            case .trade(let trade): take(trade.quantity, from: trade.maker)
            case .reduce(let id, let quantity, _): take(quantity, from: id)
            case .cancel(let id, _, _): remove(id)
            default: break
            }
        }
    }

    /// One of them, each as likely; nil where there is none.
    func drawn(_ stream: inout RandomStream) -> OrderID? {
        all.isEmpty ? nil : all[stream.index(below: all.count)]
    }

    private mutating func add(_ id: OrderID, _ quantity: Int64) {
        places[id] = all.count
        open[id] = quantity
        all.append(id)
    }

    private mutating func take(_ quantity: Int64, from id: OrderID) {
        guard let left = open[id] else { return }
        if left == quantity { remove(id) } else { open[id] = left - quantity }
    }

    private mutating func remove(_ id: OrderID) {
        guard let place = places.removeValue(forKey: id), let last = all.popLast() else { return }
        open[id] = nil
        if last != id {
            all[place] = last
            places[last] = place
        }
    }
}
