//! The same pipelines over files that all workers read in pieces: what one reader makes of them is what any number of workers makes of any pieces. Only those of
//! which some file is read in pieces although the order of its rows is seen.

use crate::draft::{self, Draft};
use crate::input;
use crate::random::Random;
use std::path::Path;
use weir_cli::build::{Profile, Request, build};
use weir_cli::load::Loaded;
use weir_cli::workspace::Workspace;
use weir_codegen::emit::Reading;
use weir_codegen::optimise::optimise;
use weir_codegen::physical::Physical;
use weir_dsl::plan::{Action, Operator, Pipeline};
use weir_dsl::text::json;
use weir_tests::job::{Job, Ran};
use weir_tests::lines;
use weir_tests::scratch::Scratch;

/// Inputs that each pipeline reads.
const INPUTS: usize = 12;
/// Workers, and bytes of a piece.
const WAYS: [(&str, &str); 4] = [("2", "900"), ("3", "3000"), ("4", "150"), ("1", "2000")];

/// A pipeline that reads files and writes each of its steps, if some file of it is read in order by all workers.
pub(crate) fn pipeline(draft: &Draft) -> Option<(String, Pipeline)> {
    let text = text(draft);
    let pipeline = draft::compile(&text).ok()?;
    let mut optimised = pipeline.clone();
    optimise(&mut optimised);
    let physical = Physical::of(&optimised);
    let is_read_in_order = physical.sources().iter().any(|source| source.ordered);
    (is_read_in_order && !sources_meet(&pipeline)).then_some((text, pipeline))
}

/// The draft with files for parameters, and a file for each step and its late rows.
fn text(draft: &Draft) -> String {
    let mut files = Draft { ends: Vec::new(), ..draft.clone() };
    for end in &draft.ends {
        let mut end = end.clone();
        if end.steps.last().is_some_and(|last| last.starts_with("into")) {
            end.steps.pop();
            end.steps.push(sink(&format!("end{}", files.ends.len()), ""));
        }
        files.ends.push(end);
    }
    for one in &draft.lets {
        let late = format!("{}.late", one.name);
        for (from, modes) in [(&one.name, &[", mode: final", ""][..]), (&late, &[""])] {
            let with = |mode: &&str| {
                let mut more = files.clone();
                more.ends.push(draft::End { from: from.clone(), steps: vec![sink(from, mode)] });
                draft::compile(&with_parameters(&more)).is_ok().then_some(more)
            };
            if let Some(more) = modes.iter().find_map(with) {
                files = more;
            }
        }
    }
    with_parameters(&files)
}

fn sink(name: &str, mode: &str) -> String {
    format!("into file {{ path: output + \"{name}.jsonl\", format: json{mode} }}")
}

fn with_parameters(draft: &Draft) -> String {
    let text = draft.text().replace("\"left.jsonl\"", "left_rows").replace("\"right.jsonl\"", "right_rows");
    format!("param left_rows: string\nparam right_rows: string\nparam output: string\n{text}")
}

/// Whether rows of two files meet: in which order, nobody says.
fn sources_meet(pipeline: &Pipeline) -> bool {
    let sources = |id| weir_codegen::physical::marks::sources_of(pipeline, id);
    let unions = pipeline.steps.iter().filter(|step| matches!(step.operator, Operator::Union));
    unions.into_iter().any(|union| {
        let all: Vec<_> = union.inputs.iter().map(|input| sources(*input)).collect();
        all.iter().any(|of| *of != all[0])
    })
}

/// What differs between one reader and several, if anything does.
pub(crate) fn differs(text: &str, pipeline: Pipeline, random: &mut Random) -> Option<String> {
    let loaded = Loaded { path: Path::new("random.weir").to_path_buf(), source: text.to_owned(), pipeline };
    let request = Request {
        loaded: &loaded,
        dev: true,
        target_cpu: None,
        reading: Reading::Connectors,
        profile: Profile::None,
    };
    let workspace = Workspace::find().expect("this is one");
    let built = match build(&workspace, &request) {
        Ok(built) => built,
        Err(failed) => return Some(format!("it does not build: {failed}")),
    };
    let job = Job { binary: built.binary };
    (0..INPUTS).find_map(|_| {
        let scratch = Scratch::new();
        write_rows(&loaded.pipeline, &scratch, random);
        let (is_well, expected) = run(&job, &scratch, "1", None);
        WAYS.iter().find_map(|(parallelism, unit_bytes)| {
            let (also, found) = run(&job, &scratch, parallelism, Some(unit_bytes));
            let how = format!("{parallelism} workers, pieces of {unit_bytes} bytes");
            if is_well != also {
                return Some(format!("{how}: one reader ends well: {is_well}, several: {also}"));
            }
            assert_eq!(expected.len(), found.len(), "each sink writes a file");
            expected.iter().zip(&found).filter(|_| is_well).find_map(|((name, expected), (_, found))| {
                let same = lines::same(&lines::sorted(expected), &lines::sorted(found));
                same.err().map(|why| format!("{how}, {name}: {why}"))
            })
        })
    })
}

fn write_rows(pipeline: &Pipeline, scratch: &Scratch, random: &mut Random) {
    let script = input::script(pipeline, false, random).script;
    for name in ["left", "right"] {
        let mut text = String::new();
        for action in &script {
            let Action::Row { source, values, .. } = action else { continue };
            let step = pipeline.step(*source);
            if matches!(&step.operator, Operator::Source { name: of, .. } if of == name) {
                text += &json(pipeline, step.output.columns.iter().zip(values));
                text.push('\n');
            }
        }
        scratch.write(&format!("{name}.jsonl"), text);
    }
}

/// Whether the job ends well, and what it writes, by file.
fn run(
    job: &Job,
    scratch: &Scratch,
    parallelism: &str,
    unit_bytes: Option<&str>,
) -> (bool, Vec<(String, String)>) {
    let output = scratch.join("out");
    let _ = std::fs::remove_dir_all(&output);
    std::fs::create_dir_all(&output).expect("a folder");
    let mut command = job.command(&["run", "--progress", "off", "--parallelism", parallelism]);
    for (name, path) in
        [("left_rows", scratch.join("left.jsonl")), ("right_rows", scratch.join("right.jsonl"))]
    {
        command.args(["--set".to_owned(), format!("{name}={}", path.display())]);
    }
    command.args(["--set".to_owned(), format!("output={}/", output.display())]);
    unit_bytes.into_iter().for_each(|bytes| {
        // Rows of one worker wait too, as they do where state is large.
        command.env("WEIR_TEST_UNIT_BYTES", bytes).env("WEIR_TEST_WAITING_ROWS", "3");
    });
    let ran = Ran::of(command.output().expect("it starts"));
    let mut written: Vec<(String, String)> = std::fs::read_dir(&output)
        .expect("it is there")
        .flatten()
        .map(|entry| {
            let text = lines::read(&entry.path()).unwrap_or_else(|why| panic!("{why}"));
            (entry.file_name().to_string_lossy().into_owned(), text)
        })
        .collect();
    written.sort();
    assert!(matches!(ran.status, Some(0 | 1)), "{}", ran.stderr);
    (ran.status == Some(0), written)
}
