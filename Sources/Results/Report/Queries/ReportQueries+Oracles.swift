import GRDB
import Simulation

extension ReportQueries {
    /// Prices that were written, by feed.
    func feeds(_ run: Int64) throws -> [FeedHistory] {
        var feeds: [FeedHistory] = []
        let columns = "time_us, feed, price_real, truth_real, error_real"
        for row in try rows(.oracleUpdates, columns, run: run) {
            let name = row.text("feed") ?? ""
            let place = feeds.firstIndex { $0.name == name } ?? feeds.count
            if place == feeds.count { feeds.append(FeedHistory(name: name)) }
            feeds[place].times.append(row.time())
            feeds[place].price.append(row.real("price_real"))
            feeds[place].truth.append(row.real("truth_real"))
            feeds[place].error.append(row.real("error_real"))
        }
        return feeds
    }

    /// How often guards acted.
    func guards(_ run: Int64) throws -> [GuardCount] {
        try rows(.guardTrips, "*", run: run).map {
            GuardCount(
                feed: $0.text("feed") ?? "", name: $0.text("guard") ?? "", trips: $0.count("trips"),
                justified: $0.count("justified"))
        }
    }

    /// The course of each spot venue.
    func venues(_ run: Int64) throws -> [VenueHistory] {
        var venues: [VenueHistory] = []
        let columns = "time_us, venue, price_real, fair_real, depth_up_real, depth_down_real"
        for row in try rows(.venues, columns, run: run) {
            let name = row.text("venue") ?? ""
            let place = venues.firstIndex { $0.name == name } ?? venues.count
            if place == venues.count { venues.append(VenueHistory(name: name)) }
            venues[place].times.append(row.time())
            venues[place].price.append(row.real("price_real"))
            venues[place].fair.append(row.real("fair_real"))
            venues[place].depthUp.append(row.real("depth_up_real"))
            venues[place].depthDown.append(row.real("depth_down_real"))
        }
        return venues
    }
}
