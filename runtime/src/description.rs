//! What a job binary knows about itself: written out by the compiler as one static.

/// The job, for `params`, `explain`, `manifest`, `version`, `--help`, `--stats`.
#[derive(Debug)]
pub struct Description {
    /// Name of the pipeline.
    pub name: &'static str,
    /// Version of the compiler that made it.
    pub weir: &'static str,
    /// The manifest, JSON.
    pub manifest: &'static str,
    /// The plan as text.
    pub explain: &'static str,
    /// The plan as JSON.
    pub explain_json: &'static str,
    /// In the order of declaration; `Setup::param_…` takes the index.
    pub params: &'static [ParamDescription],
    /// Names of sources, by index.
    pub sources: &'static [&'static str],
    /// Names of sinks, by index.
    pub sinks: &'static [&'static str],
    /// Names of steps with counters, by index.
    pub steps: &'static [&'static str],
    /// Of [`Description::steps`], those with late rows that nobody reads: how many there were is said at the end.
    pub late_dropped: &'static [usize],
}

/// One `param`.
#[derive(Debug)]
pub struct ParamDescription {
    /// `--set NAME=…`, `WEIR_NAME`.
    pub name: &'static str,
    /// The `///` text.
    pub doc: &'static str,
    /// Type as the user wrote it: `string`, `i64`, `decimal(10, 2)`.
    pub ty: &'static str,
    /// Of an enum, its variants: what it can be set to.
    pub variants: &'static [&'static str],
    /// The literal that stands when nothing is set, as in the language: `"a\"b"`, `10s`, `2013-01-01T10:00:00Z`; `None`: must be set.
    pub default: Option<&'static str>,
    /// Never shown.
    pub secret: bool,
}
