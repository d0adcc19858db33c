//! Files that workers share hold the same records, headers and places as those of one reader, wherever they are cut.

use crate::cut::Cutting;
use crate::framing::Framing;
use crate::reader::{Next, Reader};
use crate::splits::Splits;
use std::path::PathBuf;
use weir_runtime::Bump;
use weir_runtime::control_block::ControlBlock;
use weir_runtime::cx::WorkerState;

/// A file that goes with the test.
struct File(PathBuf);

impl File {
    fn new(name: &str, bytes: &[u8]) -> File {
        let path = std::env::temp_dir().join(format!("weir-share-{}-{name}", std::process::id()));
        std::fs::write(&path, bytes).expect("a file for the test");
        File(path)
    }

    fn splits(&self, framing: Framing) -> Splits {
        Splits::find("flights", &self.0.to_string_lossy(), framing).expect("it is there")
    }
}

impl Drop for File {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

/// What was read: headers as they were told, and records with their places, ordered by line.
#[derive(Debug, Default, PartialEq, Eq)]
struct Read {
    header: Option<String>,
    records: Vec<(u64, String)>,
    error: Option<String>,
}

/// Reads with all readers in turn, each some blocks at a time.
fn read(framing: Framing, mut readers: Vec<Reader>, random: &mut Random) -> Read {
    let workers = readers.len();
    let states: Vec<WorkerState> =
        (0..workers).map(|me| WorkerState::new(me, workers, ControlBlock::new(workers))).collect();
    let (scratch, mut read, mut open) = (Bump::new(), Read::default(), (0..workers).collect::<Vec<_>>());
    let mut pieces = Vec::new();
    while !open.is_empty() {
        let turn = random.below(open.len());
        let reader = &mut readers[open[turn]];
        for _ in 0..=random.below(3) {
            match reader.next_block(states[open[turn]].cx(&scratch)) {
                Ok(Next::Header(header)) => {
                    let header = format!("{} {}", header.place, String::from_utf8_lossy(&header.record));
                    assert!(read.header.get_or_insert(header.clone()) == &header, "{header}");
                }
                Ok(Next::Block(block)) => {
                    pieces.push((reader.piece(), records(framing, &block)));
                    reader.recycle(block);
                }
                Ok(Next::Idle | Next::End(_)) => {}
                Ok(Next::Ended) => {
                    open.remove(turn);
                    break;
                }
                Err(error) => {
                    read.error = Some(error.to_string());
                    return read;
                }
            }
        }
    }
    pieces.sort_by_key(|(piece, _)| *piece);
    read.records = pieces.into_iter().flat_map(|(_, records)| records).collect();
    assert!(read.records.is_sorted_by_key(|(line, _)| *line), "pieces are numbered in the order of lines");
    read
}

fn records(framing: Framing, block: &crate::Block) -> Vec<(u64, String)> {
    let (text, mut at, mut records) = (block.bytes(), 0, Vec::new());
    while at < text.len() {
        let end = framing.first_end(&text[at..]).map_or(text.len(), |end| at + end);
        let place = block.place(at);
        let line = place.rsplit_once(':').expect("a line").1.parse().expect("a number");
        records.push((line, String::from_utf8_lossy(&text[at..end]).into_owned()));
        at = end;
    }
    records
}

/// xorshift.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % n as u64) as usize
    }

    fn of<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        choices[self.below(choices.len())]
    }

    /// Fields, quoted or not, well formed or not, or no fields at all.
    fn text(&mut self) -> Vec<u8> {
        let mut text = String::new();
        if self.below(4) == 0 {
            text.push('\u{feff}');
        }
        let wild = self.below(4) == 0;
        for _ in 0..self.below(30) {
            let piece = match wild {
                true => self.of(&["\"", "\"\"", ",", "\n", "\r\n", "\r", "x", "long text", ";"]),
                false => self.of(&[
                    "a,b\n",
                    "1,2\r\n",
                    "\n",
                    "\"a\nb\",c\n",
                    "\"a \"\"b\"\"\n,\",c\n",
                    "\"\",\"\"\n",
                    "5\" pipe,x\n",
                    "é,\"\r\n\"\r\n",
                ]),
            };
            text.push_str(piece);
        }
        text.push_str(self.of(&["", "", "last,row", "\"never closed,\n x"]));
        text.into_bytes()
    }
}

