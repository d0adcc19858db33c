//! What `explain` prints: the physical plan with kinds, keys, time, exchanges, state bounds and delivery; as text and as JSON.

mod json;
mod made;
mod manner;
mod text;
mod time;

pub use json::json;
pub use text::text;

use crate::optimise::{AHEAD, Applied, conjuncts};
use crate::physical::coding::{extreme_code, time_code};
use crate::physical::common::Shared;
use crate::physical::local_global::Local;
use crate::physical::partition::{Key, Placement};
use crate::physical::sharing::Sharing;
use crate::physical::sliding::{self, Merging};
use crate::physical::stages::{Fields, Stage, needs_time, stages};
use crate::physical::{Node, Physical};
use weir_dsl::plan::{
    BinaryOp, Expr, ExprKind, Kind, Operator, Pipeline, Schema, SinkConnector, SourceConnector, Step,
    WindowUse,
};
use weir_dsl::span::Span;
use weir_dsl::types::Type;

/// The text of a step as the user wrote it, on one line; of a filter that was split its own parts.
pub fn written(pipeline: &Pipeline, step: &Step, source: &str) -> String {
    let rest = format!("{}{AHEAD}", step.uid);
    let is_part = step.uid.ends_with(AHEAD) || pipeline.steps.iter().any(|step| step.uid == rest);
    let Operator::Where { predicate, .. } = &step.operator else { return step.span.one_line(source) };
    if !is_part {
        return step.span.one_line(source);
    }
    let other = step.uid.strip_suffix(AHEAD).unwrap_or(&rest);
    let others =
        pipeline.steps.iter().filter(|step| step.uid == other).flat_map(|step| match &step.operator {
            Operator::Where { predicate, .. } => conjuncts(predicate),
            _ => Vec::new(),
        });
    let others: Vec<Span> = others.map(|part| part.span).collect();
    let part = |part: &Expr| {
        let text = part.span.one_line(source);
        let is_loose = matches!(part.kind, ExprKind::Binary(BinaryOp::Or, ..)) && !text.starts_with('(');
        match others.contains(&part.span) {
            // Of a function that is written out.
            true => format!("(a part of {text})"),
            false if is_loose && text.contains("||") => format!("({text})"),
            false => text,
        }
    };
    let parts: Vec<String> = conjuncts(predicate).into_iter().map(part).collect();
    format!("|> where {}", parts.join(" && "))
}

/// The operator's word in the language.
fn operator_name(step: &Step) -> &'static str {
    match &step.operator {
        Operator::Source { .. } => "source",
        Operator::Where { .. } => "where",
        Operator::Project { written, .. } => match written {
            weir_dsl::plan::ProjectForm::Select => "select",
            weir_dsl::plan::ProjectForm::Derive => "derive",
            weir_dsl::plan::ProjectForm::Drop => "drop",
        },
        Operator::Union => "union",
        Operator::KeyBy { .. } => "key by",
        Operator::Aggregate { .. } => "aggregate",
        Operator::Top { .. } => "top",
        Operator::Dedup { .. } => "dedup",
        Operator::Late { .. } => "late",
        Operator::Errors { .. } => "errors",
        Operator::Sink { .. } => "into",
        Operator::Discard { .. } => "discard",
    }
}

/// `stream<origin, mean>`, with what is hidden left out.
fn kind_name(schema: &Schema) -> &'static str {
    match schema.kind {
        Kind::Stream => "stream",
        Kind::Windowed => "windowed",
        Kind::Table => "table",
    }
}

/// Names of the columns that rows are keyed by.
fn key_names(schema: &Schema) -> Vec<&str> {
    schema.key.iter().map(|&k| schema.columns[k].name.as_str()).collect()
}

/// `by key (auction)`, `to one worker`.
fn exchange_text(physical: &Physical<'_>, node: &Node) -> Option<String> {
    let entry = physical.entry_of(node.step)?;
    let (exchange, local) = (entry.exchange.as_ref()?, physical.local(entry));
    let input = physical.step(node).inputs.first().map(|&i| &physical.pipeline.step(i).output)?;
    let before = match local {
        Some(Local::Gathers) => ", gathered into partial groups where that makes less of the rows",
        Some(Local::Combines) => ", rows of a key combined where that makes less of them",
        Some(Local::TwoStages) => ", one partial group a window from each",
        Some(Local::Prunes) => ", the best of each",
        None => "",
    };
    let ordered = if exchange.in_order { ", in the order of reading" } else { "" };
    Some(match &exchange.to {
        Placement::One => format!("to one worker{before}{ordered}"),
        Placement::ByKey(keys) => {
            let name = |key: &Key| match key.0.kind {
                ExprKind::Column(index) => input.columns[index].name.clone(),
                _ => "computed".to_owned(),
            };
            let names = keys.iter().map(name).collect::<Vec<_>>().join(", ");
            format!("by key ({names}){before}{ordered}")
        }
    })
}

