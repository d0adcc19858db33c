//! Who makes the rows of ways to read that are no files.

use crate::physical::dealt::made_by_one;
use crate::physical::{Node, Physical};
use weir_dsl::plan::{ExprKind, Operator, Setting, SourceArm, SourceConnector, Step};
use weir_dsl::value::Value;

/// One text a way to read, in the order in which they are written; with the connector's name before it where there are several.
pub(super) fn made_texts(physical: &Physical<'_>, node: &Node, step: &Step) -> Vec<String> {
    let Operator::Source { arms, .. } = &step.operator else { return Vec::new() };
    let made = arms.iter().filter_map(|arm| Some((name(arm)?, made_text(physical, node, arm))));
    let made: Vec<(&str, String)> = made.collect();
    match made.as_slice() {
        [(_, only)] => vec![only.clone()],
        _ => made.into_iter().map(|(name, text)| format!("{name}: {text}")).collect(),
    }
}

fn name(arm: &SourceArm) -> Option<&'static str> {
    match arm.connector {
        SourceConnector::File { .. } => None,
        SourceConnector::Nexmark { .. } => Some("nexmark"),
        SourceConnector::Generate { .. } => Some("generate"),
    }
}

fn made_text(physical: &Physical<'_>, node: &Node, arm: &SourceArm) -> String {
    if let Some(why) = made_by_one(physical.pipeline, node, arm) {
        return format!("by one worker: {why}");
    }
    let alone = match &arm.connector {
        SourceConnector::Nexmark { out_of_order, .. } => unless_zero("out_of_order", out_of_order),
        SourceConnector::Generate { rate, .. } if node.ordered => unless_zero("rate", rate),
        _ => String::new(),
    };
    let order = if node.ordered { ", put back into order" } else { "" };
    format!("in blocks by all workers{order}{alone}")
}

/// What is to be said where a setting other than 0 leaves all to one worker.
fn unless_zero(name: &str, setting: &Setting) -> String {
    match setting.kind {
        ExprKind::Literal(Value::Int(0) | Value::Duration(0)) => String::new(),
        _ => format!("; by one where `{name}` is not 0"),
    }
}