const FRAMINGS: [Framing; 3] = [
    Framing::Lines,
    Framing::Csv { separator: b',', header: false },
    Framing::Csv { separator: b',', header: true },
];

/// Compares for every framing, some sizes of units and numbers of workers.
fn check(name: &str, stored: &[u8], random: &mut Random) {
    let file = File::new(name, stored);
    for framing in FRAMINGS {
        let expected = read(framing, vec![file.splits(framing).reader(0, 1)], random);
        for unit_bytes in [1, 2, 3, 7, 64] {
            let workers = 1 + random.below(4);
            let how = Cutting::exactly(unit_bytes);
            let splits = file.splits(framing).cut(how);
            let readers = (0..workers).map(|me| splits.reader(me, workers)).collect();
            let shared = read(framing, readers, random);
            assert_eq!(shared, expected, "{framing:?} in units of {unit_bytes} bytes, {workers} workers");
        }
    }
}

#[test]
fn a_file_in_ranges_has_the_records_of_one_reader() {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    for _ in 0..60 {
        let text = random.text();
        check("ranges", &text, &mut random);
    }
}

#[test]
fn a_file_of_frames_has_the_records_of_one_reader() {
    let mut random = Random(0x2545_f491_4f6c_dd1d);
    for _ in 0..40 {
        let text = random.text();
        let mut stored = Vec::new();
        let mut rest = &text[..];
        while !rest.is_empty() || random.below(3) == 0 {
            let (frame, behind) = rest.split_at(random.below(rest.len() + 1));
            rest = behind;
            match random.below(5) {
                0 => stored.extend([0x57, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]),
                // With and without its length in its header.
                1 => stored.extend(zstd::bulk::compress(frame, 1).expect("into memory")),
                _ => stored.extend(zstd::encode_all(frame, 1).expect("into memory")),
            }
            if stored.len() < 12 {
                stored.extend(zstd::encode_all(frame, 1).expect("into memory"));
            }
        }
        check("frames.zst", &stored, &mut random);
    }
}

#[test]
fn units_of_frames_are_shared() {
    let rows: String = (0..100_000).map(|i| format!("{i},\"row\nnumber {i}\"\n")).collect();
    let frames: Vec<Vec<u8>> =
        rows.as_bytes().chunks(300_001).map(|text| zstd::encode_all(text, 1).expect("into memory")).collect();
    let file = File::new("many.zst", &frames.concat());
    let framing = Framing::Csv { separator: b',', header: true };
    let splits = file.splits(framing).cut(Cutting::exactly(1 << 20));
    let readers = (0..2).map(|me| splits.reader(me, 2)).collect();
    let shared = read(framing, readers, &mut Random(7));
    assert_eq!(shared.records.len(), 99_999);
    assert_eq!(shared.records[99_998], (199_999, "99999,\"row\nnumber 99999\"\n".to_owned()));
    assert!(
        splits.reader(0, 9).splits() == 1
            && !splits.reader(2, 9).is_empty()
            && splits.reader(8, 9).is_empty()
    );
}

