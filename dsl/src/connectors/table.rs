//! The entries: see the folder's page for what the columns mean.

use super::{Default, OptionSpec, OptionType, Side, Spec};

const fn option(name: &'static str, ty: OptionType, default: Default, doc: &'static str) -> OptionSpec {
    OptionSpec { name, ty, default, doc, side: Side::Both }
}

const FORMAT: OptionSpec = option("format", OptionType::Format, Default::Required, "how a row is text");
const PATH: &str = "where, relative paths from the folder that the job runs in; sources take globs, and one of them `-` for stdin; `.gz` and `.zst` are (de)compressed";
const TIMESTAMPS: OptionType = OptionType::Word(&["iso", "sql", "epoch_s", "epoch_ms", "epoch_us"]);

const fn mode(default: &'static str) -> OptionSpec {
    let ty = OptionType::Word(&["append", "upsert", "final"]);
    let doc = "how a table is written: not at all, every change, or the rows that hold at the end";
    OptionSpec { name: "mode", ty, default: Default::Said(default), doc, side: Side::Sink }
}

/// Options that every source takes, in each arm.
pub const TIME_OPTIONS: &[OptionSpec] = &[
    option("time", OptionType::Time, Default::None, "the event time of a row"),
    option(
        "watermark",
        OptionType::Watermark,
        Default::None,
        "how far rows may lag: `max_lag(d)` or `ascending`",
    ),
    option(
        "idle",
        OptionType::Duration,
        Default::None,
        "not built yet: after so long a quiet split holds nobody back",
    ),
    option(
        "when_idle",
        OptionType::Word(&["wait", "advance"]),
        Default::None,
        "not built yet: what time does when every split is quiet",
    ),
];

/// Every connector of the language, built or not.
pub const CONNECTORS: &[Spec] = &[
    Spec {
        name: "file",
        doc: "files; a large one is read by all workers where nobody can tell; a written one appears when the job has finished",
        source: true,
        sink: true,
        built: true,
        options: &[option("path", OptionType::String, Default::Required, PATH), FORMAT, mode("append")],
    },
    Spec {
        name: "stdout",
        doc: "standard output",
        source: false,
        sink: true,
        built: true,
        options: &[
            option("format", OptionType::Format, Default::Said("json"), "how a row is text"),
            mode("append"),
        ],
    },
    Spec {
        name: "blackhole",
        doc: "counts rows and forgets them",
        source: false,
        sink: true,
        built: true,
        options: &[mode("upsert, or final where rows would have to be deleted")],
    },
    Spec {
        name: "nexmark",
        doc: "the Nexmark generator: persons, auctions and bids, 1 : 3 : 46",
        source: true,
        sink: false,
        built: true,
        options: &[
            option("events", OptionType::I64, Default::I64(-1), "how many; negative: without end"),
            option("seed", OptionType::I64, Default::I64(0), "what the random numbers begin with"),
            option("rate", OptionType::I64, Default::I64(100_000), "events per second of event time"),
            option(
                "out_of_order",
                OptionType::Duration,
                Default::Duration(0),
                "events come up to so much late",
            ),
        ],
    },
    Spec {
        name: "generate",
        doc: "rows computed from their number `n: i64`, from 0",
        source: true,
        sink: false,
        built: true,
        options: &[
            option("rows", OptionType::I64, Default::I64(-1), "how many; negative: without end"),
            option("rate", OptionType::I64, Default::I64(0), "rows per second; 0: as fast as can be"),
            option("columns", OptionType::Columns, Default::Required, "each field of the record, over `n`"),
        ],
    },
    unbuilt("kafka", "a topic of Apache Kafka"),
    unbuilt("postgres", "a table of PostgreSQL, or its changes"),
    unbuilt("nats", "a stream of NATS JetStream"),
    unbuilt("redis", "a stream or keys of Redis"),
    unbuilt("mqtt", "a topic of an MQTT broker"),
    unbuilt("rabbitmq", "a queue of RabbitMQ"),
    unbuilt("http", "requests over HTTP"),
    unbuilt("s3", "objects of an object store"),
    unbuilt("parquet", "Parquet files"),
];

const fn unbuilt(name: &'static str, doc: &'static str) -> Spec {
    Spec { name, doc, source: true, sink: true, built: false, options: &[] }
}

/// How rows are text.
pub const FORMATS: &[Spec] = &[
    Spec {
        name: "csv",
        doc: "RFC 4180",
        source: true,
        sink: true,
        built: true,
        options: &[
            option(
                "header",
                OptionType::Bool,
                Default::Said("true when read, false when written"),
                "the first line names the columns",
            ),
            option("null", OptionType::String, Default::None, "the text of null, beside the empty field"),
            option("separator", OptionType::Character, Default::Said("\",\""), "between fields"),
            option("timestamps", TIMESTAMPS, Default::Said("sql"), "how timestamps look"),
        ],
    },
    Spec {
        name: "json",
        doc: "one JSON object a line",
        source: true,
        sink: true,
        built: true,
        options: &[option("timestamps", TIMESTAMPS, Default::Said("iso"), "how timestamps look")],
    },
    unbuilt("avro", "Apache Avro"),
    unbuilt("protobuf", "Protocol Buffers"),
    unbuilt("parquet", "Parquet"),
];
