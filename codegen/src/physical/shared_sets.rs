//! Shared sets: several `count_distinct` over one column, each with its own `where`, keep one set, in which each value has a bit for each of them
//! (`emit/distinct.rs`). A value is then hashed and looked up once a row, and kept once a group.
//!
//! The argument is looked at whether or not a condition holds, so it must be one that cannot fail: by itself an aggregate does not look at it where its
//! condition does not hold.

use crate::expressions::{can_fail, same};
use weir_dsl::plan::{Aggregate, AggregateFunction, Expr};

/// Conditions that one set has bits for.
const CONDITIONS_MAX: usize = 32;

/// The aggregates that share a set with this one, itself included, ascending. The first of them keeps it.
pub fn sharing(aggregates: &[Aggregate], index: usize) -> Vec<usize> {
    let Some(wanted) = shareable(&aggregates[index]) else { return vec![index] };
    let shares = |i: &usize| shareable(&aggregates[*i]).is_some_and(|other| same(other, wanted));
    let all: Vec<usize> = (0..aggregates.len()).filter(shares).collect();
    // More conditions than bits: sets of their own.
    if all.len() > CONDITIONS_MAX { vec![index] } else { all }
}

/// The sets that several aggregates share, each as those that do.
pub fn shared(aggregates: &[Aggregate]) -> Vec<Vec<usize>> {
    let of = (0..aggregates.len()).map(|index| (index, sharing(aggregates, index)));
    of.filter(|(index, sharing)| sharing.len() > 1 && sharing[0] == *index)
        .map(|(_, sharing)| sharing)
        .collect()
}

/// The argument of an aggregate that could share its set.
fn shareable(aggregate: &Aggregate) -> Option<&Expr> {
    let is_set = aggregate.function == AggregateFunction::CountDistinct;
    aggregate.argument.as_ref().filter(|argument| is_set && !can_fail(argument))
}

#[cfg(test)]
mod tests {
    use super::{CONDITIONS_MAX, shared, sharing};
    use crate::physical::samples::{pipeline, step};
    use weir_dsl::plan::{Aggregate, Operator};

    fn aggregates(all: &[&str]) -> Vec<Aggregate> {
        let named = all.iter().enumerate().map(|(index, aggregate)| format!("x{index}: {aggregate}"));
        let named: Vec<String> = named.collect();
        let pipeline =
            pipeline(&format!("let asked = from rows |> aggregate by k {{ {} }}", named.join(", ")));
        match &step(&pipeline, "asked").operator {
            Operator::Aggregate { aggregates, .. } => aggregates.clone(),
            other => panic!("an aggregate: {other:?}"),
        }
    }

    fn sets(all: &[&str]) -> Vec<Vec<usize>> {
        shared(&aggregates(all))
    }

    #[test]
    fn counts_of_one_column_share_a_set_whatever_their_conditions() {
        let all = [
            "count_distinct(v)",
            "count()",
            "count_distinct(v) where f > 1.0",
            "count_distinct(v) where 10 / m > 1",
        ];
        assert_eq!(sets(&all), [[0, 2, 3]]);
        let all = aggregates(&all);
        let each: Vec<Vec<usize>> = (0..all.len()).map(|index| sharing(&all, index)).collect();
        assert_eq!(each, [vec![0, 2, 3], vec![1], vec![0, 2, 3], vec![0, 2, 3]], "each knows of all");
        assert_eq!(sets(&["count_distinct(lower(s)) where b", "count_distinct(lower(s))"]), [[0, 1]]);
        let mixed = ["count_distinct(v)", "count_distinct(s)", "count_distinct(v)", "count_distinct(s)"];
        assert_eq!(sets(&mixed), [[0, 2], [1, 3]]);
    }

    #[test]
    fn other_values_and_other_aggregates_do_not_share() {
        for other in
            ["count_distinct(m)", "count_distinct(o)", "count_distinct(-v)", "count(v)", "sum(v)", "max(v)"]
        {
            assert_eq!(sets(&["count_distinct(v)", other]), [[0; 0]; 0], "{other}");
        }
    }

    #[test]
    fn an_argument_that_can_fail_is_looked_at_only_where_its_own_condition_holds() {
        let failing = ["count_distinct(v * v) where v < 10", "count_distinct(v * v)"];
        assert_eq!(sets(&failing), [[0; 0]; 0]);
        assert_eq!(sharing(&aggregates(&failing), 1), [1]);
    }

    #[test]
    fn more_conditions_than_bits_have_sets_of_their_own() {
        let conditions: Vec<String> =
            (0..=CONDITIONS_MAX).map(|least| format!("count_distinct(v) where m > {least}")).collect();
        let conditions: Vec<&str> = conditions.iter().map(String::as_str).collect();
        assert_eq!(sets(&conditions[1..]).concat().len(), CONDITIONS_MAX);
        assert_eq!(sets(&conditions), [[0; 0]; 0]);
    }
}
