//! Built jobs against results that others computed: the Nexmark queries against Apache Flink's over the event files `A` and `C`, the flights pipelines
//! against DuckDB's. At parallelism 1, 2 and 4: results may not depend on it. Which row differs is shown.

use libtest_mimic::{Arguments, Failed, Trial};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use weir_cli::build::hash::sha256;
use weir_tests::job::Job;
use weir_tests::scratch::Scratch;
use weir_tests::{files, lines, root, stem};

/// 0: one, whose rows wait.
const PARALLELISMS: [usize; 4] = [0, 1, 2, 4];
const EVENT_SETS: [&str; 2] = ["A", "C"];

fn main() {
    let arguments = Arguments::from_args();
    let mut trials = Vec::new();
    for pipeline in files(&root().join("pipelines/nexmark"), "weir") {
        let name = stem(&pipeline);
        trials.push(Trial::test(format!("nexmark::{name}"), move || Ok(nexmark(&pipeline, &name)?)));
    }
    for expected in files(&root().join("pipelines/flights/expected"), "csv") {
        trials.push(Trial::test(format!("flights::{}", stem(&expected)), move || Ok(flights(&expected)?)));
    }
    trials.push(Trial::test("the_copied_files_are_those_of_the_manifest", copies_are_whole));
    libtest_mimic::run(&arguments, trials).exit();
}

fn data(set: &str) -> PathBuf {
    root().join("tests/data/nexmark").join(set)
}

fn nexmark(pipeline: &Path, name: &str) -> Result<(), String> {
    let job = Job::build(pipeline)?;
    EVENT_SETS.iter().try_for_each(|set| over_events(&job, name, set))
}

fn over_events(job: &Job, name: &str, set: &str) -> Result<(), String> {
    let scratch = Scratch::new();
    let events = data(set).join("events.jsonl.gz");
    for parallelism in PARALLELISMS {
        let output = scratch.join(&format!("{name}.{parallelism}.csv"));
        let settings = [("input", &*events.to_string_lossy()), ("output", &*output.to_string_lossy())];
        job.run_at(parallelism, &settings).succeeded()?;
        let text = lines::read(&output)?;
        compare(name, set, &lines::sorted(&text))
            .map_err(|e| format!("{name} over {set} at parallelism {parallelism}: {e}"))?;
    }
    Ok(())
}

/// Against the reference file where it is kept; results too large to keep are compared by their hash, and where that differs, with rows
/// computed here.
fn compare(name: &str, set: &str, found: &[&str]) -> Result<(), String> {
    let file = data(set).join(format!("{name}.csv.gz"));
    if file.is_file() {
        let mut expected = lines::read(&file)?;
        if name == "q7" {
            expected = highest_prices(&expected)?;
        }
        return lines::same(&lines::sorted(&expected), found);
    }
    let text: String = found.iter().flat_map(|line| [line, "\n"]).collect();
    let (rows, hash) = recorded(set, name)?;
    if sha256(text.as_bytes()) == hash {
        return Ok(());
    }
    let expected = bids(set, name)?;
    lines::same(&lines::sorted(&expected), found)?;
    Err(format!("{} lines ({rows} expected); their hash is not the recorded one", found.len()))
}

/// Row count and hash of a file in the manifest.
fn recorded(set: &str, name: &str) -> Result<(u64, String), String> {
    let text = lines::read(&root().join("tests/data/nexmark/manifest.json"))?;
    let manifest: serde_json::Value = serde_json::from_str(&text).map_err(|e| e.to_string())?;
    let entry = &manifest[set][format!("{name}.csv.gz")];
    let (Some(rows), Some(hash)) = (entry["rows"].as_u64(), entry["sha256"].as_str()) else {
        return Err(format!("the manifest has no {name} of {set}"));
    };
    Ok((rows, hash.to_owned()))
}

/// The pipeline q7 stops at the highest price of each window; the reference goes on to join the bids that have it. So: one row a window of
/// ten seconds, of those that the reference's bids fall into.
fn highest_prices(reference: &str) -> Result<String, String> {
    let mut windows = BTreeSet::new();
    for line in reference.lines() {
        let fields: Vec<&str> = line.split(',').collect();
        let (price, time) = (fields[1], fields[3]);
        // `yyyy-MM-dd HH:mm:s|s.SSS`: ten seconds are the digit before the last one of the second.
        windows.insert(format!("{}0.000,{price}\n", time.get(..18).ok_or("a time is too short")?));
    }
    Ok(windows.into_iter().collect())
}

/// The bids of the event file, as q0 writes them, with the price in euro q1, with day and minute q10: what the hashes were computed of.
fn bids(set: &str, name: &str) -> Result<String, String> {
    let mut out = String::new();
    for line in lines::read(&data(set).join("events.jsonl.gz"))?.lines() {
        let event: serde_json::Value = serde_json::from_str(line).map_err(|e| e.to_string())?;
        let bid = &event["bid"];
        let (Some(price), Some(ms), Some(extra)) =
            (bid["price"].as_i64(), bid["dateTime"].as_i64(), bid["extra"].as_str())
        else {
            continue;
        };
        let price = match name {
            "q1" => format!("{}.{:03}", price * 908 / 1000, price * 908 % 1000),
            _ => price.to_string(),
        };
        let time = weir_dsl::text::show::timestamp_sql(ms * 1000);
        let parts = if name == "q10" { format!(",{},{}", &time[..10], &time[11..16]) } else { String::new() };
        out.push_str(&format!(
            "{},{},{price},{time},{}{parts}\n",
            bid["auction"],
            bid["bidder"],
            quoted(extra)
        ));
    }
    Ok(out)
}

fn quoted(text: &str) -> String {
    match text.is_empty() || text.contains(['"', ',', '\r', '\n']) {
        true => format!("\"{}\"", text.replace('"', "\"\"")),
        false => text.to_owned(),
    }
}

fn flights(expected: &Path) -> Result<(), String> {
    let name = stem(expected);
    let job = Job::build(&root().join(format!("pipelines/flights/{name}.weir")))?;
    let scratch = Scratch::new();
    let expected = lines::read(expected)?;
    for parallelism in PARALLELISMS {
        let output = scratch.join(&format!("{name}.{parallelism}.csv"));
        job.run_at(parallelism, &[("output", &output.to_string_lossy())]).succeeded()?;
        let found = lines::read(&output)?;
        lines::same(&lines::sorted(&expected), &lines::sorted(&found))
            .map_err(|e| format!("at parallelism {parallelism}: {e}"))?;
    }
    Ok(())
}

/// What lies in `tests/data` is what the reference was computed from.
fn copies_are_whole() -> Result<(), Failed> {
    for set in EVENT_SETS {
        for file in files(&data(set), "gz") {
            let name = file.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
            let (_, hash) =
                recorded(set, name.trim_end_matches(".csv.gz")).or_else(|_| recorded_events(set, &name))?;
            if sha256(lines::read(&file)?.as_bytes()) != hash {
                return Err(format!("{set}/{name} is not what the manifest says").into());
            }
        }
    }
    Ok(())
}

fn recorded_events(set: &str, name: &str) -> Result<(u64, String), String> {
    let text = lines::read(&root().join("tests/data/nexmark/manifest.json"))?;
    let manifest: serde_json::Value = serde_json::from_str(&text).map_err(|e| e.to_string())?;
    let entry = &manifest[set][name];
    Ok((entry["rows"].as_u64().unwrap_or(0), entry["sha256"].as_str().unwrap_or("").to_owned()))
}
