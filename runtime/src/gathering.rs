//! When a worker gathers what rows add to running groups, before it goes to the workers that own the groups. What is gathered goes on after some rounds, or at once when
//! there is nothing else to do. Where gathering makes too little of the rows, each goes on by itself for a while, and then it is tried again.

/// Rounds after which all goes on at the latest: less than a millisecond of work.
const ROUNDS_MAX: u32 = 8;
/// Rows after which it is judged whether gathering pays.
const ROWS_JUDGED: u64 = 1 << 14;
/// It pays where at least so many rows go on as one: to make a partial group, send it and merge it takes as long as to send so many rows.
const ROWS_A_PARTIAL_MIN: u64 = 6;
/// It also pays where at least so many do and their groups are not spread evenly: where the worker that owns most of the rows has so many halves of its share.
const ROWS_A_PARTIAL_UNEVEN: u64 = 2;
const UNEVEN_HALVES: u64 = 3;
/// Rows that go on by themselves before the next try.
const ROWS_BETWEEN: u64 = 1 << 20;
/// The same for groups with sets. Their values are remembered from one time to the next, so it takes longer to see what that is good for; and it is not tried again, as all would be seen anew.
const ROWS_JUDGED_SETS: u64 = 1 << 16;
const ROWS_A_PARTIAL_SETS: u64 = 2;

/// Groups without sets that are kept when what they had went on: most will be needed again.
pub const GROUPS_KEPT: usize = 1 << 12;

/// See the module's text. The groups are in a table beside; here they are known by their places.
#[derive(Debug)]
pub struct Gathering {
    on: bool,
    /// Whether the groups have sets.
    sets: bool,
    rounds: u32,
    rows: u64,
    passed: u64,
    /// Of the rows that were passed on, how many went to each worker.
    shares: Vec<u64>,
    /// Rows that went on by themselves.
    singles: u64,
    /// Groups that have something to pass on.
    waiting: Vec<usize>,
    /// Groups of this worker whose change nobody was told.
    changed: Vec<usize>,
}

impl Gathering {
    /// For so many workers: one has nobody to spare work for.
    pub fn new(workers: usize) -> Gathering {
        Gathering {
            on: workers > 1,
            sets: false,
            rounds: 0,
            rows: 0,
            passed: 0,
            shares: vec![0; workers],
            singles: 0,
            waiting: Vec::new(),
            changed: Vec::new(),
        }
    }

    /// The same for groups with sets.
    pub fn of_sets(workers: usize) -> Gathering {
        Gathering { sets: true, ..Gathering::new(workers) }
    }

    /// Whether rows are gathered; otherwise each goes on by itself.
    #[inline(always)]
    pub fn is_on(&self) -> bool {
        self.on
    }

    /// A row goes on by itself.
    #[inline(always)]
    pub fn single(&mut self) {
        self.singles += 1;
        if self.singles >= ROWS_BETWEEN {
            self.try_again();
        }
    }

    #[cold]
    #[inline(never)]
    fn try_again(&mut self) {
        self.singles = 0;
        self.on = self.shares.len() > 1 && !self.sets;
    }

    /// A row was added to a group.
    #[inline(always)]
    pub fn row(&mut self) {
        self.rows += 1;
    }

    /// A group with so many rows was passed on to a worker.
    #[inline(always)]
    pub fn passed(&mut self, to: usize, rows: u64) {
        self.passed += 1;
        self.shares[to] += rows;
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
        let something =
            !self.waiting.is_empty() || !self.changed.is_empty() || self.rows >= self.rows_judged();
        something && (dry || self.rounds >= ROUNDS_MAX)
    }

    /// Takes the groups that wait; their memory is given back with [`Gathering::went`].
    pub fn go(&mut self) -> Vec<usize> {
        self.rounds = 0;
        std::mem::take(&mut self.waiting)
    }

