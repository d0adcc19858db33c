//! What `explain` says of time: where it comes from, how windows cut it, what becomes of late rows.

use crate::physical::Physical;
use weir_dsl::plan::{Operator, Pipeline, SourceArm, Step, StepId, Watermark, Window, WindowUse};
use weir_dsl::text::show::duration;

/// Where a source's rows have their time from, as written; of several arms, each way once.
pub(super) fn time(step: &Step, source: &str) -> Option<String> {
    each_arm(step, |arm| Some(arm.time.as_ref()?.span.text(source).to_owned()))
}

/// How far a source's rows may come out of order, as written: `max_lag(30s)`, `ascending`.
pub(super) fn watermark(step: &Step, source: &str) -> Option<String> {
    each_arm(step, |arm| {
        arm.time.as_ref()?;
        Some(match &arm.watermark {
            None => "none: windows fire when the input is complete".to_owned(),
            Some(Watermark::MaxLag(lag)) => match lag.span.text(source) {
                "ascending" => "ascending".to_owned(),
                written => format!("max_lag({written})"),
            },
        })
    })
}

fn each_arm(step: &Step, of: impl Fn(&SourceArm) -> Option<String>) -> Option<String> {
    let Operator::Source { arms, .. } = &step.operator else { return None };
    let mut ways: Vec<String> = arms.iter().filter_map(of).collect();
    ways.dedup();
    (!ways.is_empty()).then(|| ways.join(" or "))
}

/// The window that a step opens.
pub(super) fn opened(step: &Step) -> Option<&Window> {
    match &step.operator {
        Operator::Aggregate { window: WindowUse::New(window), .. }
        | Operator::Top { window: WindowUse::New(window), .. } => Some(window),
        _ => None,
    }
}

/// A window as the language has it: `hop(6h, every 2h, offset: 1h)`.
pub(super) fn window(window: &Window) -> String {
    let size = duration(window.size_us);
    let offset = match window.offset_us {
        0 => String::new(),
        us => format!(", offset: {}", duration(us)),
    };
    match window.step_us == window.size_us {
        true => format!("tumble({size}{offset})"),
        false => format!("hop({size}, every {}{offset})", duration(window.step_us)),
    }
}

/// What becomes of rows that come to a step after their window has fired.
pub(super) fn late(physical: &Physical<'_>, step: &Step) -> Option<String> {
    let window = opened(step)?;
    if !has_watermark(physical.pipeline, step.id) {
        return Some("none: windows fire when the input is complete".to_owned());
    }
    let taps = physical.pipeline.steps.iter();
    let taps = taps.filter(|s| matches!(&s.operator, Operator::Late { of } if *of == step.id));
    let readers: Vec<String> = taps.flat_map(|tap| readers(physical.pipeline, tap)).collect();
    Some(match (readers.is_empty(), window.late_drop) {
        (false, _) => format!("counted, and read by {}", readers.join(", ")),
        (true, true) => "dropped, as `late drop` asks, and counted".to_owned(),
        (true, false) => "dropped and counted".to_owned(),
    })
}

/// The named steps and ends that read a step's rows, through steps without a name.
fn readers(pipeline: &Pipeline, of: &Step) -> Vec<String> {
    let readers = pipeline.steps.iter().filter(|s| s.inputs.contains(&of.id));
    readers
        .flat_map(|reader| match (&reader.operator, &reader.name) {
            (Operator::Sink { .. } | Operator::Discard { .. }, _) | (_, Some(_)) => {
                vec![format!("`{}`", reader.uid)]
            }
            _ => self::readers(pipeline, reader),
        })
        .collect()
}

/// Whether a step hears of time before its input ends. Of several inputs the slowest counts.
fn has_watermark(pipeline: &Pipeline, id: StepId) -> bool {
    let step = pipeline.step(id);
    match &step.operator {
        Operator::Source { arms, .. } => arms.iter().any(|arm| arm.watermark.is_some()),
        Operator::Late { of } => has_watermark(pipeline, *of),
        Operator::Errors { .. } => false,
        _ => step.inputs.iter().all(|input| has_watermark(pipeline, *input)),
    }
}