/// `slices of 10 s with per_hour`: what a step's rows are counted into before its windows.
fn shared_text(physical: &Physical<'_>, step: &Step) -> Option<String> {
    let slices = physical.slices_of(step.id)?;
    let others = slices.shared_by.iter().filter(|&&other| other != step.id);
    let others: Vec<&str> = others.map(|&other| physical.pipeline.step(other).uid.as_str()).collect();
    let length = weir_dsl::text::show::duration(slices.window?.size_us);
    Some(format!("slices of {length} with {}, merged into windows when they are over", others.join(", ")))
}

/// What chains compute once instead of several times, as lines of the optimiser.
fn common(physical: &Physical<'_>, source: &str) -> Vec<Applied> {
    let line = |shared: &Shared| {
        let mut steps: Vec<&str> =
            shared.steps.iter().map(|&step| physical.pipeline.step(step).uid.as_str()).collect();
        steps.dedup();
        let steps: Vec<String> = steps.into_iter().map(|uid| format!("`{uid}`")).collect();
        let text = shared.expr.span.one_line(source);
        let n = shared.steps.len();
        Applied {
            rule: "common",
            what: format!("`{text}` in {} computed once, not {n} times", steps.join(", ")),
        }
    };
    physical.common.shared().iter().map(line).collect()
}

/// What rules did, each line once: rounds of them, and parts of what a function was written for, say the same.
fn once<'a>(applied: &'a [Applied], common: &'a [Applied]) -> Vec<&'a Applied> {
    let mut lines: Vec<&Applied> = Vec::new();
    for line in applied.iter().chain(common) {
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    lines
}

/// What is read of a source's rows before the rest, stage by stage: of several ways to read it that of the first that does so.
fn read_first(physical: &Physical<'_>, node: &Node, step: &Step) -> Option<String> {
    let Operator::Source { arms, .. } = &step.operator else { return None };
    let timed = needs_time(physical, node);
    let stages =
        arms.iter().map(|arm| stages(physical, step, arm, timed)).find(|stages| !stages.is_empty())?;
    let fields = |stage: &Stage| {
        let mut names = Vec::new();
        for &column in &stage.fields.columns {
            let column = &step.output.columns[column];
            field_names(physical, &stage.fields, &column.name, &column.ty, &mut names);
        }
        names.join(", ")
    };
    let last = stages.iter().flat_map(|stage| &stage.tests).map(|(step, _)| *step).max()?;
    let stages: Vec<String> = stages.iter().map(fields).collect();
    let uid = &physical.pipeline.step(last).uid;
    Some(format!("{}; the rest of rows that `{uid}` keeps", stages.join("; then ")))
}

/// `bid.price` and the like: what is read of a column.
fn field_names(physical: &Physical<'_>, fields: &Fields, name: &str, ty: &Type, names: &mut Vec<String>) {
    let Type::Record(id) = ty.required() else { return names.push(name.to_owned()) };
    let inside = fields.records.get(id).filter(|inside| !inside.is_empty());
    let Some(inside) = inside else { return names.push(format!("whether {name} is there")) };
    for &field in inside {
        let field = &physical.pipeline.record(*id).fields[field];
        field_names(physical, fields, &format!("{name}.{}", field.name), &field.ty, names);
    }
}

/// Columns of a step's result whose text is made of a number that the step keeps.
fn coded_columns(step: &Step) -> Vec<&str> {
    let Operator::Aggregate { keys, aggregates, .. } = &step.operator else { return Vec::new() };
    let keys = keys.iter().map(|key| time_code(key).is_some());
    let coded = keys.chain(aggregates.iter().map(|aggregate| extreme_code(aggregate).is_some()));
    let columns = step.output.columns.iter().zip(coded).filter(|(_, is_coded)| *is_coded);
    columns.map(|(column, _)| column.name.as_str()).collect()
}

/// The bound of a step's state as a formula; `None`: it keeps none.
fn state_bound(physical: &Physical<'_>, step: &Step) -> Option<String> {
    let node = physical.node_of(step.id)?;
    let Some(window) = node.window else { return running_bound(step) };
    let (of, is_new) = match &step.operator {
        Operator::Aggregate { window, aggregates, keys } => {
            let groups = if keys.is_empty() { "1 group" } else { "keys" };
            (format!("{groups} × {} aggregate(s)", aggregates.len()), matches!(window, WindowUse::New(_)))
        }
        Operator::Top { window, n, with_ties, .. } => {
            let ties = if *with_ties { " and ties" } else { "" };
            (format!("partitions × {n} row(s){ties}"), matches!(window, WindowUse::New(_)))
        }
        _ => return None,
    };
    let slices = if is_new { window.size_us / sliding::slice_us(&window) } else { 1 };
    let panes = if slices == 1 { "open windows".to_owned() } else { format!("{slices} slices of a window") };
    let total = match sliding::merging(step) {
        Merging::Total => ", and a running total of them",
        Merging::Blocks => ", merged ahead in blocks of 2, 4, 8 …",
        Merging::Slices => "",
    };
    let shared =
        if physical.slices_of(step.id).is_some() { ", behind the slices that it shares" } else { "" };
    Some(format!("{of} × {panes}{total}{shared}"))
}

/// The bound of a step without a window: what one key costs, and why there may be any number of keys.
fn running_bound(step: &Step) -> Option<String> {
    let of = match &step.operator {
        Operator::Aggregate { aggregates, keys, .. } => {
            let groups = if keys.is_empty() { "1 group" } else { "keys" };
            format!("{groups} × {} aggregate(s)", aggregates.len())
        }
        Operator::Top { n, with_ties, .. } => {
            format!("partitions × {n} row(s){}", if *with_ties { " and ties" } else { "" })
        }
        Operator::Dedup { .. } => "keys × 1 row".to_owned(),
        _ => return None,
    };
    Some(match &step.unbounded {
        Some(why) => format!("{of}, unbounded: {why}"),
        None => format!("{of}, over the whole input"),
    })
}

/// What a sink promises without checkpoints.
struct Delivery {
    /// Which arm.
    connector: &'static str,
    /// `exactly_once`, `at_least_once`, `nothing`.
    guarantee: &'static str,
    why: &'static str,
}

/// What each arm of a sink promises, each connector once.
fn delivery(step: &Step) -> Vec<Delivery> {
    let Operator::Sink { arms, .. } = &step.operator else { return Vec::new() };
    let mut all: Vec<Delivery> = Vec::new();
    for arm in arms {
        let (guarantee, why) = match arm.connector {
            SinkConnector::File { .. } => (
                "exactly_once",
                "the file appears under its name only when the job has finished; a job that fails starts over",
            ),
            SinkConnector::Stdout { .. } => {
                ("at_least_once", "a job that fails starts over and writes its rows again")
            }
            SinkConnector::Blackhole => ("nothing", "rows are counted and not kept"),
        };
        let connector = sink_name(&arm.connector);
        if all.iter().all(|other| other.connector != connector) {
            all.push(Delivery { connector, guarantee, why });
        }
    }
    all
}

fn sink_name(connector: &SinkConnector) -> &'static str {
    match connector {
        SinkConnector::Stdout { .. } => "stdout",
        SinkConnector::File { .. } => "file",
        SinkConnector::Blackhole => "blackhole",
    }
}

