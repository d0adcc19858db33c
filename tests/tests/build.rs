//! The build path and the commands behind `cargo xtask`: static binaries, the same bytes for the same source, a cache that two builds may use at
//! once, and every command run as people run it.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};
use weir_cli::build::{Built, Profile, Request, build, elf};
use weir_cli::load::{Loaded, Show, load};
use weir_cli::workspace::Workspace;
use weir_codegen::emit::Reading;
use weir_tests::job::Ran;
use weir_tests::root;
use weir_tests::scratch::Scratch;

fn numbers() -> PathBuf {
    root().join("tests/jobs/numbers.weir")
}

/// The pipeline under a name of its own, so that tests do not take each other's place in the cache.
fn loaded(scratch: &Scratch, name: &str) -> Loaded {
    let text = std::fs::read_to_string(numbers()).expect("the pipeline is there");
    load(&scratch.write(&format!("{name}.weir"), text), Show::Text).expect("it compiles")
}

fn built(loaded: &Loaded) -> Built {
    let workspace = Workspace::find().expect("tests run in a checkout");
    let request = Request {
        loaded,
        dev: false,
        target_cpu: None,
        reading: Reading::Connectors,
        profile: Profile::None,
    };
    build(&workspace, &request).unwrap_or_else(|failed| panic!("{failed}"))
}

