//! The `--stats` file: one JSON object. The types for readers of it are in weir-protocol.

use crate::description::Description;
use crate::env::disk::File;
use crate::env::temporary::{self, Temporary};
use crate::error::Result;
use crate::log::put_json_string;
use crate::os::Usage;
use crate::stats::{Flow, StatsSink, StepCounts};
use std::fmt::Write;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// Where the text will be. Opened before anything starts, so that a job does not run for hours to find that it cannot say how it went.
pub(super) struct StatsFile {
    path: PathBuf,
    file: File,
    /// `None` for what is no ordinary file.
    temporary: Option<Temporary>,
}

impl StatsFile {
    pub(super) fn create(path: &Path) -> Result<StatsFile> {
        let (temporary, file) = temporary::create(path).map_err(|error| error.set_by("`--stats`"))?;
        Ok(StatsFile { path: path.to_owned(), file, temporary })
    }

    pub(super) fn write(mut self, text: &str) -> Result<()> {
        let written = self.file.write_all(text.as_bytes());
        written.map_err(|cause| temporary::unwritable(&self.path, &cause).set_by("`--stats`"))?;
        let Some(mut temporary) = self.temporary else { return Ok(()) };
        let committed = temporary.pre_commit(&self.file).and_then(|()| temporary.commit());
        temporary.settle();
        committed.map_err(|error| error.set_by("`--stats`"))
    }
}

/// One line for each step that lost late rows.
pub(super) fn late(description: &Description, stats: &StatsSink) -> Vec<String> {
    let counts =
        description.late_dropped.iter().map(|&step| (description.steps[step], stats.steps[step].late));
    let line = |(step, n): (&str, u64)| match n {
        1 => format!("1 row was late at `{step}`"),
        n => format!("{n} rows were late at `{step}`"),
    };
    counts.filter(|(_, n)| *n > 0).map(line).collect()
}

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
            steps: &["counts", "peaks"],
            late_dropped: &[0],
        };
        let mut stats = StatsSink::new(1, 0, 2);
        stats.source(0, 10, 200, 1);
        stats.source(0, 5, 100, 0);
        stats.step(0, StepCounts { rows_in: 15, late: 2, ..StepCounts::default() });
        stats.step(1, StepCounts { late: 5, ..StepCounts::default() });
        let text = json(&description, 2, 1.5, Usage { cpu_seconds: 2.25, peak_rss_bytes: 4096 }, &stats);
        let expected = r#"{"pipeline":"q5","parallelism":2,"wall_seconds":1.500000,"cpu_seconds":2.250000,"peak_rss_bytes":4096,"sources":{"events":{"rows":15,"bytes":300,"errors":1}},"sinks":{},"steps":{"counts":{"rows_in":15,"rows_out":0,"late":2,"errors":0,"state_bytes":0,"keys":0},"peaks":{"rows_in":0,"rows_out":0,"late":5,"errors":0,"state_bytes":0,"keys":0}},"checkpoints":{"completed":0,"aborted":0,"duration_ms":{"p50":0,"p99":0,"max":0},"pause_ms":{"p50":0,"p99":0,"max":0},"bytes_last":0,"bytes_total":0},"restarts":0}"#;
        assert_eq!(text.trim_end(), expected);
        assert_eq!(late(&description, &stats), ["2 rows were late at `counts`"]);
    }
}
