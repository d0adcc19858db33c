//! What the readers of a file's units tell each other: what a unit does to the quotes of what follows, and its greatest time.
//!
//! A reader that has taken a unit says the first as soon as the unit is read and the second before it passes on any row, whatever
//! becomes of those rows; so whoever waits for a unit before its own waits for a thread at work, never for one that waits for
//! rows to be taken from it. Units are taken in order: all before one's own are taken.

use crate::quotes::{Change, Standing};
use std::hint::spin_loop;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::thread::yield_now;

/// Looks before a reader gives its core to another thread, some microseconds: whom it waits for may be one that does not run.
const SPINS: u32 = 256;
/// Times that it does so before it does something else. Decoding a block again costs more.
const YIELDS: u32 = 64;
/// Not said yet.
const UNSAID: i64 = i64::MIN;
/// No row of the unit has a time.
const NONE: i64 = i64::MIN + 1;

/// What is said of all units of a file.
#[derive(Debug)]
pub(crate) struct Sequence {
    units: Vec<Said>,
}

#[derive(Debug)]
struct Said {
    /// As [`Change::bits`]; 0 until it is said.
    change: AtomicU64,
    greatest: AtomicI64,
}

/// What one reader has heard so far: of the units before `unit`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Heard<T> {
    unit: usize,
    value: T,
}

impl Sequence {
    /// Of so many units.
    pub(crate) fn new(units: usize) -> Sequence {
        let said = || Said { change: AtomicU64::new(0), greatest: AtomicI64::new(UNSAID) };
        Sequence { units: (0..units).map(|_| said()).collect() }
    }

    /// Says what a unit does to the standing of quotes.
    pub(crate) fn say_change(&self, unit: usize, change: Change) {
        self.units[unit].change.store(change.bits(), Ordering::Release);
    }

    /// Says the greatest time of a unit's rows; `i64::MIN` where none has one.
    pub(crate) fn say_greatest(&self, unit: usize, time: i64) {
        self.units[unit].greatest.store(time.max(NONE), Ordering::Release);
    }

    /// How quotes stand at the start of a unit; `None` while one before has not been read.
    pub(crate) fn standing(&self, unit: usize, heard: &mut Heard<Standing>) -> Option<Standing> {
        self.hear(unit, heard, |said, standing| {
            Change::from_bits(said.change.load(Ordering::Acquire)).map(|change| change.apply(standing))
        })
    }

    /// The greatest time of all rows before a unit, `i64::MIN` where none has one; `None` while it is not known.
    pub(crate) fn greatest_before(&self, unit: usize, heard: &mut Heard<i64>) -> Option<i64> {
        self.hear(unit, heard, |said, greatest| match said.greatest.load(Ordering::Acquire) {
            UNSAID => None,
            NONE => Some(greatest),
            time => Some(greatest.max(time)),
        })
    }

    fn hear<T: Copy>(
        &self,
        unit: usize,
        heard: &mut Heard<T>,
        next: impl Fn(&Said, T) -> Option<T>,
    ) -> Option<T> {
        let mut looks = 0;
        while heard.unit < unit {
            match next(&self.units[heard.unit], heard.value) {
                Some(value) => (heard.unit, heard.value) = (heard.unit + 1, value),
                None if looks == SPINS + YIELDS => return None,
                None => {
                    looks += 1;
                    if looks <= SPINS { spin_loop() } else { yield_now() }
                }
            }
        }
        Some(heard.value)
    }
}

impl<T> Heard<T> {
    /// Nothing but what holds at the start.
    pub(crate) fn nothing(value: T) -> Heard<T> {
        Heard { unit: 0, value }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::framing::Framing;

    #[test]
    fn what_holds_before_a_unit_is_known_once_all_before_it_have_spoken() {
        let sequence = Sequence::new(3);
        let mut heard = Heard::nothing(i64::MIN);
        assert_eq!(sequence.greatest_before(0, &mut heard), Some(i64::MIN));
        sequence.say_greatest(1, 5);
        assert_eq!(sequence.greatest_before(2, &mut heard), None);
        sequence.say_greatest(0, i64::MIN);
        assert_eq!(sequence.greatest_before(1, &mut heard), Some(i64::MIN));
        assert_eq!(sequence.greatest_before(2, &mut heard), Some(5));
    }

    #[test]
    fn quotes_stand_as_the_units_before_left_them() {
        let csv = Framing::Csv { separator: b',', header: false };
        let sequence = Sequence::new(3);
        let mut heard = Heard::nothing(Standing::Record);
        assert_eq!(sequence.standing(1, &mut heard), None);
        sequence.say_change(0, Change::of(csv, b"a,\"b"));
        sequence.say_change(1, Change::of(csv, b"\n\",c"));
        assert_eq!(sequence.standing(1, &mut heard), Some(Standing::Quoted));
        assert_eq!(sequence.standing(2, &mut heard), Some(Standing::Amid));
    }
}