fn read(path: &Path) -> Vec<u8> {
    std::fs::read(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// Takes a job out of the cache.
fn forget(built: &Built) {
    let entry = built.binary.parent().expect("a binary lies in the folder of its address");
    std::fs::remove_dir_all(entry).expect("the cache is ours");
}

#[test]
fn a_job_is_one_small_static_file() {
    let scratch = Scratch::new();
    let built = built(&loaded(&scratch, "static_file"));
    let bytes = read(&built.binary);
    assert!(elf::require_static(&built.binary, &bytes).is_ok());
    assert!(bytes.len() < 5_000_000, "{} bytes", bytes.len());
}

#[test]
fn the_same_source_gives_the_same_bytes() {
    let scratch = Scratch::new();
    let loaded = loaded(&scratch, "same_bytes");
    let first = built(&loaded);
    let (binary, manifest) = (read(&first.binary), read(&first.manifest));
    forget(&first);
    let second = built(&loaded);
    assert!(!second.cached);
    assert!(read(&second.binary) == binary, "the binaries differ");
    assert_eq!(read(&second.manifest), manifest);
    let root = root().to_string_lossy().into_owned();
    assert!(
        !binary.windows(root.len()).any(|w| w == root.as_bytes()),
        "the checkout's path is in the binary"
    );
}

#[test]
fn two_builds_at_once_give_one_result() {
    let scratch = Scratch::new();
    let loaded = loaded(&scratch, "at_once");
    forget(&built(&loaded));
    let both = std::thread::scope(|scope| {
        let builds: Vec<_> = (0..2).map(|_| scope.spawn(|| built(&loaded))).collect();
        builds.into_iter().map(|b| b.join().expect("a build does not panic")).collect::<Vec<_>>()
    });
    assert_eq!(both[0].binary, both[1].binary);
    assert!(built(&loaded).cached);
}

#[test]
fn an_unchanged_pipeline_is_not_built_again() {
    let scratch = Scratch::new();
    let pipeline = loaded(&scratch, "unchanged");
    built(&pipeline);
    let started = Instant::now();
    assert!(built(&pipeline).cached);
    // Far more than it takes, far less than any build.
    assert!(started.elapsed() < Duration::from_millis(500), "{:?}", started.elapsed());
}

/// `cargo xtask`, in a folder.
fn xtask(folder: &Path, arguments: &[&str]) -> Ran {
    Ran::of(xtask_command(folder, arguments).output().expect("cargo can be run"))
}

fn xtask_command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO"));
    command.args(["run", "--quiet", "--package", "xtask", "--manifest-path"]).arg(root().join("Cargo.toml"));
    command.arg("--").args(arguments).current_dir(folder);
    command
}

#[test]
fn what_is_wrong_with_any_of_several_files_is_told_before_one_is_built() {
    let scratch = Scratch::new();
    std::fs::copy(numbers(), scratch.join("a_good_one.weir")).expect("it can be copied");
    for name in ["one", "two"] {
        std::fs::write(
            scratch.join(&format!("{name}.weir")),
            format!("from {name} |> into stdout {{ format: csv }}\n"),
        )
        .expect("it can be written");
    }
    let ran =
        xtask(scratch.path(), &["build-pipeline", "a_good_one.weir", "one.weir", "none.weir", "two.weir"]);
    assert_eq!(ran.status, Some(2), "{}", ran.stderr);
    for place in ["one.weir:1:6", "`none.weir`", "two.weir:1:6"] {
        assert!(ran.stderr.contains(place), "{place} in {}", ran.stderr);
    }
    assert!(!scratch.join("dist").exists());
}

#[test]
fn a_limit_of_the_cache_that_is_no_size_is_refused() {
    let scratch = Scratch::new();
    let file = numbers().to_string_lossy().into_owned();
    let mut command = xtask_command(scratch.path(), &["build-pipeline", "--emit", "rust", &file]);
    let ran = Ran::of(command.env("WEIR_CACHE_LIMIT", "much").output().expect("cargo can be run"));
    let expected = "error: `WEIR_CACHE_LIMIT` cannot be this: `much`; expected a number of bytes, or as `500MiB`, `4GiB`\n";
    assert_eq!((ran.status, ran.stderr.as_str()), (Some(2), expected));
}

#[test]
fn a_new_pipeline_passes_its_own_test_and_runs() {
    let scratch = Scratch::new();
    let new = xtask(scratch.path(), &["new", "first"]);
    assert_eq!((new.status, scratch.names()), (Some(0), vec!["first.weir".to_owned()]), "{}", new.stderr);
    let again = xtask(scratch.path(), &["new", "first"]);
    assert!(again.status == Some(1) && again.stderr.contains("first.weir"), "{}", again.stderr);
    let tested = xtask(scratch.path(), &["test-pipeline", "first.weir", "--native"]);
    assert_eq!(tested.status, Some(0), "{}{}", tested.stdout, tested.stderr);
    assert!(
        tested.stdout.contains("(interpreter) ... ok") && tested.stdout.contains("(job) ... ok"),
        "{}",
        tested.stdout
    );
    let built = xtask(scratch.path(), &["build-pipeline", "first.weir", "--dev"]);
    assert_eq!(built.status, Some(0), "{}", built.stderr);
    let dist = scratch.join("dist");
    for name in ["first", "first.debug", "first.manifest.json"] {
        assert!(dist.join(name).is_file(), "{name} is missing");
    }
    assert!(
        built.stdout.contains("dist/first") && built.stdout.contains("dist/first.manifest.json"),
        "{}",
        built.stdout
    );
}

#[test]
fn a_new_pipeline_stands_where_its_name_says() {
    let scratch = Scratch::new();
    std::fs::create_dir(scratch.join("jobs")).expect("a folder");
    for (name, file) in [("jobs/first", "jobs/first.weir"), ("second.weir", "second.weir")] {
        let ran = xtask(scratch.path(), &["new", name]);
        assert!(ran.status == Some(0) && scratch.join(file).is_file(), "{}", ran.stderr);
    }
}

#[test]
fn a_wrong_name_for_a_new_pipeline_is_refused() {
    let scratch = Scratch::new();
    for wrong in ["../elsewhere/first", "9th", "a b", "jobs/", ""] {
        let ran = xtask(scratch.path(), &["new", wrong]);
        assert_eq!((ran.status, scratch.names()), (Some(2), Vec::new()), "{wrong}: {}", ran.stderr);
    }
}

#[test]
fn check_reports_every_error_of_every_file() {
    let scratch = Scratch::new();
    let wrong = "record R { a: i64 }\nsource rs: R = file { path: \"x\", format: csv }\nfrom rs |> where b > 1 |> select { c } |> into stdout {}\n";
    let path = scratch.write("wrong.weir", wrong);
    let good = numbers();
    let text = xtask(scratch.path(), &["check", "wrong.weir", &good.to_string_lossy()]);
    assert_eq!(text.status, Some(1));
    assert!(text.stderr.contains("E0201") && text.stderr.contains("wrong.weir:3"), "{}", text.stderr);
    assert!(text.stdout.contains("numbers.weir: ok"), "{}", text.stdout);
    let json = xtask(scratch.path(), &["check", "--format", "json", &path.to_string_lossy()]);
    assert_eq!(json.status, Some(1));
    let findings: Vec<serde_json::Value> =
        json.stdout.lines().map(|line| serde_json::from_str(line).expect("a line is an object")).collect();
    assert!(!findings.is_empty() && findings.iter().all(|f| f["code"].is_string()), "{}", json.stdout);
    assert_eq!(xtask(scratch.path(), &["check", "nowhere.weir"]).status, Some(2));
}

#[test]
fn explain_is_text_and_json() {
    let scratch = Scratch::new();
    let path = numbers();
    let text = xtask(scratch.path(), &["explain", &path.to_string_lossy()]);
    assert!(text.status == Some(0) && text.stdout.starts_with("pipeline numbers\n"), "{}", text.stdout);
    let json = xtask(scratch.path(), &["explain", "--format", "json", &path.to_string_lossy()]);
    let plan: serde_json::Value = serde_json::from_str(&json.stdout).expect("it is JSON");
    let uids: Vec<&str> =
        plan["steps"].as_array().expect("it has steps").iter().filter_map(|s| s["uid"].as_str()).collect();
    assert!(uids.contains(&"numbers") && uids.contains(&"sums"), "{uids:?}");
    let late = root().join("tests/golden/late/written.weir");
    let json = xtask(scratch.path(), &["explain", "--format", "json", &late.to_string_lossy()]);
    let plan: serde_json::Value = serde_json::from_str(&json.stdout).expect("it is JSON");
    let step = |uid: &str| {
        plan["steps"].as_array().and_then(|s| s.iter().find(|s| s["uid"] == uid)).expect("it is there")
    };
    let (orders, counts) = (step("orders"), step("counts"));
    assert!(orders["time"] == "at" && orders["watermark"] == "max_lag(10s)", "{orders}");
    assert!(counts["window"] == "hop(10m, every 5m)" && counts["lateness"] == "0s", "{counts}");
    assert_eq!(counts["late"], "counted, and read by `late.csv`");
}

#[test]
fn explain_offers_the_formats_that_it_has() {
    let scratch = Scratch::new();
    let help = xtask(scratch.path(), &["explain", "--help"]);
    assert!(help.stdout.contains("[possible values: text, json]"), "{}", help.stdout);
}

#[test]
fn an_unknown_cpu_is_refused_with_one_that_is_near() {
    let scratch = Scratch::new();
    let path = numbers();
    let build = |cpu: &str| {
        let file = path.to_string_lossy();
        xtask(scratch.path(), &["build-pipeline", "--emit", "rust", "--target-cpu", cpu, &file])
    };
    let near = build("znver");
    let expected = "error: `--target-cpu`: there is no CPU `znver`; did you mean `znver1`? `rustc --print target-cpus` lists them, and \
                    `native` is that of this machine\n";
    assert_eq!((near.status, near.stderr.as_str()), (Some(2), expected));
    for known in ["native", "x86-64-v3"] {
        assert_eq!(build(known).status, Some(0), "{known}");
    }
}

#[test]
fn two_pipelines_of_one_name_are_not_built_into_one_binary() {
    let scratch = Scratch::new();
    for folder in ["a", "b"] {
        std::fs::create_dir(scratch.join(folder)).expect("it is new");
        std::fs::copy(numbers(), scratch.join(folder).join("n.weir")).expect("a copy");
    }
    let ran = xtask(scratch.path(), &["build-pipeline", "a/n.weir", "b/n.weir", "--out", "out"]);
    assert_eq!((ran.status, ran.stderr.lines().count()), (Some(2), 1), "{}", ran.stderr);
    assert!(ran.stderr.contains("`a/n.weir` and `b/n.weir`"), "{}", ran.stderr);
    assert!(!scratch.join("out").exists());
}

#[test]
fn a_file_without_anything_to_run_is_warned_of() {
    let scratch = Scratch::new();
    scratch.write("types.weir", "record R { a: i64 }\n");
    let ran = xtask(scratch.path(), &["check", "types.weir"]);
    assert_eq!((ran.status, ran.stdout.as_str()), (Some(0), "types.weir: ok (0 steps)\n"));
    assert!(ran.stderr.contains("warning[nothing_to_run]"), "{}", ran.stderr);
}

/// Who reads `.errors` for one test must not keep another's row from failing, on the interpreter and on the job.
#[test]
fn a_test_sees_no_reader_of_errors_but_its_own() {
    let scratch = Scratch::new();
    let text = r#"
record R { a: i64 }
source rows: R = file { path: "none.csv", format: csv }
let shares = from rows |> select { share: 100 / a }
from shares |> into blackhole {}
test "the row fails" {
    given rows [{ a: 0 }]
    expect error "division"
}
test "the row is taken" {
    given rows [{ a: 0 }, { a: 5 }]
    expect shares [{ share: 20 }]
    expect shares.errors matches [{ message: "division by zero" }]
}
test "the row fails behind another" {
    given rows [{ a: 5 }, { a: 0 }]
    expect error "division"
}
"#;
    scratch.write("apart.weir", text);
    let ran = xtask(scratch.path(), &["test-pipeline", "apart.weir", "--native"]);
    assert!(
        ran.status == Some(0) && ran.stdout.ends_with("6 passed, 0 failed\n"),
        "{}{}",
        ran.stdout,
        ran.stderr
    );
    let places: Vec<usize> =
        ["the row fails (job)", "the row is taken (job)", "the row fails behind another (job)"]
            .map(|name| ran.stdout.find(name).expect("each test is told"))
            .to_vec();
    assert!(places.is_sorted(), "in the order of the text: {}", ran.stdout);
}

#[test]
fn the_generated_rust_can_be_read() {
    let scratch = Scratch::new();
    let ran = xtask(scratch.path(), &["build-pipeline", "--emit", "rust", &numbers().to_string_lossy()]);
    assert!(ran.status == Some(0) && ran.stdout.contains("fn main() -> ExitCode"), "{}", ran.stderr);
    assert_eq!(scratch.names(), [""; 0], "nothing is built");
}

#[test]
fn what_is_not_built_yet_says_so() {
    let scratch = Scratch::new();
    for command in [&["fmt", "x.weir"][..], &["upgrade-check", "x.weir", "--from", "y"]] {
        let ran = xtask(scratch.path(), command);
        assert!(ran.status == Some(2) && ran.stderr.contains("not built yet"), "{command:?}: {}", ran.stderr);
    }
}

/// Where there is no `llvm-profdata` for rustc's LLVM, it says what is missing before it builds anything.
#[test]
fn a_profile_makes_another_binary_with_the_same_rows() {
    let scratch = Scratch::new();
    let text = std::fs::read_to_string(numbers()).expect("the pipeline is there");
    let file = scratch.write("profiled.weir", text).to_string_lossy().into_owned();
    let build = |out: &str, options: &[&str]| {
        xtask(scratch.path(), &[&["build-pipeline", &file, "--out", out][..], options].concat())
    };
    let counting = ["--profile-run", "--parallelism 1 --set rate=0 --set 'rows=20000'"];
    let profiled = build("profiled", &counting);
    if profiled.status == Some(2) {
        assert!(profiled.stderr.contains("rustup component add llvm-tools"), "{}", profiled.stderr);
        assert_eq!(scratch.names(), ["profiled.weir"]);
        return;
    }
    assert_eq!(profiled.status, Some(0), "{}", profiled.stderr);
    assert_eq!(build("plain", &[]).status, Some(0));
    let binaries = ["profiled", "plain"].map(|out| scratch.join(out).join("profiled"));
    assert!(read(&binaries[0]) != read(&binaries[1]), "the profile changes nothing");
    let rows = binaries.map(|binary| {
        let mut command = Command::new(binary);
        command.args(["run", "--set", "rate=0", "--set", "rows=30000"]);
        Ran::of(command.output().expect("it runs")).stdout
    });
    assert!(rows[0] == rows[1] && rows[0].lines().count() > 10);
    let failing = build("other", &["--profile-run", "--set rows=many"]);
    assert_eq!(failing.status, Some(1));
    assert!(failing.stderr.contains("the run for the profile failed"), "{}", failing.stderr);
}
