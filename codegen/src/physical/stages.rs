//! Fields of JSON lines that are read before the others: those that the filters behind a source look at, and those that its time is made of. The rest of a line is read where the row
//! passes them; what a filter drops costs no text that was checked, copied or converted.
//!
//! Two stages stand before the rest: filters over numbers and over what is there at all, which the way over the line has read already, and behind them filters over other values. They
//! take in what cannot fail of the filters next to the source, as far as nobody else reads its rows. Where the rest is nothing but numbers there is nothing to be gained, and all is read at once.

use super::{Node, Physical};
use crate::expressions::{can_fail, children, substitute};
use crate::optimise::conjuncts;
use std::collections::{BTreeMap, BTreeSet};
use weir_dsl::plan::Format;
use weir_dsl::plan::{
    Expr, ExprKind, Json, Operator, SourceArm, SourceConnector, Step, StepId, TimestampFormat,
};
use weir_dsl::types::{RecordId, Type};

/// Fields that one word has bits for: lines with more are read key by key, and at once.
pub const PLACES_MAX: usize = 64;

/// Fields of a source's rows: columns, and of those that are records the fields.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fields {
    /// Columns of the source.
    pub columns: BTreeSet<usize>,
    /// Fields of records, wherever these stand.
    pub records: BTreeMap<RecordId, BTreeSet<usize>>,
}

/// What is read in one go.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stage {
    /// The fields.
    pub fields: Fields,
    /// The filters that it is read for, each with the number of leading parts that it is enough for, counted from the first.
    pub tests: Vec<(StepId, usize)>,
}

/// The stages before the rest of a row, for a way to read; none: all is read at once. `timed`: each row's time is needed.
pub fn stages(physical: &Physical<'_>, source: &Step, arm: &SourceArm, timed: bool) -> Vec<Stage> {
    let SourceConnector::File { format: Format::Json(Json { timestamps, .. }), .. } = &arm.connector else {
        return Vec::new();
    };
    let format = *timestamps;
    let mut time = Fields::default();
    if let Some(expr) = arm.time.as_ref().filter(|_| timed) {
        // Who looks at rows that have no time looks at all of them.
        let is_shown = physical.shows_failed(source.id) && (can_fail(expr) || expr.ty.is_optional());
        if is_shown || !time.add(expr) {
            return Vec::new();
        }
    }
    let tests = tests(physical, source);
    let is_quick = |fields: &Fields| fields.is_quick(physical, source, format);
    let mut quick = tests.iter().take_while(|test| is_quick(&test.fields)).count();
    // Nothing but parameters: no stage of its own.
    if time.columns.is_empty() && tests[..quick].iter().all(|test| test.fields.columns.is_empty()) {
        quick = 0;
    }
    let mut stages: Vec<Stage> = Vec::new();
    for part in [&tests[..quick], &tests[quick..]] {
        if part.is_empty() {
            continue;
        }
        let mut stage = Stage::default();
        if stages.is_empty() {
            stage.fields = time.clone();
        }
        for test in part {
            stage.fields.extend(&test.fields);
            match stage.tests.iter_mut().find(|(step, _)| *step == test.step) {
                Some((_, parts)) => *parts = test.part + 1,
                None => stage.tests.push((test.step, test.part + 1)),
            }
        }
        stages.push(stage);
    }
    let Some(first) = stages.first().filter(|first| !first.fields.columns.is_empty()) else {
        return Vec::new();
    };
    let all = Fields::alive(physical, source);
    if all.count(physical, source, &time) > PLACES_MAX {
        return Vec::new();
    }
    if all.without(&first.fields).is_quick(physical, source, format) { Vec::new() } else { stages }
}

/// Whether a source's rows need their time: some step reads it, or a watermark comes of it.
pub fn needs_time(physical: &Physical<'_>, node: &Node) -> bool {
    let step = physical.step(node);
    step.output.time.is_some_and(|time| physical.live.is_live(step.id, time)) || !node.lattices.is_empty()
}

