//! The `--stats` file: one JSON object, fields as in CONTRACT.md. The types for readers of it are in weir-protocol.

use crate::description::Description;
use crate::log::put_json_string;
use crate::os::Usage;
use crate::stats::{Flow, StatsSink, StepCounts};
use std::fmt::Write;

/// The text of the file.
pub(super) fn json(
    description: &Description,
    parallelism: usize,
    wall_seconds: f64,
    usage: Usage,
    stats: &StatsSink,
) -> String {
    let mut text = String::from("{\"pipeline\":");
    put_json_string(&mut text, description.name);
    let _ = write!(
        text,
        ",\"parallelism\":{parallelism},\"wall_seconds\":{wall_seconds:.6},\"cpu_seconds\":{:.6},\"peak_rss_bytes\":{}",
        usage.cpu_seconds, usage.peak_rss_bytes
    );
    named(&mut text, "sources", description.sources, &stats.sources, flow);
    named(&mut text, "sinks", description.sinks, &stats.sinks, flow);
    named(&mut text, "steps", description.steps, &stats.steps, step);
    let none = "{\"p50\":0,\"p99\":0,\"max\":0}";
    let _ = writeln!(
        text,
        ",\"checkpoints\":{{\"completed\":0,\"aborted\":0,\"duration_ms\":{none},\"pause_ms\":{none},\"bytes_last\":0,\
         \"bytes_total\":0}},\"restarts\":0}}"
    );
    text
}

fn named<T>(text: &mut String, what: &str, names: &[&str], values: &[T], put: fn(&mut String, &T)) {
    let _ = write!(text, ",\"{what}\":{{");
    for (i, (name, value)) in names.iter().zip(values).enumerate() {
        if i > 0 {
            text.push(',');
        }
        put_json_string(text, name);
        text.push_str(":{");
        put(text, value);
        text.push('}');
    }
    text.push('}');
}

fn flow(text: &mut String, flow: &Flow) {
    let _ = write!(text, "\"rows\":{},\"bytes\":{},\"errors\":{}", flow.rows, flow.bytes, flow.errors);
}

fn step(text: &mut String, step: &StepCounts) {
    let StepCounts { rows_in, rows_out, late, errors, state_bytes, keys } = step;
    let _ = write!(
        text,
        "\"rows_in\":{rows_in},\"rows_out\":{rows_out},\"late\":{late},\"errors\":{errors},\
         \"state_bytes\":{state_bytes},\"keys\":{keys}"
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_has_the_fields_of_the_contract() {
        let description = Description {
            name: "q5",
            weir: "0.1.0",
            manifest: "",
            explain: "",
            explain_json: "",
            params: &[],
            sources: &["events"],
            sinks: &[],
            steps: &["counts"],
        };
        let mut stats = StatsSink::new(1, 0, 1);
        stats.source(0, 10, 200, 1);
        stats.source(0, 5, 100, 0);
        stats.step(0, StepCounts { rows_in: 15, late: 2, ..StepCounts::default() });
        let text = json(&description, 2, 1.5, Usage { cpu_seconds: 2.25, peak_rss_bytes: 4096 }, &stats);
        let expected = r#"{"pipeline":"q5","parallelism":2,"wall_seconds":1.500000,"cpu_seconds":2.250000,"peak_rss_bytes":4096,"sources":{"events":{"rows":15,"bytes":300,"errors":1}},"sinks":{},"steps":{"counts":{"rows_in":15,"rows_out":0,"late":2,"errors":0,"state_bytes":0,"keys":0}},"checkpoints":{"completed":0,"aborted":0,"duration_ms":{"p50":0,"p99":0,"max":0},"pause_ms":{"p50":0,"p99":0,"max":0},"bytes_last":0,"bytes_total":0},"restarts":0}"#;
        assert_eq!(text.trim_end(), expected);
    }
}
