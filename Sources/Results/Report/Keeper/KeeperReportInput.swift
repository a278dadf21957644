/// What a keeper's trial hands to its page: figures as text, prices and delays for pictures.
public struct KeeperReportInput: Sendable {
    /// A name with its value as text.
    public struct Fact: Hashable, Sendable {
        /// Both.
        public let name: String, value: String

        /// A fact.
        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// A figure at the top, with what stands under it.
    public struct Card: Sendable {
        /// Heading, figure and its unit, and a line below.
        public let title: String, value: String, unit: String, note: String
        /// Further figures.
        public let facts: [Fact]

        /// A card.
        public init(
            _ title: String, _ value: String, unit: String = "", note: String = "",
            facts: [Fact] = []
        ) {
            self.title = title
            self.value = value
            self.unit = unit
            self.note = note
            self.facts = facts
        }
    }

    /// A market over time, a value for each of the page's moments.
    public struct Market: Sendable {
        /// Its name.
        public var name: String
        /// The curve's price and the feed's, quote.
        public var mark: [Double?] = [], oracle: [Double?] = []
        /// The lowest margin ratio of all positions, and how many of them can be liquidated.
        public var marginRatioMin: [Double?] = [], openCount: [Double?] = []

        /// A market without moments.
        public init(_ name: String) { self.name = name }
    }

    /// A time in which something was broken, microseconds since 1970.
    public struct Fault: Sendable {
        /// What.
        public let name: String
        /// From and to.
        public let start: Int64, end: Int64

        /// A fault.
        public init(_ name: String, start: Int64, end: Int64) {
            self.name = name
            self.start = start
            self.end = end
        }
    }

    /// An episode's end.
    public struct Ending: Sendable {
        /// Microseconds since 1970, and the blocks that it was open for.
        public let time: Int64, blocks: Double
        /// The place of its group among `endingGroups`.
        public let group: Int
        /// The read-out.
        public let label: String

        /// An end.
        public init(time: Int64, blocks: Double, group: Int, label: String) {
            self.time = time
            self.blocks = blocks
            self.group = group
            self.label = label
        }
    }

    /// A table of a section of its own.
    public struct Table: Sendable {
        /// A column.
        public struct Column: Sendable {
            /// What stands in it, and its unit.
            public let title: String, unit: String
            /// Whether it is set flush right and sorted by value.
            public let isNumber: Bool

            /// A column.
            public init(_ title: String, isNumber: Bool = false, unit: String = "") {
                self.title = title
                self.isNumber = isNumber
                self.unit = unit
            }
        }

        /// A cell: what is shown, the exact value where that says more, and whether it is good or bad.
        public struct Cell: Sendable {
            /// What is shown.
            public let text: String
            /// The exact value, for reading out and CSV.
            public let exact: String?
            /// Whether it is good or bad; nil for neither.
            public let isGood: Bool?

            /// A cell.
            public init(_ text: String, exact: String? = nil, isGood: Bool? = nil) {
                self.text = text
                self.exact = exact
                self.isGood = isGood
            }
        }

        /// Letters and hyphens of the program's making, and the heading.
        public let id: String, title: String
        /// What is to be seen, in a sentence.
        public let lead: String
        /// Its columns.
        public let columns: [Column]
        /// Its rows, a cell for each column.
        public let rows: [[Cell]]

        /// A table.
        public init(
            id: String, title: String, lead: String, columns: [Column], rows: [[Cell]]
        ) {
            self.id = id
            self.title = title
            self.lead = lead
            self.columns = columns
            self.rows = rows
        }
    }

    /// Heading and the sentence under it.
    public var title = "", verdict = ""
    /// What does not hold; empty where all does.
    public var alarm = ""
    /// What was run, in a line.
    public var facts: [Fact] = []
    /// The figures at the top.
    public var cards: [Card] = []
    /// Moments, microseconds since 1970, rising.
    public var times: [Int64] = []
    /// The base fee at each moment.
    public var baseFeesGwei: [Double?] = []
    /// The markets.
    public var markets: [Market] = []
    /// What was broken and when.
    public var faults: [Fault] = []
    /// Ends of episodes.
    public var endings: [Ending] = []
    /// Names of the groups of ends.
    public var endingGroups: [String] = []
    /// Blocks from liquidatable to liquidated, of the bot's own.
    public var delays: [Double] = []
    /// Tables, a section for each.
    public var tables: [Table] = []

    /// An empty page.
    public init() {}
}