/// A part of a filter that stands next to a source.
struct Test {
    step: StepId,
    /// Its number among the parts of its filter.
    part: usize,
    fields: Fields,
}

/// The parts that can be told from fields of the source, as far as none can fail.
fn tests(physical: &Physical<'_>, source: &Step) -> Vec<Test> {
    let column = |(index, column): (usize, &weir_dsl::plan::Column)| Expr {
        kind: ExprKind::Column(index),
        ty: column.ty.clone(),
        span: source.span,
    };
    let mut columns: Vec<Expr> = source.output.columns.iter().enumerate().map(column).collect();
    let (mut found, mut from) = (Vec::new(), source.id);
    while let [only] = physical.consumers[from.0][..] {
        let step = physical.pipeline.step(only);
        let Operator::Where { predicate, columns: carried } = &step.operator else { break };
        // Who looks at rows that fail there looks at all of them.
        if physical.shows_rows(step.id) {
            break;
        }
        let of_source = |expr: &Expr| substitute(expr, &|index| columns[index].clone());
        for (part, expr) in conjuncts(predicate).into_iter().enumerate() {
            let (expr, mut fields) = (of_source(expr), Fields::default());
            if can_fail(&expr) || !fields.add(&expr) {
                return found;
            }
            found.push(Test { step: step.id, part, fields });
        }
        columns = carried.iter().map(of_source).collect();
        from = only;
    }
    found
}

impl Fields {
    /// All that somebody looks at.
    fn alive(physical: &Physical<'_>, source: &Step) -> Fields {
        let columns: BTreeSet<usize> = physical.live.columns(source.id).clone();
        let mut fields = Fields { columns, ..Fields::default() };
        let types = fields.columns.iter().map(|&column| source.output.columns[column].ty.clone());
        let mut open: Vec<Type> = types.collect();
        while let Some(ty) = open.pop() {
            let Type::Record(id) = ty.required() else { continue };
            if fields.records.contains_key(id) {
                continue;
            }
            let live = physical.live.fields(*id);
            let record = physical.pipeline.record(*id);
            open.extend(live.iter().map(|&field| record.fields[field].ty.clone()));
            fields.records.insert(*id, live);
        }
        fields.columns.retain(|&column| !source.output.columns[column].hidden());
        fields
    }

    /// How many there are with those of `time`, records and what is in them wherever they stand.
    fn count(&self, physical: &Physical<'_>, source: &Step, time: &Fields) -> usize {
        let mut open: Vec<Type> = self
            .columns
            .union(&time.columns)
            .map(|&column| source.output.columns[column].ty.clone())
            .collect();
        let mut count = 0;
        while let Some(ty) = open.pop() {
            count += 1;
            if let Type::Record(id) = ty.required() {
                let record = physical.pipeline.record(*id);
                open.extend(physical.live.fields(*id).iter().map(|&field| record.fields[field].ty.clone()));
            }
        }
        count
    }

    /// Adds what an expression over the source's columns looks at; false where it looks at a record as such, or at what the source makes itself.
    fn add(&mut self, expr: &Expr) -> bool {
        let is_record = |expr: &Expr| matches!(expr.ty.required(), Type::Record(_));
        match &expr.kind {
            ExprKind::IsNull(of) if is_record(of) => self.way(of),
            _ if is_record(expr) => false,
            ExprKind::Column(_) | ExprKind::Field(..) => self.way(expr),
            _ => children(expr).into_iter().all(|child| self.add(child)),
        }
    }

    /// Adds a column, or a field of a record, and the records that it is in.
    fn way(&mut self, expr: &Expr) -> bool {
        match &expr.kind {
            ExprKind::Column(column) => {
                self.columns.insert(*column);
                if let Type::Record(id) = expr.ty.required() {
                    self.records.entry(*id).or_default();
                }
                true
            }
            ExprKind::Field(base, field) => {
                let Type::Record(id) = base.ty.required() else { return false };
                self.records.entry(*id).or_default().insert(*field);
                if let Type::Record(id) = expr.ty.required() {
                    self.records.entry(*id).or_default();
                }
                self.way(base)
            }
            ExprKind::Unwrap(of) => self.way(of),
            _ => false,
        }
    }

