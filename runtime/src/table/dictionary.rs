//! The dictionary of a table whose keys have texts: from texts to the numbers of entries. A key is placed by a [mix](crate::table::Lookup::mix) of its bytes, which for a short text takes a multiplication, and not by its partition
//! hash; the entry with the number that stands there says whether it is the right one. So nothing has to be kept true here: a place that is stale, or that another key took, costs a look-up in the index, which puts it right.
//!
//! That pays where few keys are busy. Where too many look-ups find another key, it is given up, and tried again a million look-ups later (`docs/decisions/text-keys.md`).

/// Places: two bytes each, so that all of them stay near.
const PLACES: usize = 1 << 13;
/// Look-ups that found another key, after which it is judged whether it pays.
const MISSED_JUDGED: u32 = 1 << 12;
/// It pays where at least so many find theirs for one that does not.
const FOUND_A_MISS: u64 = 8;
/// Look-ups without it before the next try.
const ROWS_BETWEEN: u32 = 1 << 20;

/// See the module's text.
#[derive(Debug)]
pub(super) struct Dictionary {
    /// `None`: it is given up, or has not begun.
    places: Option<Box<Places>>,
    found: u64,
    missed: u32,
    /// Look-ups still to be made without it.
    without: u32,
}

/// Numbers of entries, of those that two bytes can hold.
#[derive(Debug)]
pub(super) struct Places([u16; PLACES]);

impl Places {
    /// The number of the entry that may be that of a key.
    #[inline(always)]
    pub(super) fn number(&self, mix: u64) -> usize {
        self.0[place(mix)].into()
    }
}

impl Dictionary {
    /// Allocates nothing yet.
    pub(super) const fn new() -> Dictionary {
        Dictionary { places: None, found: 0, missed: 0, without: 0 }
    }

    /// Where to look first.
    #[inline(always)]
    pub(super) fn places(&self) -> Option<&Places> {
        self.places.as_deref()
    }

    /// The entry was the right one.
    #[inline(always)]
    pub(super) fn found(&mut self) {
        self.found += 1;
    }

    /// It was not, or there was nowhere to look: the one with this number is.
    #[inline]
    pub(super) fn missed(&mut self, mix: impl FnOnce() -> u64, number: usize) {
        let Some(places) = &mut self.places else {
            match self.without {
                0 => self.begin(),
                _ => self.pass(),
            }
            return;
        };
        if let Ok(number) = u16::try_from(number) {
            places.0[place(mix())] = number;
        }
        self.missed += 1;
        if self.missed >= MISSED_JUDGED {
            self.judge();
        }
    }

    /// Memory in use.
    pub(super) fn size_bytes(&self) -> usize {
        self.places.as_ref().map_or(0, |places| size_of_val(&**places))
    }

    /// Whether it is given up for now.
    #[inline(always)]
    pub(super) fn is_given_up(&self) -> bool {
        self.without > 0
    }

    /// A key was looked up without it while it is.
    #[inline(always)]
    pub(super) fn pass(&mut self) {
        self.without = self.without.saturating_sub(1);
    }

    #[cold]
    #[inline(never)]
    fn judge(&mut self) {
        if self.found < u64::from(self.missed) * FOUND_A_MISS {
            self.places = None;
            self.without = ROWS_BETWEEN;
        }
        (self.found, self.missed) = (0, 0);
    }

    #[cold]
    #[inline(never)]
    fn begin(&mut self) {
        self.places = Some(Box::new(Places([0; PLACES])));
    }
}

#[inline(always)]
fn place(mix: u64) -> usize {
    mix as usize & (PLACES - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A look-up of the key that is this number, with the entry of the same number.
    fn look_up(dictionary: &mut Dictionary, key: usize) {
        match dictionary.places().map(|places| places.number(key as u64)) {
            Some(number) if number == key => dictionary.found(),
            _ => dictionary.missed(|| key as u64, key),
        }
    }

    #[test]
    fn a_key_is_found_once_it_was_looked_up() {
        let mut dictionary = Dictionary::new();
        // The first look-up only begins it.
        (0..2).for_each(|_| look_up(&mut dictionary, 7));
        let number = |dictionary: &Dictionary, mix| dictionary.places().map(|places| places.number(mix));
        assert_eq!(
            [7, PLACES as u64 + 7, 8].map(|mix| number(&dictionary, mix)),
            [Some(7), Some(7), Some(0)]
        );
        dictionary.missed(|| 8, usize::from(u16::MAX) + 10);
        assert_eq!(number(&dictionary, 8), Some(0), "a number of more than two bytes has no place");
    }

    #[test]
    fn it_is_given_up_where_too_many_miss_and_tried_again() {
        for (found_a_miss, stays) in [(7, false), (8, true)] {
            let mut dictionary = Dictionary::new();
            look_up(&mut dictionary, 1);
            for miss in 0..MISSED_JUDGED as usize {
                (0..found_a_miss).for_each(|_| dictionary.found());
                dictionary.missed(|| miss as u64, miss);
            }
            assert_eq!(
                (dictionary.places.is_some(), dictionary.is_given_up()),
                (stays, !stays),
                "{found_a_miss}"
            );
            assert_eq!((dictionary.found, dictionary.missed), (0, 0));
            if !stays {
                (0..ROWS_BETWEEN).for_each(|_| look_up(&mut dictionary, 1));
                assert!(dictionary.places.is_none());
                look_up(&mut dictionary, 1);
                assert!(dictionary.places.is_some());
            }
        }
    }
}
