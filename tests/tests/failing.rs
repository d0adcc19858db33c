//! Rows and groups that fail are told with all that is known of them, wherever they do.

use weir_tests::job::Job;
use weir_tests::lines;
use weir_tests::scratch::Scratch;

const INPUT: &str = r#"{"a":9223372036854775807,"s":"x","t":"y","at":"2020-01-01T00:00:00Z"}
{"a":1,"s":"x","t":"y","at":"2020-01-01T00:00:01Z"}
{"a":5,"s":"z","at":"2020-01-01T00:00:02Z"}
{"a":-9223372036854775808,"s":"z","t":"v","at":"2020-01-01T00:00:03Z"}
"#;

/// Each file, with sorted lines.
const FILES: [(&str, &[&str]); 10] = [
    ("turned.csv", &["-1,ab,true,true,3", "-5,ab,true,true,3", "-9223372036854775807,ab,true,true,3"]),
    ("named.csv", &["x,ab", "x,ab", "z,ab", "z,ab"]),
    (
        "turned_errors.csv",
        &[
            r#"the result is out of range,"{""a"":-9223372036854775808,""s"":""z"",""t"":""v"",""at"":""2020-01-01T00:00:03Z"",""w"":""ab"",""is_ab"":true,""is_three"":true,""tenth"":""3""}""#,
        ],
    ),
    ("best.csv", &["-1", "-5"]),
    ("told.csv", &[]),
    ("told_errors.csv", &["division by zero"]),
    ("sums.csv", &["-9223372036854775808", "5"]),
    ("sums_errors.csv", &[r#""{""s"":""x"",""t"":""y""}""#]),
    ("minutes.csv", &["-9223372036854775808,v", "5,"]),
    ("minutes_errors.csv", &[r#""{""s"":""x"",""t"":""y""}""#]),
];

#[test]
fn what_fails_is_told_with_all_that_is_known_of_it() {
    let job = Job::dev("tests/jobs/failing.weir");
    for parallelism in [1, 2, 4] {
        let scratch = Scratch::new();
        let input = scratch.join("rows.jsonl");
        std::fs::write(&input, INPUT).expect("it can be written");
        let output = format!("{}/", scratch.path().display());
        let set = [("input", &*input.to_string_lossy()), ("output", &*output)];
        job.run_at(parallelism, &set).succeeded().unwrap_or_else(|why| panic!("{why}"));
        for (file, expected) in FILES {
            let found = lines::read(&scratch.join(file)).unwrap_or_else(|why| panic!("{why}"));
            assert_eq!(lines::sorted(&found), expected, "{file}, {parallelism} workers");
        }
    }
}
