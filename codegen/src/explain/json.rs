//! The plan for tools: the same facts as the text.

use super::{
    coded_columns, common, connectors, delivery, exchange_text, fields_read, files_text, key_names,
    kind_name, made::made_texts, manner, once, operator_name, read_first, shared_text, state_bound, time,
    written,
};
use crate::optimise::Applied;
use crate::physical::Physical;
use serde_json::{Value, json};
use weir_dsl::plan::Step;
use weir_dsl::text::show::duration;

/// One object: `pipeline`, `doc`, `steps`, `optimiser`. Keys are sorted, so equal plans have equal texts.
pub fn json(physical: &Physical<'_>, applied: &[Applied], source: &str) -> String {
    let steps: Vec<Value> =
        physical.pipeline.steps.iter().map(|step| step_json(physical, step, source)).collect();
    let common = common(physical, source);
    let optimiser: Vec<Value> =
        once(applied, &common).into_iter().map(|a| json!({ "rule": a.rule, "what": a.what })).collect();
    json!({
        "pipeline": physical.pipeline.name,
        "doc": physical.pipeline.doc,
        "steps": steps,
        "optimiser": optimiser,
    })
    .to_string()
}

fn step_json(physical: &Physical<'_>, step: &Step, source: &str) -> Value {
    let node = physical.node_of(step.id);
    let window = time::opened(step);
    let uid = |id: &weir_dsl::plan::StepId| physical.pipeline.step(*id).uid.clone();
    let columns: Vec<Value> = step
        .output
        .visible()
        .map(|(_, c)| json!({ "name": c.name, "type": physical.pipeline.type_name(&c.ty) }))
        .collect();
    json!({
        "uid": step.uid,
        "name": step.name,
        "operator": operator_name(step),
        "text": written(physical.pipeline, step, source),
        "inputs": step.inputs.iter().map(uid).collect::<Vec<_>>(),
        "kind": kind_name(&step.output),
        "key": key_names(&step.output),
        "timed": step.output.time.is_some(),
        "time": time::time(step, source),
        "watermark": time::watermark(step, source),
        "window": window.map(time::window),
        "lateness": window.map(|w| duration(w.lateness_us)),
        "late": time::late(physical, step),
        "columns": columns,
        "chain": node.map(|n| n.name.clone()),
        "connectors": connectors(step),
        "reads": fields_read(physical, step),
        "first": node.and_then(|n| read_first(physical, n, step)),
        "splittable": node.filter(|_| step.inputs.is_empty()).map(|n| n.splittable || n.ordered),
        "order_seen_by": node.and_then(|n| n.order_seen_by).as_ref().map(uid),
        "files": node.and_then(|n| files_text(n, step)),
        "made": node.map(|n| made_texts(physical, n, step)).filter(|texts| !texts.is_empty()),
        "exchange": node.and_then(|n| exchange_text(physical, n)),
        "no_exchange": node.and_then(manner::elided),
        "codes": coded_columns(step),
        "shares": shared_text(physical, step),
        "state": state_bound(physical, step),
        "sets": manner::sets(step),
        "look_up": node.and_then(|_| manner::look_up(physical, step)),
        "hash": manner::hash(physical, step),
        "ahead": node.and_then(|_| manner::ahead(physical, step)),
        "delivery": delivery(step)
            .iter()
            .map(|d| json!({ "connector": d.connector, "guarantee": d.guarantee, "why": d.why }))
            .collect::<Vec<_>>(),
    })
}
