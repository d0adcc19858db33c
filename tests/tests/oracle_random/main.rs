//! The compiled job gives what the interpreter gives: random pipelines × random disordered input, at parallelism 1, 2 and 4.
//!
//! Every pipeline is text, so the whole front end is part of it. Named steps, sinks, `.late` and `.errors` are compared as multisets, and
//! whether the run fails. `WEIR_SEEDS=from..to` runs other seeds. A case that failed is kept in `tests/oracle`, with its rows in a `test`
//! block.
//!
//! Not asked for is what is open: with several workers, what is late behind a union of two sources some rows of which have changed workers. (No row of the input is late then;
//! where windows stand before such a union, whose rows may be late for the next, one worker is asked.)
//!
//! Scripts are read by one worker. That files in pieces give the same is asked of fewer pipelines (`files`; `WEIR_FILE_SEEDS=from..to`).
//!
//! Reading order: `draft` (a pipeline in pieces), `grow` and `expressions` (random ones), `input` (random scripts), `verdict` (the
//! comparison), `shrink`.

mod draft;
mod expressions;
mod files;
mod grow;
mod input;
mod random;
mod shrink;
mod verdict;

use random::Random;
use shrink::Failing;
use std::ops::Range;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use verdict::{Built, Open, PARALLELISMS};
use weir_codegen::physical::Physical;

/// Scripts that each pipeline runs.
const SCRIPTS: usize = 40;
const THREADS: usize = 2;

fn seeds(variable: &str, usual: Range<u64>) -> Range<u64> {
    let parse = |text: String| {
        let (from, to) = text.split_once("..")?;
        Some(from.parse().ok()?..to.parse().ok()?)
    };
    std::env::var(variable)
        .map_or(usual, |text| parse(text).unwrap_or_else(|| panic!("`{variable}` is `from..to`")))
}

/// Runs one seed; the failing case, made small, if there is one.
fn seed(seed: u64) -> Result<(), String> {
    let random = &mut Random::new(seed);
    let draft = grow::grow(random);
    let text = draft.text();
    let pipeline = draft.compile().expect("drafts compile");
    let built = Built::new(pipeline, &text).map_err(|error| format!("{text}\n{error}"))?;
    let open = verdict::late_is_open(&built.pipeline);
    for number in 0..SCRIPTS {
        let parallelism = match open {
            Open::Always => "1",
            _ => PARALLELISMS[number % PARALLELISMS.len()],
        };
        let calm = parallelism != "1" && open == Open::ForLateRows;
        let test = input::script(&built.pipeline, calm, random);
        if let Some(difference) = built.differs(&test, parallelism) {
            let failing = Failing { draft, built, test, parallelism, difference };
            return Err(failing.shrunk().report());
        }
    }
    Ok(())
}

#[test]
fn random_pipelines_give_the_same_on_the_job_and_the_interpreter() {
    each_of(seeds("WEIR_SEEDS", 0..14), seed);
}

#[test]
fn random_pipelines_give_the_same_of_files_in_pieces_as_one_reader() {
    each_of(seeds("WEIR_FILE_SEEDS", 0..16), |seed| {
        let random = &mut Random::new(seed);
        let Some((text, pipeline)) = files::pipeline(&grow::grow(random)) else { return Ok(()) };
        files::differs(&text, pipeline, random).map_or(Ok(()), |why| Err(format!("{text}\n{why}")))
    });
}

/// Runs seeds on some threads; none may fail.
fn each_of(seeds: Range<u64>, seed: impl Fn(u64) -> Result<(), String> + Sync) {
    let (next, failures) = (AtomicU64::new(seeds.start), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= seeds.end {
                        break;
                    }
                    if let Err(report) = seed(number) {
                        eprintln!("seed {number}:\n{report}\n");
                        failures.lock().expect("no thread panics with it").push(number);
                    }
                }
            });
        }
    });
    let failures = failures.into_inner().expect("all threads have ended");
    assert!(failures.is_empty(), "seeds {failures:?} differ");
}

#[test]
fn steps_that_share_slices_are_among_the_random_ones() {
    let shares = |number: &u64| {
        let pipeline = grow::grow(&mut Random::new(*number)).compile().expect("drafts compile");
        Physical::of(&pipeline).nodes.iter().any(|node| !node.shared_by.is_empty())
    };
    let sharing: Vec<u64> = (0..14).filter(shares).collect();
    assert!(sharing.len() >= 4, "only seeds {sharing:?}");
}

#[test]
fn kept_cases_give_the_same() {
    for path in weir_tests::files(&weir_tests::root().join("tests/oracle"), "weir") {
        let text = std::fs::read_to_string(&path).expect("the file was just listed");
        let pipeline = draft::compile(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let tests = pipeline.tests.clone();
        let built = Built::new(pipeline, &text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        for (test, parallelism) in
            tests.iter().flat_map(|test| PARALLELISMS.map(|parallelism| (test, parallelism)))
        {
            if let Some(difference) = built.differs(test, parallelism) {
                panic!("{} at parallelism {parallelism}: {difference}", path.display());
            }
        }
    }
}
