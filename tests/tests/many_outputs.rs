//! A job with more steps than usual: its operators are made on the stack of a worker, one within the other, and their types are as deep.

use std::fmt::Write as _;
use weir_tests::job::Job;
use weir_tests::scratch::Scratch;

/// More than the compiler goes through without being told, and more than the usual stack holds.
const OUTPUTS: usize = 120;

#[test]
fn a_job_of_many_running_counts_is_made_and_runs() {
    let scratch = Scratch::new();
    let mut text = "record Row { k: i64 }\nparam folder: string\nsource rows: Row = generate { rows: 100, columns: { k: n % 10 } }\n".to_owned();
    for n in 0..OUTPUTS {
        let _ = writeln!(
            text,
            "let count_{n} = from rows |> aggregate by k: k % {} {{ n: count() }}\n\
             from count_{n} |> into file {{ path: folder + \"{n}.csv\", format: csv, mode: final }}",
            n % 10 + 1
        );
    }
    let file = scratch.join("many_outputs.weir");
    std::fs::write(&file, text).expect("a scratch folder takes files");
    let job = Job::build_dev(&file).unwrap_or_else(|why| panic!("{why}"));
    let folder = format!("{}/", scratch.path().display());
    assert_eq!(job.run_at(2, &[("folder", &folder)]).succeeded(), Ok(()));
    for n in 0..OUTPUTS {
        let rows = std::fs::read_to_string(scratch.join(&format!("{n}.csv"))).expect("it was written");
        let counted: usize =
            rows.lines().filter_map(|row| row.split(',').nth(1)?.parse::<usize>().ok()).sum();
        assert_eq!((rows.lines().count(), counted), (n % 10 + 1, 100), "output {n}");
    }
}
