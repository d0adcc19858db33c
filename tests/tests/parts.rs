//! Several readers of a source look at parts of one record; what one of them has computed of it, the others do not.

use weir_tests::job::Job;
use weir_tests::root;
use weir_tests::scratch::Scratch;

fn price(line: &str) -> i64 {
    line.split(',').nth(1).and_then(|x| x.parse().ok()).expect("a price")
}

#[test]
fn readers_of_one_record_each_find_its_parts() {
    let job = Job::build_dev(&root().join("tests/jobs/parts.weir")).unwrap_or_else(|why| panic!("{why}"));
    let scratch = Scratch::new();
    let output = format!("{}/", scratch.path().display());
    assert_eq!(job.run_at(1, &[("output", &output)]).succeeded(), Ok(()));
    let read = |name: &str| std::fs::read_to_string(scratch.join(name)).expect("it was written");
    let (there, maybe) = (read("there.csv"), read("maybe.csv"));
    assert_eq!((there.lines().count(), maybe.lines().count()), (1_840, 2_000));
    let bids: Vec<&str> = maybe.lines().filter_map(|line| line.strip_prefix("2,")).collect();
    assert_eq!(bids, there.lines().collect::<Vec<_>>());
    for (line, whole) in there.lines().zip(read("whole.jsonl").lines()) {
        let whole: serde_json::Value = serde_json::from_str(whole).expect("JSON");
        let bid = format!("{},{}", whole["bid"]["auction"], whole["bid"]["price"]);
        assert_eq!((bid.as_str(), whole["twice"].as_i64()), (line, Some(price(line) * 2)));
    }
    let high = there.lines().filter(|line| price(line) > 1_000).filter_map(|line| line.split(',').next());
    assert_eq!(read("high.csv").lines().collect::<Vec<_>>(), high.collect::<Vec<_>>());
}