#[test]
fn units_of_a_file_are_as_long_as_its_lines_make_them() {
    for (line_bytes, unit_bytes) in [(10, 40_000), (100, 204_800), (1000, 250_000)] {
        let line = "x".repeat(line_bytes - 1) + "\n";
        let file = File::new("lines", line.repeat(2_000_000 / line_bytes).as_bytes());
        let how = Cutting { unit_bytes_min: 40_000, unit_bytes_max: 250_000, file_bytes_min: 0 };
        let mut reader = file.splits(Framing::Lines).cut(how).reader(0, 1);
        let (state, scratch) = (WorkerState::new(0, 1, ControlBlock::new(1)), Bump::new());
        match reader.next_block(state.cx(&scratch)).expect("it can be read") {
            Next::Block(block) => assert_eq!(block.bytes().len(), unit_bytes, "lines of {line_bytes} bytes"),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn a_damaged_frame_is_an_error_with_its_place() {
    let rows: String = (0..50_000).map(|i| format!("{i},row number {i}\n")).collect();
    let frame = zstd::encode_all(rows.as_bytes(), 1).expect("into memory");
    let mut stored = [frame.clone(), frame.clone(), frame.clone()].concat();
    stored[frame.len() + frame.len() / 2..][..32].fill(0xaa);
    let file = File::new("damaged.zst", &stored);
    let splits = file.splits(Framing::Lines).cut(Cutting::exactly(1));
    let error = read(Framing::Lines, vec![splits.reader(0, 1)], &mut Random(7)).error.expect("an error");
    assert!(error.contains(&format!("damaged.zst, near byte {}, in `flights`", frame.len())), "{error}");
}

#[test]
fn the_progress_line_hears_of_every_stored_byte_once() {
    let text = "n,text\n1,\"a\nb\"\n".repeat(1000);
    for (name, stored) in [
        ("told.csv", text.clone().into_bytes()),
        ("told.zst", {
            let frame = zstd::encode_all(text.as_bytes(), 1).expect("into memory");
            [frame.clone(), frame].concat()
        }),
    ] {
        let file = File::new(name, &stored);
        let splits = file.splits(FRAMINGS[2]).cut(Cutting::exactly(100));
        let control = ControlBlock::new(1);
        let (state, scratch) = (WorkerState::new(0, 1, control.clone()), Bump::new());
        let mut reader = splits.reader(0, 1);
        while !matches!(reader.next_block(state.cx(&scratch)).expect("it can be read"), Next::Ended) {}
        assert_eq!(control.bytes().0, stored.len() as u64, "{name}");
    }
}

#[test]
fn times_before_a_block_are_known_once_all_blocks_before_have_said_theirs() {
    let file = File::new("times.csv", b"1\n2\n3\n4\n");
    let splits = file.splits(Framing::Lines).cut(Cutting::exactly(2));
    let (state, scratch) = (WorkerState::new(0, 1, ControlBlock::new(1)), Bump::new());
    let cx = state.cx(&scratch);
    let mut readers = [splits.reader(0, 2), splits.reader(1, 2)];
    let block = |reader: &mut Reader| match reader.next_block(cx).expect("it can be read") {
        Next::Block(block) => block,
        other => panic!("{other:?}"),
    };
    let first = block(&mut readers[0]);
    let second = block(&mut readers[1]);
    assert_eq!(readers[1].greatest_before(cx, &second, 20), None);
    readers[1].give_back(second);
    assert!(matches!(readers[1].next_block(cx).expect("it can be read"), Next::Idle));
    assert_eq!(readers[0].greatest_before(cx, &first, 30), Some(i64::MIN));
    let second = block(&mut readers[1]);
    assert_eq!((second.bytes(), readers[1].greatest_before(cx, &second, 20)), (&b"2\n"[..], Some(30)));
    let third = block(&mut readers[1]);
    assert_eq!(readers[1].greatest_before(cx, &third, i64::MIN), Some(30));
    let fourth = block(&mut readers[0]);
    assert_eq!(readers[0].greatest_before(cx, &fourth, 40), Some(30));
}

#[test]
fn a_file_that_becomes_shorter_is_an_error_however_it_is_read() {
    let rows: String = (0..50_000).map(|n| format!("row number {n}\n")).collect();
    let how = Cutting::exactly(64 * 1024);
    for cut in [false, true] {
        let file = File::new("shrinks", rows.as_bytes());
        let splits = file.splits(Framing::Lines);
        let splits = if cut { splits.cut(how) } else { splits };
        let mut reader = splits.reader(0, 1);
        let (state, scratch) = (WorkerState::new(0, 1, ControlBlock::new(1)), Bump::new());
        assert!(matches!(reader.next_block(state.cx(&scratch)), Ok(Next::Block(_))));
        std::fs::OpenOptions::new().write(true).open(&file.0).unwrap().set_len(1_000).unwrap();
        let error = loop {
            match reader.next_block(state.cx(&scratch)) {
                Ok(Next::Ended) => panic!("it seems to be whole"),
                Ok(_) => {}
                Err(error) => break error.to_string(),
            }
        };
        assert!(error.starts_with("cannot be read: it became shorter while it was read"), "{error}");
    }
}