/// The connectors of a step's arms.
fn connectors(step: &Step) -> Vec<&'static str> {
    match &step.operator {
        Operator::Source { arms, .. } => arms
            .iter()
            .map(|a| match a.connector {
                SourceConnector::File { .. } => "file",
                SourceConnector::Nexmark { .. } => "nexmark",
                SourceConnector::Generate { .. } => "generate",
            })
            .collect(),
        Operator::Sink { arms, .. } => arms.iter().map(|a| sink_name(&a.connector)).collect(),
        _ => Vec::new(),
    }
}

/// Who reads the files of a source, and why so; `None`: it reads none. Of several ways to read it is that of the first file.
fn files_text(node: &Node, step: &Step) -> Option<&'static str> {
    let Operator::Source { arms, .. } = &step.operator else { return None };
    let arm = arms.iter().find(|arm| matches!(arm.connector, SourceConnector::File { .. }))?;
    Some(match Sharing::of(node, arm) {
        Sharing::One => "one reader for all: order matters downstream",
        Sharing::Ordered if node.lattices.is_empty() || arm.watermark.is_none() => {
            "large ones in pieces by all workers, put back into order"
        }
        Sharing::Ordered => {
            "a large one in pieces by all workers, put back into order; several: one reader for all"
        }
        Sharing::OrderedSequence => {
            "a large one in pieces by all workers, which tell each other their times, put back into order where it matters; several: one reader for all"
        }
        Sharing::Files if node.changes_seen => "one reader each: every change is written, in order",
        Sharing::Files => {
            "one reader each: lateness is judged behind a second exchange, or of several inputs"
        }
        Sharing::Pieces => "large ones in pieces by all workers: no row is late, no order is seen",
        Sharing::Sequence => {
            "a large one in pieces by all workers, which tell each other their times; several: one reader each"
        }
    })
}

/// Names of the source fields that are read at all.
fn fields_read(physical: &Physical<'_>, step: &Step) -> Option<Vec<String>> {
    let Operator::Source { record, .. } = &step.operator else { return None };
    let columns = physical.live_columns(step.id).into_iter().map(|c| &step.output.columns[c]);
    let mut read: Vec<String> = Vec::new();
    for column in columns.filter(|c| !c.hidden()) {
        match column.ty.required() {
            weir_dsl::types::Type::Record(id) => {
                let fields = &physical.pipeline.record(*id).fields;
                let live = physical.live.fields(*id);
                if live.is_empty() {
                    read.push(column.name.clone());
                }
                read.extend(live.into_iter().map(|f| format!("{}.{}", column.name, fields[f].name)));
            }
            _ => read.push(column.name.clone()),
        }
    }
    let _ = record;
    Some(read)
}
