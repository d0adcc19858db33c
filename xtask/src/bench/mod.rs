//! `bench`: how fast it is, as tables and charts that say how they were made. One file a benchmark, in the order of docs/benchmarks.md: [`build`] (from `.weir` to a binary), [`start`] (from a
//! binary to the first row), [`nexmark`] and [`nexmark_json`] (queries over generated events and over a file), [`flights`] (real data), then the parts: [`decode`], [`exchange`], [`windows`], [`aggregate`],
//! then what grows: [`growth`], [`memory`], and [`latency`]. [`tools`] is what they share.

mod aggregate;
mod build;
mod decode;
mod exchange;
mod flights;
mod growth;
mod latency;
mod memory;
mod nexmark;
mod nexmark_json;
mod start;
mod tools;
mod windows;

use clap::ValueEnum;
use std::path::{Path, PathBuf};
use tools::report::Measured;
use tools::{cores, report, svg};
use weir_cli::workspace::Workspace;
use weir_cli::{Failed, Outcome};

/// Options of `bench`.
#[derive(Debug, clap::Args)]
pub(crate) struct Bench {
    /// What to measure; without it, everything in turn, which takes some forty minutes.
    #[arg(value_enum)]
    what: Option<What>,
    /// Writes the cases as a JSON array.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Draws them, where one thing is measured.
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
    /// Fewer events; docs/benchmarks.md stays as it is.
    #[arg(long)]
    quick: bool,
    /// Only these Nexmark queries, as `q5,q7`; docs/benchmarks.md stays as it is.
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    query: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum What {
    /// Build times of a pipeline of 100 lines
    Build,
    /// Start to first row, size, memory
    Start,
    /// Every Nexmark query on the generator
    Nexmark,
    /// Every Nexmark query on events in JSON lines
    NexmarkJson,
    /// A query over a year of real flights, beside DuckDB
    Flights,
    /// JSON and CSV decoders, against others
    Decode,
    /// Rows between threads, against rings by hand
    Exchange,
    /// Windows: overlap, keys
    Windows,
    /// Running aggregates: types of keys, number of keys, functions
    Aggregate,
    /// Cost as rows, keys and threads grow
    Growth,
    /// Bytes a key, and of a job without state
    Memory,
    /// From when an event is due to its row, and the cost of waiting
    Latency,
}

impl What {
    fn word(self) -> &'static str {
        match self {
            What::Build => "build",
            What::Start => "start",
            What::Nexmark => "nexmark",
            What::Windows => "windows",
            What::Aggregate => "aggregate",
            What::Growth => "growth",
            What::Memory => "memory",
            What::NexmarkJson => "nexmark-json",
            What::Flights => "flights",
            What::Decode => "decode",
            What::Exchange => "exchange",
            What::Latency => "latency",
        }
    }
}

/// Measures, prints the tables, writes what was asked for.
pub(crate) fn bench(options: &Bench) -> Outcome<()> {
    let workspace = Workspace::find()?;
    if !options.query.is_empty() && !matches!(options.what, Some(What::Nexmark | What::NexmarkJson)) {
        let word = options.what.map_or("everything".to_owned(), |what| format!("`{}`", what.word()));
        return Err(Failed::usage(format!("`--query` is for `nexmark` and `nexmark-json`, not for {word}")));
    }
    if options.svg.is_some() && options.what.is_none() {
        return Err(Failed::usage(
            "`--svg` draws one benchmark: name it, as `bench nexmark --svg FILE`".to_owned(),
        ));
    }
    let all = match &options.what {
        Some(what) => std::slice::from_ref(what),
        None => What::value_variants(),
    };
    let mut measured = Vec::new();
    for what in all {
        if options.what.is_none() {
            println!("\n{}\n", what.word());
        }
        let cases = measure(&workspace, options, *what)?;
        let (table, chart) = (report::table(&cases) + &cores::told(), chart(*what, &cases));
        print!("{table}");
        measured.push((what.word(), cases));
        // After each: what was measured stays, whatever becomes of the next one.
        if let Some(path) = &options.json {
            write(path, report::json(&measured))?;
        }
        if let Some(path) = &options.svg {
            write(path, chart.clone())?;
        }
        if !options.quick && options.query.is_empty() {
            into_docs(&workspace, *what, &table, chart)?;
        }
    }
    Ok(())
}

/// The cases of one benchmark.
fn measure(workspace: &Workspace, options: &Bench, what: What) -> Outcome<Vec<Measured>> {
    let (quick, query) = (options.quick, options.query.as_slice());
    match what {
        What::Build => build::measure(workspace),
        What::Start => start::measure(workspace),
        What::Nexmark => nexmark::measure(workspace, quick, query),
        What::Windows => windows::measure(workspace, quick),
        What::Aggregate => aggregate::measure(workspace, quick),
        What::Growth => growth::measure(workspace, quick),
        What::Memory => memory::measure(workspace, quick),
        What::NexmarkJson => nexmark_json::measure(workspace, quick, query),
        What::Flights => flights::measure(workspace),
        What::Decode => decode::measure(workspace, quick),
        What::Exchange => exchange::measure(workspace, quick),
        What::Latency => latency::measure(workspace, quick),
    }
}

fn chart(what: What, cases: &[Measured]) -> String {
    match what {
        What::Latency => svg::draw("latency", &latency::chart(cases)),
        what => svg::draw(what.word(), cases),
    }
}

/// Table and chart into the page of benchmarks.
fn into_docs(workspace: &Workspace, what: What, table: &str, chart: String) -> Outcome<()> {
    let page = workspace.root.join("docs/benchmarks.md");
    let text = std::fs::read_to_string(&page).map_err(|e| Failed::io("cannot read", &page, &e))?;
    write(&page, report::into_page(&text, what.word(), table)?)?;
    write(&workspace.root.join(format!("docs/{}.svg", what.word())), chart)
}

fn write(path: &Path, text: String) -> Outcome<()> {
    std::fs::write(path, text).map_err(|e| Failed::io("cannot write", path, &e))
}
