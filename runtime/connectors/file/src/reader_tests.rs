//! Files as blocks: compressed, cut, gone, wrong, several at a time. Each test writes its own directory.

use super::*;
use crate::splits::Splits;
use std::io::Write;
use std::path::{Path, PathBuf};
use weir_runtime::Bump;
use weir_runtime::control_block::{ControlBlock, Waker};
use weir_runtime::cx::WorkerState;

/// A directory that goes with the test.
struct Directory(PathBuf);

impl Directory {
    fn new(test: &str) -> Directory {
        let path = std::env::temp_dir().join(format!("weir-file-{test}-{}", std::process::id()));
        std::fs::create_dir_all(&path).expect("a directory for the test");
        Directory(path)
    }

    fn write(&self, name: &str, bytes: &[u8]) -> String {
        let path = self.path(name);
        std::fs::create_dir_all(Path::new(&path).parent().expect("a parent")).expect("a directory");
        std::fs::write(&path, bytes).expect("a file for the test");
        path
    }

    fn path(&self, name: &str) -> String {
        self.0.join(name).to_string_lossy().into_owned()
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

const HEADER: Framing = Framing::Csv { separator: b',', header: true };

/// Everything that a reader says, a line each; the path of the directory is left out.
fn read(path: &str, framing: Framing) -> std::result::Result<Vec<String>, String> {
    let splits = Splits::find("flights", path, framing).map_err(|error| error.to_string())?;
    drain(splits.reader(0, 1)).map_err(|error| error.to_string())
}

fn drain(mut reader: Reader) -> Result<Vec<String>> {
    let (state, scratch) = (WorkerState::new(0, 1, ControlBlock::new(1)), Bump::new());
    let mut said = Vec::new();
    loop {
        said.push(match reader.next_block(state.cx(&scratch))? {
            Next::Header(header) => format!("header {}", String::from_utf8_lossy(&header.record).trim_end()),
            Next::Block(block) => {
                let text = String::from_utf8_lossy(block.bytes()).into_owned();
                reader.recycle(block);
                text
            }
            Next::Idle => continue,
            Next::End(split) => format!("end {split}"),
            Next::Ended => return Ok(said),
        });
    }
}

fn gz(text: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(text).expect("into memory");
    encoder.finish().expect("into memory")
}

fn rows(n: usize) -> String {
    (0..n).map(|i| format!("{i},row number {i}\n")).collect()
}

#[test]
fn a_file_is_its_records_then_its_end() {
    let directory = Directory::new("plain");
    let path = directory.write("a.csv", b"a,b\n1,2\n3,4");
    assert_eq!(read(&path, Framing::Lines).unwrap(), ["a,b\n1,2\n3,4", "end 0"]);
    assert_eq!(read(&path, HEADER).unwrap(), ["header a,b", "1,2\n3,4", "end 0"]);
}

#[test]
fn an_empty_file_has_no_rows_whatever_its_name() {
    let directory = Directory::new("empty");
    for name in ["a.csv", "a.csv.gz", "a.csv.zst"] {
        let path = directory.write(name, b"");
        assert_eq!(read(&path, HEADER).unwrap(), ["end 0"], "{name}");
    }
    let path = directory.write("b.csv.gz", &gz(b""));
    assert_eq!(read(&path, HEADER).unwrap(), ["end 0"]);
}

#[test]
fn a_byte_order_mark_and_empty_lines_before_the_header_are_dropped() {
    let directory = Directory::new("mark");
    let path = directory.write("a.csv", b"\xef\xbb\xbf\r\n\na,b\r\n1,2\r\n");
    assert_eq!(read(&path, HEADER).unwrap(), ["header a,b", "1,2\r\n", "end 0"]);
    let path = directory.write("b.csv", b"\n\n");
    assert_eq!(read(&path, HEADER).unwrap(), ["end 0"]);
}

#[test]
fn compressed_files_are_read_as_what_is_in_them() {
    let directory = Directory::new("compressed");
    let text = rows(20_000);
    let members = [gz(&text.as_bytes()[..5000]), gz(&text.as_bytes()[5000..])].concat();
    let zst = zstd::encode_all(text.as_bytes(), 1).unwrap();
    for (name, bytes) in
        [("a.gz", &gz(text.as_bytes())), ("b.gz", &members), ("c.zst", &zst), ("no-name", &zst)]
    {
        let mut said = read(&directory.write(name, bytes), Framing::Lines).unwrap();
        assert_eq!(said.pop().as_deref(), Some("end 0"), "{name}");
        assert!(said.len() > 3 && said.iter().all(|block| block.ends_with('\n')), "{name}");
        assert_eq!(said.concat(), text, "{name}");
    }
}

#[test]
fn a_cut_or_damaged_compressed_file_is_an_error_with_its_place() {
    let directory = Directory::new("cut");
    let whole = gz(rows(20_000).as_bytes());
    let error = read(&directory.write("a.gz", &whole[..whole.len() / 2]), Framing::Lines).unwrap_err();
    assert!(
        error.starts_with("the compressed file ends too early, or has something behind its end: "),
        "{error}"
    );
    assert!(error.contains(&format!("a.gz, near byte {}, in `flights`", whole.len() / 2)), "{error}");

    let zst = zstd::encode_all(rows(20_000).as_bytes(), 1).unwrap();
    let error = read(&directory.write("a.zst", &zst[..zst.len() / 2]), Framing::Lines).unwrap_err();
    assert!(
        error.starts_with("the compressed file ends too early, or has something behind its end: "),
        "{error}"
    );

    let error = read(&directory.write("b.gz", b"this is not gzip"), Framing::Lines).unwrap_err();
    assert!(error.starts_with("cannot be read: it is not gzip, as its name says"), "{error}");
    assert!(error.contains("b.gz") && !error.contains("near byte"), "{error}");
    let mut damaged = whole.clone();
    damaged[whole.len() / 2..][..64].fill(0xaa);
    let error = read(&directory.write("c.gz", &damaged), Framing::Lines).unwrap_err();
    assert!(error.starts_with("the compressed file is damaged: "), "{error}");
}

#[test]
fn what_cannot_be_opened_is_named_before_anything_starts() {
    let directory = Directory::new("missing");
    let missing = read(&directory.path("nothing.csv"), Framing::Lines).unwrap_err();
    assert!(
        missing.contains("cannot be opened") && missing.contains("nothing.csv, in `flights`"),
        "{missing}"
    );
    let is_directory = read(&directory.path(""), Framing::Lines).unwrap_err();
    assert!(is_directory.contains("is a directory"), "{is_directory}");
    let none = read(&directory.path("*.csv"), Framing::Lines).unwrap_err();
    assert!(none.contains("no file matches") && none.contains("*.csv"), "{none}");
    assert!(read("", Framing::Lines).unwrap_err().contains("the path is empty"));
}

#[test]
fn a_file_that_vanishes_before_its_turn_is_named() {
    let directory = Directory::new("vanish");
    let path = directory.write("a.csv", b"1\n");
    let splits = Splits::find("flights", &path, Framing::Lines).unwrap();
    std::fs::remove_file(&path).unwrap();
    let error = drain(splits.reader(0, 1)).unwrap_err().to_string();
    assert!(error.contains("cannot be opened") && error.contains("a.csv, in `flights`"), "{error}");
}

#[test]
fn places_are_lines_of_the_file() {
    let directory = Directory::new("places");
    let path = directory.write("a.csv", format!("n,text\n{}", rows(20_000)).as_bytes());
    let mut reader = Splits::find("flights", &path, HEADER).unwrap().reader(0, 1);
    let (state, scratch) = (WorkerState::new(0, 1, ControlBlock::new(1)), Bump::new());
    let mut checked = 0;
    loop {
        match reader.next_block(state.cx(&scratch)).unwrap() {
            Next::Header(header) => assert_eq!(header.place, format!("{path}:1")),
            Next::Block(block) => {
                let last =
                    block.bytes()[..block.bytes().len() - 1].iter().rposition(|&b| b == b'\n').unwrap() + 1;
                let number: usize = String::from_utf8_lossy(&block.bytes()[last..])
                    .split(',')
                    .next()
                    .unwrap()
                    .parse()
                    .unwrap();
                assert_eq!(block.place(last), format!("{path}:{}", number + 2));
                checked += 1;
            }
            Next::Ended => break,
            _ => {}
        }
    }
    assert!(checked > 3);
}

#[test]
fn records_longer_than_a_block_are_whole() {
    let directory = Directory::new("long");
    let long = "x".repeat(300_000);
    let path = directory.write("a.csv", format!("a\n\"{long}\n{long}\",b\nc\n").as_bytes());
    let said = read(&path, Framing::Csv { separator: b',', header: false }).unwrap();
    assert_eq!(said.concat(), format!("a\n\"{long}\n{long}\",b\nc\nend 0"));
    assert!(said.iter().all(|block| block.matches('"').count() % 2 == 0));
}

#[test]
fn a_pattern_names_its_files_in_order_and_workers_share_them() {
    let directory = Directory::new("glob");
    for name in ["b.csv", "a.csv", "c.txt", ".hidden.csv", "deep/down/d.csv", "deep/e.csv"] {
        directory.write(name, format!("{name}\n").as_bytes());
    }
    let said = |pattern: &str| read(&directory.path(pattern), Framing::Lines).unwrap().concat();
    assert_eq!(said("*.csv"), "a.csv\nend 0b.csv\nend 1");
    assert_eq!(said("[b-z].*"), "b.csv\nend 0c.txt\nend 1");
    assert_eq!(said("**/?.csv"), "a.csv\nend 0b.csv\nend 1deep/down/d.csv\nend 2deep/e.csv\nend 3");
    assert_eq!(said("*/e.csv"), "deep/e.csv\nend 0");

    let splits = Splits::find("flights", &directory.path("**/*.csv"), Framing::Lines).unwrap();
    let shares: Vec<usize> = (0..3).map(|me| splits.reader(me, 3).splits()).collect();
    assert_eq!((splits.len(), shares), (4, vec![2, 1, 1]));
    assert_eq!(drain(splits.reader(1, 3)).unwrap(), ["b.csv\n", "end 0"]);
    assert!(drain(splits.reader(5, 6)).unwrap().is_empty());
}

#[test]
fn a_name_that_exists_is_no_pattern() {
    let directory = Directory::new("literal");
    let path = directory.write("a[1].csv", b"x\n");
    assert_eq!(read(&path, Framing::Lines).unwrap(), ["x\n", "end 0"]);
}

#[test]
fn it_is_the_turn_of_the_file_that_is_furthest_behind() {
    let directory = Directory::new("turns");
    directory.write("a.csv", rows(30_000).as_bytes());
    directory.write("b.csv", rows(30_000).as_bytes());
    let splits = Splits::find("flights", &directory.path("*.csv"), Framing::Lines).unwrap();
    let mut reader = splits.reader(0, 1);
    let (state, scratch) = (WorkerState::new(0, 1, ControlBlock::new(1)), Bump::new());
    let mut turns = Vec::new();
    // The second file is ten times slower in event time.
    let mut times = [0, 0];
    while turns.len() < 12 {
        match reader.next_block(state.cx(&scratch)).unwrap() {
            Next::Block(block) => {
                let split = block.split();
                times[split] += [10, 1][split];
                reader.reached(split, times[split]);
                turns.push(split);
                reader.recycle(block);
            }
            other => turns.push(match other {
                Next::End(split) => 10 + split,
                _ => panic!("{other:?}"),
            }),
        }
    }
    assert_eq!(turns[..10], [0, 1, 1, 1, 1, 1, 1, 1, 1, 1]);
}

#[test]
fn the_progress_line_hears_of_every_stored_byte() {
    let directory = Directory::new("progress");
    let bytes = gz(rows(30_000).as_bytes());
    let path = directory.write("a.gz", &bytes);
    let mut reader = Splits::find("flights", &path, Framing::Lines).unwrap().reader(0, 1);
    let (state, scratch) = (WorkerState::new(0, 1, ControlBlock::new(1)), Bump::new());
    while !matches!(reader.next_block(state.cx(&scratch)).unwrap(), Next::Ended) {}
    assert_eq!(reader.splits[0].told, bytes.len() as u64);
    assert_eq!(reader.bytes(), rows(30_000).len() as u64);
}

#[test]
fn standard_input_is_read_as_it_comes_and_may_be_compressed() {
    let said = |bytes: Vec<u8>| {
        let mut reader = Splits::find("flights", "-", HEADER).unwrap().reader(0, 1);
        let waker = Waker::new(ControlBlock::new(1), 0);
        let (read, mut write) = io::pipe().unwrap();
        let writer = std::thread::spawn(move || {
            // In pieces that cut records, with pauses in which the reader runs dry.
            for piece in bytes.chunks(bytes.len() / 7 + 1) {
                write.write_all(piece).unwrap();
                std::thread::sleep(std::time::Duration::from_millis(2));
            }
        });
        reader.splits[0].stage = Stage::Stream(Stream::start(Pipe::of(read.into()), waker).unwrap());
        let said = drain(reader);
        writer.join().unwrap();
        said.map(|said| said.concat()).map_err(|error| error.to_string())
    };
    let text = rows(20_000);
    let expected = format!("header n,text{text}end 0");
    let whole = format!("n,text\n{text}");
    assert_eq!(said(whole.clone().into_bytes()), Ok(expected.clone()));
    assert_eq!(said(gz(whole.as_bytes())), Ok(expected.clone()));
    assert_eq!(said(zstd::encode_all(whole.as_bytes(), 1).unwrap()), Ok(expected));
    assert_eq!(said(Vec::new()), Ok("end 0".to_owned()));
    let cut = gz(whole.as_bytes());
    let error = said(cut[..cut.len() / 2].to_vec()).unwrap_err();
    assert!(error.starts_with("the compressed file ends too early") && error.contains("at stdin"), "{error}");
}

#[test]
fn a_pipe_that_has_run_dry_amid_a_record_is_waited_for() {
    let mut reader = Splits::find("flights", "-", Framing::Lines).unwrap().reader(0, 1);
    let (read, mut write) = io::pipe().unwrap();
    let control = ControlBlock::new(1);
    let stream = Stream::start(Pipe::of(read.into()), Waker::new(control.clone(), 0)).unwrap();
    reader.splits[0].stage = Stage::Stream(stream);
    let scratch = Bump::new();
    let mut next = |what: &str| loop {
        // The state of a round: what was found dry in it.
        let state = WorkerState::new(0, 1, control.clone());
        match reader.next_block(state.cx(&scratch)).unwrap() {
            Next::Idle if !state.dry().is_empty() => return None,
            // The thread has not seen the first bytes yet.
            Next::Idle => std::thread::yield_now(),
            Next::Block(block) => return Some(String::from_utf8(block.bytes().to_vec()).unwrap()),
            other => panic!("{what}: {other:?}"),
        }
    };
    write.write_all(b"one\n").unwrap();
    assert_eq!(next("first"), Some("one\n".to_owned()));
    assert_eq!(next("dry"), None);
    write.write_all(b"t").unwrap();
    assert_eq!(next("amid a record"), None);
    write.write_all(b"wo\n").unwrap();
    assert_eq!(next("second"), Some("two\n".to_owned()));
}