    /// All that waited was passed on. True when gathering is given up: then the groups can be forgotten.
    pub fn went(&mut self, mut waited: Vec<usize>) -> bool {
        waited.clear();
        self.waiting = waited;
        if !self.on || self.rows < self.rows_judged() {
            return false;
        }
        self.on = self.pays();
        (self.rows, self.passed) = (0, 0);
        self.shares.fill(0);
        !self.on
    }

    fn rows_judged(&self) -> u64 {
        if self.sets { ROWS_JUDGED_SETS } else { ROWS_JUDGED }
    }

    fn pays(&self) -> bool {
        let makes_one_of = |rows: u64| self.rows >= self.passed * rows;
        if self.sets {
            return makes_one_of(ROWS_A_PARTIAL_SETS);
        }
        let most = self.shares.iter().max().copied().unwrap_or(0);
        let is_uneven = most * 2 * self.shares.len() as u64 >= self.rows * UNEVEN_HALVES;
        makes_one_of(ROWS_A_PARTIAL_MIN) || makes_one_of(ROWS_A_PARTIAL_UNEVEN) && is_uneven
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One of two workers that gathers, after so many rows of groups with `rows_a_group` each, of which those whose number divides by `every` belong to the other worker.
    fn judged(mut gathering: Gathering, rows: u64, rows_a_group: u64, every: u64) -> (Gathering, bool) {
        for group in 0..rows / rows_a_group {
            (0..rows_a_group).for_each(|_| gathering.row());
            gathering.passed(usize::from(group % every == 0), rows_a_group);
        }
        let waited = gathering.go();
        let given_up = gathering.went(waited);
        (gathering, given_up)
    }

    #[test]
    fn one_worker_gathers_nothing() {
        let mut gathering = Gathering::new(1);
        assert!(!gathering.is_on());
        (0..ROWS_BETWEEN).for_each(|_| gathering.single());
        assert!(!gathering.is_on());
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
        let mut gathering = Gathering::of_sets(2);
        for _ in 0..ROWS_JUDGED_SETS {
            gathering.row();
            gathering.passed(0, 1);
        }
        assert!(gathering.is_due(true));
        let waited = gathering.go();
        assert!(gathering.went(waited) && !gathering.is_on());
    }

    #[test]
    fn it_is_given_up_where_few_rows_are_one_and_tried_again() {
        let rows = 3 * ROWS_JUDGED;
        for (rows_a_group, is_on) in [(1, false), (3, false), (6, true), (128, true)] {
            let (mut gathering, given_up) = judged(Gathering::new(2), rows, rows_a_group, 2);
            assert_eq!((gathering.is_on(), given_up), (is_on, !is_on), "{rows_a_group}");
            (1..ROWS_BETWEEN).for_each(|_| gathering.single());
            assert_eq!(gathering.is_on(), is_on, "{rows_a_group}");
            gathering.single();
            assert!(gathering.is_on());
        }
    }

    #[test]
    fn it_is_kept_where_one_worker_would_get_most_of_the_rows() {
        let cases = [(1, 8, false), (2, 2, false), (2, 3, false), (2, 4, true), (2, 8, true), (3, 1, true)];
        for (rows_a_group, every, is_on) in cases {
            let (gathering, _) = judged(Gathering::new(2), 3 * ROWS_JUDGED, rows_a_group, every);
            assert_eq!(gathering.is_on(), is_on, "{rows_a_group} {every}");
        }
    }

    #[test]
    fn sets_are_given_up_late_and_for_good() {
        let few = judged(Gathering::of_sets(2), ROWS_JUDGED, 1, 2).0;
        assert!(few.is_on());
        assert!(judged(Gathering::of_sets(2), ROWS_JUDGED_SETS, 2, 2).0.is_on());
        let mut many = judged(Gathering::of_sets(2), ROWS_JUDGED_SETS, 1, 2).0;
        (0..ROWS_BETWEEN).for_each(|_| many.single());
        assert!(!many.is_on());
    }
}