    fn extend(&mut self, other: &Fields) {
        self.columns.extend(&other.columns);
        for (record, fields) in &other.records {
            self.records.entry(*record).or_default().extend(fields);
        }
    }

    /// What is not in the other one.
    fn without(&self, other: &Fields) -> Fields {
        let columns = self.columns.difference(&other.columns).copied().collect();
        let fields = |(id, fields): (&RecordId, &BTreeSet<usize>)| {
            let less = other.records.get(id).map_or_else(|| fields.clone(), |less| fields - less);
            (*id, less)
        };
        Fields { columns, records: self.records.iter().map(fields).collect() }
    }

    /// Whether the way over a line reads all of it.
    fn is_quick(&self, physical: &Physical<'_>, source: &Step, format: TimestampFormat) -> bool {
        let columns = self.columns.iter().map(|&column| &source.output.columns[column].ty);
        let fields = self.records.iter().flat_map(|(id, fields)| {
            let record = physical.pipeline.record(*id);
            fields.iter().map(|&field| &record.fields[field].ty)
        });
        columns.chain(fields).all(|ty| matches!(ty.required(), Type::Record(_)) || is_quick(ty, format))
    }
}

/// Whether the way over a line of a known shape reads such values: numbers that are kept in 64 bits.
pub fn is_quick(ty: &Type, format: TimestampFormat) -> bool {
    match ty.required() {
        Type::Int(_) | Type::F64 => true,
        Type::Timestamp => {
            matches!(format, TimestampFormat::EpochS | TimestampFormat::EpochMs | TimestampFormat::EpochUs)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The fields of each stage of a source, by their names, and how many parts of filters it is for.
    fn read(steps: &str) -> Vec<(String, usize)> {
        let (time, steps) = match steps.strip_prefix("TIME ").and_then(|text| text.split_once('\n')) {
            Some((time, steps)) => (format!(", time: {time}, watermark: ascending"), steps),
            None => (String::new(), steps),
        };
        let text = format!(
            "param on: bool = true\nrecord Bid {{ price: i64, url: string, when: timestamp, by: By }}\nrecord By {{ name: string, age: i64 }}\n\
             record R {{ a: i64, b: i64?, s: string, t: string, at: timestamp, bid: Bid? }}\n\
             source r: R = file {{ path: \"r\", format: json {{ timestamps: epoch_ms }}{time} }}\n{steps}"
        );
        let (pipeline, diagnostics) = weir_dsl::compile(&text, &weir_dsl::Options::new("r"));
        let pipeline = pipeline.unwrap_or_else(|| panic!("{}", diagnostics.render(&text, "r.weir")));
        let physical = Physical::of(&pipeline);
        let source = &pipeline.steps[0];
        let Operator::Source { arms, .. } = &source.operator else { panic!("a source comes first") };
        let name = |stage: &Stage| {
            let columns =
                stage.fields.columns.iter().map(|&column| source.output.columns[column].name.clone());
            let fields = stage.fields.records.iter().flat_map(|(id, fields)| {
                let record = pipeline.record(*id);
                fields.iter().map(|&field| format!(".{}", record.fields[field].name))
            });
            let names: Vec<String> = columns.chain(fields).collect();
            (names.join(" "), stage.tests.iter().map(|(_, parts)| parts).sum())
        };
        stages(&physical, source, &arms[0], arms[0].time.is_some()).iter().map(name).collect()
    }

    fn of(predicate: &str) -> Vec<(String, usize)> {
        read(&format!("from r |> where {predicate} |> select {{ a, s, bid }} |> into stdout {{}}"))
    }

    fn stage(fields: &str, parts: usize) -> (String, usize) {
        (fields.to_owned(), parts)
    }

    #[test]
    fn what_filters_look_at_is_read_first() {
        assert_eq!(of("a > 1"), [stage("a", 1)]);
        assert_eq!(of("t == \"x\""), [stage("t", 1)]);
        assert_eq!(of("a > 1 && b != null && t == \"x\" && a < 9"), [stage("a b", 2), stage("a t", 4)]);
        assert_eq!(of("on && t == \"x\""), [stage("t", 2)]);
        assert_eq!(of("bid != null && bid.price > 3"), [stage("bid .price", 2)]);
        assert_eq!(of("(bid?.by?.age ?? 0) > 3"), [stage("bid .by .age", 1)]);
        let two = "from r |> where bid != null |> where bid.price > 3 |> where contains(bid.url, \"x\") |> select { bid, s } |> into stdout {}";
        assert_eq!(read(two), [stage("bid .price", 2), stage("bid .url", 1)]);
    }

    /// The same of a source whose rows have times.
    fn timed(time: &str, steps: &str) -> Vec<(String, usize)> {
        read(&format!("TIME {time}\n{steps}"))
    }

    #[test]
    fn times_are_made_of_what_is_read_first() {
        let steps = "from r |> where a > 1 |> select { s, t } |> into stdout {}";
        assert_eq!(timed("at", steps), [stage("a at", 1)]);
        assert_eq!(timed("bid?.when", steps), [stage("a bid .when", 1)]);
        let shown = format!("{steps}\nfrom r.errors |> select {{ row }} |> into blackhole {{}}");
        assert_eq!(timed("at", &shown), [stage("a at", 1)], "every row has a time");
        assert_eq!(timed("bid?.when", &shown), [], "somebody looks at rows without a time");
    }

    #[test]
    fn lines_of_more_fields_than_a_shape_has_are_read_at_once() {
        let wide = |n: usize| {
            let fields: Vec<String> = (0..n).map(|i| format!("c{i}: i64")).collect();
            let names: Vec<String> = (0..n).map(|i| format!("c{i}")).collect();
            let text = format!(
                "record R {{ {}, s: string }}\nsource r: R = file {{ path: \"r\", format: json }}\n\
                 from r |> where c0 > 1 |> select {{ {}, s }} |> into stdout {{}}",
                fields.join(", "),
                names.join(", ")
            );
            let (pipeline, _) = weir_dsl::compile(&text, &weir_dsl::Options::new("r"));
            let pipeline = pipeline.expect("it compiles");
            let Operator::Source { arms, .. } = &pipeline.steps[0].operator else { panic!("a source") };
            stages(&Physical::of(&pipeline), &pipeline.steps[0], &arms[0], false).len()
        };
        assert_eq!((wide(63), wide(64)), (1, 0));
    }

    #[test]
    fn all_is_read_at_once_where_that_gains_nothing_or_could_be_noticed() {
        assert_eq!(
            read("from r |> where a > 1 |> select { a, b } |> into stdout {}"),
            [],
            "only numbers are left"
        );
        assert_eq!(read("from r |> select { a, s } |> into stdout {}"), [], "no filter");
        assert_eq!(of("on"), [], "no field is looked at");
        assert_eq!(of("10 / a > 1"), [], "it may fail");
        assert_eq!(of("a > 1 && 10 / a > 1 && t == \"x\""), [stage("a", 1)], "what stands before it");
        let two = "from r |> where a > 1 |> select { s } |> into stdout {}\nfrom r |> select { t } |> into blackhole {}";
        assert_eq!(read(two), [], "somebody else reads every row");
        let shown = "let x = from r |> where a > 1 && 10 / a > 1 |> select { s }\nfrom x |> into stdout {}\nfrom x.errors |> select { row } |> into blackhole {}";
        assert_eq!(read(shown), [], "somebody looks at rows that fail");
    }
}
