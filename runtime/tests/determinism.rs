//! With one split, results, late rows too, depend neither on parallelism nor on batch size: the same job over the same
//! disordered input at 1, 2, 4 and 7 workers and with batches of 16 to 1024 rows gives the same bytes.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

#[path = "../examples/hot_auctions.rs"]
#[allow(unreachable_pub, reason = "an example is a crate of its own")]
mod hot_auctions;

use hot_auctions::{DESCRIPTION, HotAuctions, RESULTS};
use weir_runtime::cli::{Options, run_in_process};

fn run(parallelism: usize, batch_rows: usize, settings: &[&str]) -> Vec<(String, String)> {
    let set = settings.iter().map(|s| (*s).to_owned()).collect();
    let options =
        Options { set, parallelism, batch_rows: Some(batch_rows), progress: false, ..Options::default() };
    let stats = run_in_process::<HotAuctions>(&DESCRIPTION, &options).expect("the job does not fail");
    let mut results = std::mem::take(&mut *RESULTS.lock().unwrap());
    let step = stats.step_counts(0);
    results.push((
        "counters".to_owned(),
        format!("in {} out {} late {}", step.rows_in, step.rows_out, step.late),
    ));
    results
}

#[test]
fn results_and_late_rows_do_not_depend_on_parallelism_or_batch_size() {
    let settings = ["events=1500000", "auctions=50", "disorder=8s"];
    let expected = run(1, 1024, &settings);
    assert!(expected[0].1.lines().count() >= 5, "windows fire: {expected:?}");
    assert!(expected[1].1.lines().count() > 1000, "rows are late");
    for (parallelism, batch_rows) in [(2, 1024), (2, 16), (4, 32), (7, 64)] {
        assert_eq!(
            run(parallelism, batch_rows, &settings),
            expected,
            "at {parallelism} workers, {batch_rows} rows a batch"
        );
    }
}
