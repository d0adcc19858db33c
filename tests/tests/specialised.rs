//! What is computed once for all rows: it is what each row would have computed, and what fails does so for the rows that come to it and no others.

use weir_tests::job::{Job, Ran};
use weir_tests::lines;
use weir_tests::scratch::Scratch;

/// The job's rows and errors, by these settings.
fn run(job: &Job, parallelism: &str, settings: &[&str]) -> (String, String) {
    let scratch = Scratch::new();
    let mut command = job.command(&["run", "--progress", "off", "--parallelism", parallelism]);
    command.current_dir(scratch.path());
    settings.iter().for_each(|setting| {
        command.args(["--set", setting]);
    });
    let ran = Ran::of(command.output().expect("it runs"));
    ran.succeeded().unwrap_or_else(|why| panic!("{why}"));
    let errors = std::fs::read_to_string(scratch.join("errors.csv")).expect("it was written");
    (ran.stdout, errors)
}

/// The rows as a plain loop makes them.
fn expected(rows: i64, parts: i64, word: &str) -> String {
    let small = word.to_lowercase();
    let row = |n: i64| {
        let text = format!("n{}/n{}", n % 10, n % 4);
        let other = if small.is_empty() { text.clone() } else { text.replace(&small, &format!("{word}!")) };
        let times = text.matches("n1").count();
        format!("{n},{},{},{times},{other}\n", n + 100 / parts, text.contains(&small))
    };
    (0..rows).map(row).collect()
}

#[test]
fn rows_have_what_was_computed_once() {
    let job = Job::dev("tests/jobs/specialised.weir");
    for (parts, word) in [(5, "N7"), (-3, "N"), (100, "3/N"), (7, "nowhere in it"), (1, "/")] {
        for parallelism in ["1", "2"] {
            let settings = ["rows=60", &format!("parts={parts}"), &format!("word={word}")];
            let (rows, errors) = run(&job, parallelism, &settings);
            let same = lines::same(&lines::sorted(&expected(60, parts, word)), &lines::sorted(&rows));
            same.unwrap_or_else(|why| panic!("{parts} {word}, {parallelism} workers: {why}"));
            assert_eq!(errors, "");
        }
    }
}

#[test]
fn what_fails_does_so_for_the_rows_that_come_to_it() {
    let job = Job::dev("tests/jobs/specialised.weir");
    let failed = |settings: &[&str]| {
        let (rows, errors) = run(&job, "2", settings);
        assert_eq!(rows, "", "every row fails");
        assert!(errors.lines().all(|line| line == "division by zero"), "{errors}");
        errors.lines().count()
    };
    assert_eq!(failed(&["parts=0", "rows=10"]), 10);
    assert_eq!(failed(&["parts=0", "rows=10", "from_number=7"]), 3);
    assert_eq!(failed(&["parts=0", "rows=10", "from_number=10"]), 0, "nobody comes to it");
    assert_eq!(failed(&["parts=0", "rows=0"]), 0);
}
