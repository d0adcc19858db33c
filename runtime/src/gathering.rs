//! When a worker gathers what rows add to running groups, before it goes to the workers that own the groups. What is gathered goes on after some rounds, or at once when
//! there is nothing else to do; and where gathering does not make less of the rows, it is given up.

/// Rounds after which all goes on at the latest: less than a millisecond of work.
const ROUNDS_MAX: u32 = 8;
/// Rows after which it is judged whether gathering pays.
const ROWS_JUDGED: u64 = 1 << 16;
/// It pays where at least so many rows go on as one.
const ROWS_A_PARTIAL_MIN: u64 = 2;

/// See the module's text. The groups are in a table beside; here they are known by their places.
#[derive(Debug)]
pub struct Gathering {
    on: bool,
    rounds: u32,
    rows: u64,
    passed: u64,
    /// Groups that have something to pass on.
    waiting: Vec<usize>,
    /// Groups of this worker whose change nobody was told.
    changed: Vec<usize>,
}

impl Gathering {
    /// For so many workers: one has nobody to spare work for.
    pub fn new(workers: usize) -> Gathering {
        Gathering { on: workers > 1, rounds: 0, rows: 0, passed: 0, waiting: Vec::new(), changed: Vec::new() }
    }

    /// Whether rows are gathered; otherwise each goes on by itself.
    #[inline(always)]
    pub fn is_on(&self) -> bool {
        self.on
    }

    /// A row was added to a group.
    #[inline(always)]
    pub fn row(&mut self) {
        self.rows += 1;
    }

    /// A group was passed on.
    #[inline(always)]
    pub fn passed(&mut self) {
        self.passed += 1;
    }

    /// The group at this place has something to pass on, and is not among those that wait.
    #[inline(always)]
    pub fn wait(&mut self, place: usize) {
        self.waiting.push(place);
    }

    /// The group at this place, which this worker owns, has changed, and is not among those of which that is known.
    #[inline(always)]
    pub fn changed(&mut self, place: usize) {
        self.changed.push(place);
    }

    /// Takes the groups that have changed; their memory is given back with [`Gathering::give_changed`].
    pub fn take_changed(&mut self) -> Vec<usize> {
        std::mem::take(&mut self.changed)
    }

    /// All changes were told.
    pub fn give_changed(&mut self, mut told: Vec<usize>) {
        told.clear();
        self.changed = told;
    }

    /// At the end of a round: whether what waits should go on. `dry`: nothing was done in it.
    #[inline]
    pub fn is_due(&mut self, dry: bool) -> bool {
        self.rounds += 1;
        let something = !self.waiting.is_empty() || !self.changed.is_empty() || self.rows >= ROWS_JUDGED;
        something && (dry || self.rounds >= ROUNDS_MAX)
    }

    /// Takes the groups that wait; their memory is given back with [`Gathering::went`].
    pub fn go(&mut self) -> Vec<usize> {
        self.rounds = 0;
        std::mem::take(&mut self.waiting)
    }

    /// All that waited was passed on. True once, when gathering is given up: then the groups can be forgotten.
    pub fn went(&mut self, mut waited: Vec<usize>) -> bool {
        waited.clear();
        self.waiting = waited;
        if self.rows < ROWS_JUDGED {
            return false;
        }
        let pays = self.rows >= self.passed * ROWS_A_PARTIAL_MIN;
        (self.rows, self.passed) = (0, 0);
        self.on &= pays;
        !pays
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_worker_gathers_nothing() {
        assert!(!Gathering::new(1).is_on());
    }

    #[test]
    fn what_waits_goes_on_after_some_rounds_or_when_there_is_nothing_else_to_do() {
        let mut gathering = Gathering::new(2);
        assert!(!gathering.is_due(true));
        gathering.wait(7);
        assert!(gathering.is_due(true));
        assert_eq!(gathering.go(), [7]);
        gathering.wait(8);
        let due: Vec<bool> = (0..ROUNDS_MAX).map(|_| gathering.is_due(false)).collect();
        assert_eq!(due.iter().position(|due| *due), Some(ROUNDS_MAX as usize - 1));
    }

    #[test]
    fn it_is_judged_too_where_each_row_went_on_at_once() {
        let mut gathering = Gathering::new(2);
        for _ in 0..ROWS_JUDGED {
            gathering.row();
            gathering.passed();
        }
        assert!(gathering.is_due(true));
        let waited = gathering.go();
        assert!(gathering.went(waited) && !gathering.is_on());
    }

    #[test]
    fn it_is_given_up_where_each_row_is_a_group_and_kept_where_many_are() {
        for (rows_a_group, is_on) in [(1, false), (2, true), (100, true)] {
            let mut gathering = Gathering::new(2);
            for row in 0..ROWS_JUDGED {
                gathering.row();
                if row % rows_a_group == 0 {
                    gathering.passed();
                }
            }
            let given_up = gathering.went(Vec::new());
            assert_eq!((gathering.is_on(), given_up), (is_on, !is_on), "{rows_a_group}");
        }
    }
}
