//! The plan for people: one block a step, in the order rows pass.

use super::{
    coded_columns, common, connectors, delivery, exchange_text, fields_read, files_text, key_names,
    kind_name, made::made_texts, manner, once, read_first, shared_text, state_bound, time, written,
};
use crate::optimise::Applied;
use crate::physical::{Node, Physical};
use std::fmt::Write as _;
use weir_dsl::plan::{Operator, Step};
use weir_dsl::text::show::duration;

/// The whole plan. A node (a step with state, or one that merges or ends rows) begins a chain; steps indented behind it are fused into it.
pub fn text(physical: &Physical<'_>, applied: &[Applied], source: &str) -> String {
    let mut out = format!("pipeline {}\n", physical.pipeline.name);
    for line in physical.pipeline.doc.lines() {
        let _ = writeln!(out, "  {}", line.trim());
    }
    for step in &physical.pipeline.steps {
        describe(&mut out, physical, step, source);
    }
    let common = common(physical, source);
    if !applied.is_empty() || !common.is_empty() {
        out.push_str("\noptimiser\n");
        for rule in once(applied, &common) {
            let _ = writeln!(out, "  {}: {}", rule.rule, rule.what);
        }
    }
    out
}

fn describe(out: &mut String, physical: &Physical<'_>, step: &Step, source: &str) {
    let node = physical.node_of(step.id);
    let indent = if node.is_some() { "" } else { "  " };
    if node.is_some() {
        out.push('\n');
    }
    let written = written(physical.pipeline, step, source);
    let written = if written.chars().count() > 100 {
        format!("{}…", written.chars().take(99).collect::<String>())
    } else {
        written
    };
    let written = written.trim_start_matches("|> ");
    let _ = match written == step.uid {
        true => writeln!(out, "{indent}{written}"),
        false => writeln!(out, "{indent}{}  {written}", step.uid),
    };
    let mut facts: Vec<(&str, String)> = Vec::new();
    if !matches!(step.operator, Operator::Sink { .. } | Operator::Discard { .. }) {
        let names: Vec<&str> = step.output.visible().map(|(_, c)| c.name.as_str()).collect();
        facts.push(("rows", format!("{}({})", kind_name(&step.output), names.join(", "))));
    }
    if !step.output.key.is_empty() {
        facts.push(("key", key_names(&step.output).join(", ")));
    }
    if let Some(node) = node {
        facts.extend(node_facts(physical, node, step, source));
    }
    for (name, fact) in facts {
        let _ = writeln!(out, "{indent}    {name:<9} {fact}");
    }
}

fn node_facts(
    physical: &Physical<'_>,
    node: &Node,
    step: &Step,
    source: &str,
) -> Vec<(&'static str, String)> {
    let mut facts = Vec::new();
    let connectors = connectors(step);
    if !connectors.is_empty() {
        facts.push(("connector", connectors.join(" or ")));
    }
    facts.extend(time_facts(physical, step, source));
    if let Some(read) = fields_read(physical, step) {
        facts.push(("reads", if read.is_empty() { "no field".to_owned() } else { read.join(", ") }));
        facts.extend(read_first(physical, node, step).map(|first| ("first", first)));
        let split = match (node.splittable, node.ordered) {
            (true, _) => "may be split among workers".to_owned(),
            (false, true) => format!("may be split among workers and is put back: {}", seen(physical, node)),
            (false, false) => {
                let why = node.whole_because.unwrap_or("it cannot be put back");
                format!("is read by one worker: {}; {why}", seen(physical, node))
            }
        };
        facts.push(("order", split));
    }
    facts.extend(made_texts(physical, node, step).into_iter().map(|text| ("made", text)));
    if let Some(files) = files_text(node, step) {
        facts.push(("files", files.to_owned()));
    }
    if let Some(exchange) = exchange_text(physical, node) {
        facts.push(("exchange", exchange));
    }
    if let Some(why) = manner::elided(node) {
        facts.push(("exchange", why.to_owned()));
    }
    let coded = coded_columns(step);
    if !coded.is_empty() {
        facts.push(("codes", format!("{}: kept as times, made text when a row leaves", coded.join(", "))));
    }
    if let Some(shared) = shared_text(physical, step) {
        facts.push(("shares", shared));
    }
    if let Some(bound) = state_bound(physical, step) {
        facts.push(("state", bound));
    }
    facts.extend(manner::sets(step).into_iter().map(|set| ("sets", set)));
    if let Some(how) = manner::look_up(physical, step) {
        facts.push(("look-up", how.to_owned()));
    }
    if let Some(kept) = manner::hash(physical, step) {
        facts.push(("hash", kept.to_owned()));
    }
    if let Some(what) = manner::ahead(physical, step) {
        facts.push(("ahead", what.to_owned()));
    }
    if node.sorted {
        let (fact, what) = match step.operator {
            Operator::KeyBy { .. } => ("order", "kept, on one worker"),
            _ => ("fires", "in the order of keys"),
        };
        facts.push((fact, format!("{what}: {}", seen(physical, node))));
    }
    let delivery = delivery(step);
    for one in &delivery {
        let arm = if delivery.len() > 1 { format!("{}: ", one.connector) } else { String::new() };
        facts.push(("delivery", format!("{arm}{}: {}", one.guarantee, one.why)));
    }
    facts
}

/// Who looks at the order of a node's rows, the first of them.
fn seen(physical: &Physical<'_>, node: &Node) -> String {
    let by = node.order_seen_by.map(|by| physical.pipeline.step(by).uid.as_str());
    by.map_or_else(|| "order matters downstream".to_owned(), |by| format!("`{by}` looks at it"))
}

fn time_facts(physical: &Physical<'_>, step: &Step, source: &str) -> Vec<(&'static str, String)> {
    let window = time::opened(step);
    [
        ("time", time::time(step, source)),
        ("watermark", time::watermark(step, source)),
        ("window", window.map(time::window)),
        ("lateness", window.filter(|w| w.lateness_us > 0).map(|w| duration(w.lateness_us))),
        ("late rows", time::late(physical, step)),
    ]
    .into_iter()
    .filter_map(|(name, fact)| Some((name, fact?)))
    .collect()
}
