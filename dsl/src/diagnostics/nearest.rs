//! "did you mean": the known name that needs the fewest changes.

/// What other languages call things, and what they are called here.
const ELSEWHERE: [(&str, &str); 8] = [
    ("average", "avg"),
    ("hopping", "hop"),
    ("mean", "avg"),
    ("slide", "hop"),
    ("sliding", "hop"),
    ("total", "sum"),
    ("tumbling", "tumble"),
    ("uniq", "count_distinct"),
];

/// The candidate closest to `name`, where it is close enough to be meant; or what is called so elsewhere.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let candidates: Vec<&str> = candidates.into_iter().collect();
    if let Some((_, here)) = ELSEWHERE.iter().find(|(elsewhere, _)| *elsewhere == name)
        && let Some(found) = candidates.iter().find(|candidate| *candidate == here)
    {
        return Some(found);
    }
    let longer = |candidate: &str| name.chars().count().max(candidate.chars().count());
    // All names of one letter are one change apart: something has to be left.
    let is_near = |distance: usize, candidate: &str| {
        distance <= longer(candidate).div_ceil(3)
            && (distance < longer(candidate) || name.eq_ignore_ascii_case(candidate))
    };
    candidates
        .into_iter()
        .map(|candidate| (distance(name, candidate), candidate))
        .filter(|(distance, candidate)| is_near(*distance, candidate))
        .min()
        .map(|(_, candidate)| candidate)
}

/// The only candidate that is one change away from `name`: for words of which each means something else, where a guess would do harm.
pub fn misspelt<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let mut near = candidates.into_iter().filter(|candidate| distance(name, candidate) == 1);
    near.next().filter(|_| near.next().is_none())
}

/// Insertions, deletions, replacements and swaps of neighbours that turn one into the other; case counts half a change, rounded up.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.iter().collect::<String>().eq_ignore_ascii_case(&b.iter().collect::<String>()) {
        return usize::from(a != b);
    }
    let mut rows = vec![vec![0usize; b.len() + 1]; a.len() + 1];
    for (i, j) in (0..=a.len()).flat_map(|i| (0..=b.len()).map(move |j| (i, j))) {
        rows[i][j] = match (i, j) {
            (i, 0) => i,
            (0, j) => j,
            (i, j) => {
                let replaced = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
                let best = replaced.min(rows[i - 1][j] + 1).min(rows[i][j - 1] + 1);
                let swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
                if swapped { best.min(rows[i - 2][j - 2] + 1) } else { best }
            }
        };
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::{misspelt, nearest};

    #[test]
    fn something_of_the_name_is_left() {
        assert_eq!(nearest("prise", ["bidder", "price"]), Some("price"));
        assert_eq!(nearest("x", ["y", "z"]), None);
        assert_eq!(nearest("x", ["y", "X"]), Some("X"));
        assert_eq!(nearest("x", ["yz", "xy"]), Some("xy"));
        assert_eq!(nearest("hopping", ["tumble", "hop"]), Some("hop"));
    }

    #[test]
    fn what_could_be_two_words_is_none_of_them() {
        assert_eq!(misspelt("finl", ["append", "upsert", "final"]), Some("final"));
        assert_eq!(misspelt("insert", ["append", "upsert", "final"]), None);
        assert_eq!(misspelt("epoch_ns", ["iso", "epoch_ms", "epoch_us", "epoch_s"]), None);
    }
}
