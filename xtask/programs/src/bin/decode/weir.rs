//! Bids read from JSON lines as generated code reads them: by the shape of the line where it is known, else key by key.

use weir_json::{Cursor, JsonError, Line, Marks, Order, Shapes, Wanted, WantedValue};
use weir_runtime::Bump;

const INT: WantedValue = WantedValue::Int { unit: 1, optional: false };

const fn field(key: &'static [u8], place: u8, value: WantedValue) -> Wanted {
    Wanted { key, place, value }
}

static THREE: &[Wanted] = &[
    field(b"event_type", 0, INT),
    field(
        b"bid",
        1,
        WantedValue::Record(&[
            field(b"auction", 2, INT),
            field(b"price", 3, INT),
            field(b"dateTime", 4, INT),
        ]),
    ),
];

static ALL: &[Wanted] = &[
    field(b"event_type", 0, INT),
    field(
        b"bid",
        1,
        WantedValue::Record(&[
            field(b"auction", 2, INT),
            field(b"bidder", 3, INT),
            field(b"price", 4, INT),
            field(b"dateTime", 5, INT),
            field(b"channel", 6, WantedValue::Other),
            field(b"url", 7, WantedValue::Other),
            field(b"extra", 8, WantedValue::Other),
        ]),
    ),
];

/// What is kept from block to block.
#[derive(Default)]
pub(super) struct JsonReader {
    marks: Marks,
    shapes: Shapes,
    event: Order,
    bid: Order,
}

impl JsonReader {
    /// Adds up three fields of each bid.
    pub(super) fn three(&mut self, block: &[u8]) -> Result<i64, JsonError> {
        let (mut lines, mut values, mut sum) = (self.marks.lines(block), [0; 5], 0);
        while let Some((line, present)) = lines.next_shaped(&mut self.shapes, &mut values) {
            sum += match present {
                Some(0b1_1111) => values[0] + values[2..].iter().sum::<i64>(),
                _ => {
                    let mut cursor = line.cursor();
                    let sum = three(&mut cursor, &mut self.event, &mut self.bid)?;
                    self.shapes.learn(&mut cursor, THREE);
                    sum
                }
            };
        }
        Ok(sum)
    }

    /// Adds up all numbers of each bid, and the lengths of its texts.
    pub(super) fn all(&mut self, block: &[u8], scratch: &Bump) -> Result<i64, JsonError> {
        let (mut lines, mut values, mut sum) = (self.marks.lines(block), [0; 9], 0);
        while let Some((line, present)) = lines.next_shaped(&mut self.shapes, &mut values) {
            sum += match present {
                Some(0b1_1111_1111) => all_found(line, &values, scratch)?,
                _ => {
                    let mut cursor = line.cursor();
                    let sum = all(&mut cursor, scratch, &mut self.event, &mut self.bid)?;
                    self.shapes.learn(&mut cursor, ALL);
                    sum
                }
            };
        }
        Ok(sum)
    }
}

#[inline(always)]
fn all_found(line: Line<'_>, values: &[i64; 9], scratch: &Bump) -> Result<i64, JsonError> {
    let mut cursor = line.cursor();
    let mut sum = values[0] + values[2..6].iter().sum::<i64>();
    for text in &values[6..] {
        cursor.go_to(*text);
        sum += cursor.str(scratch)?.len() as i64;
    }
    Ok(sum)
}

#[inline(never)]
fn three(cursor: &mut Cursor<'_>, event: &mut Order, bid: &mut Order) -> Result<i64, JsonError> {
    let mut sum = 0;
    cursor.begin_object()?;
    event.begin();
    while let Some(slot) = cursor.slot(event, &[b"event_type", b"bid"])? {
        if slot == 0 {
            sum += i64::from(cursor.int::<i32>()?);
            continue;
        }
        cursor.begin_object()?;
        bid.begin();
        while cursor.slot(bid, &[b"auction", b"price", b"dateTime"])?.is_some() {
            sum += cursor.int::<i64>()?;
        }
    }
    cursor.end()?;
    Ok(sum)
}

#[inline(never)]
fn all(
    cursor: &mut Cursor<'_>,
    scratch: &Bump,
    event: &mut Order,
    bid: &mut Order,
) -> Result<i64, JsonError> {
    const NAMES: [&[u8]; 7] = [b"auction", b"bidder", b"price", b"dateTime", b"channel", b"url", b"extra"];
    let mut sum = 0;
    cursor.begin_object()?;
    event.begin();
    while let Some(slot) = cursor.slot(event, &[b"event_type", b"bid"])? {
        if slot == 0 {
            sum += i64::from(cursor.int::<i32>()?);
            continue;
        }
        cursor.begin_object()?;
        bid.begin();
        while let Some(slot) = cursor.slot(bid, &NAMES)? {
            sum += if slot < 4 { cursor.int::<i64>()? } else { cursor.str(scratch)?.len() as i64 };
        }
    }
    cursor.end()?;
    Ok(sum)
}
