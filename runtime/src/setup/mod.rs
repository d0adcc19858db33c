//! What `prepare` and `worker` of a job get: parameters by type, names, the number of workers, exchanges by index.

pub(crate) mod literal;
mod params;

pub use params::{Params, nearest};

use crate::control_block::ControlBlock;
use crate::description::Description;
use crate::error::{Error, Result};
use crate::exchange::{Exchange, Exchanges, Row};
use std::path::Path;
use std::sync::Arc;

/// For `Job::prepare`.
pub struct Setup<'a> {
    pub(crate) description: &'static Description,
    pub(crate) params: &'a Params,
    pub(crate) workers: usize,
    pub(crate) script: Option<&'a Path>,
    pub(crate) control: &'a Arc<ControlBlock>,
    /// The source that reads standard input.
    pub(crate) stdin: Option<&'static str>,
}

impl<'a> Setup<'a> {
    /// For tests of connectors: a job without parameters.
    pub fn for_tests(
        description: &'static Description,
        params: &'a Params,
        control: &'a Arc<ControlBlock>,
    ) -> Setup<'a> {
        Setup { description, params, workers: 1, script: None, control, stdin: None }
    }

    /// How many workers there will be.
    pub fn workers(&self) -> usize {
        self.workers
    }

    /// The script that a job built for tests reads its rows from (hidden option `--script`).
    pub fn script(&self) -> Option<&Path> {
        self.script
    }

    /// Name of source `index`, for messages.
    pub fn source_name(&self, index: usize) -> &'static str {
        self.description.sources[index]
    }

    /// Name of sink `index`, for messages.
    pub fn sink_name(&self, index: usize) -> &'static str {
        self.description.sinks[index]
    }

    /// Source `index` reads standard input.
    ///
    /// # Errors
    /// Another one does: each would get a part of it.
    pub fn take_stdin(&mut self, index: usize) -> Result<()> {
        let name = self.source_name(index);
        match self.stdin.replace(name) {
            Some(other) => Err(Error::invalid(format!("`{other}` reads standard input already"))
                .step(name)
                .help("of two readers each would get a part: read it with one source, and go on from that several times")),
            None => Ok(()),
        }
    }

    /// Tells the progress line how much there is to read, as stored; see `Cx::read_bytes`.
    pub fn expect_bytes(&mut self, n: u64) {
        self.control.expect_bytes(n);
    }

    /// A `string`.
    pub fn param_string(&self, index: usize) -> Result<String> {
        self.parse(
            index,
            ("a string", &never),
            |text| Some(text.to_owned()),
            |text| literal::string(text).or(Some(text.to_owned())),
        )
    }

    /// A `bool`.
    pub fn param_bool(&self, index: usize) -> Result<bool> {
        self.same(index, ("`true` or `false`", &never), literal::boolean)
    }

    /// An `i64`.
    pub fn param_i64(&self, index: usize) -> Result<i64> {
        self.param_int(index)
    }

    /// Any integer type.
    pub fn param_int<T: TryFrom<i128>>(&self, index: usize) -> Result<T> {
        let ty = self.description.params[index].ty;
        let expected = match literal::range(ty) {
            Some((least, most)) => format!("an integer from {least} to {most}"),
            None => "an integer".to_owned(),
        };
        let beyond = |text: &str| literal::is_integer(text);
        self.same(index, (&expected, &beyond), |text| T::try_from(literal::integer(text)?).ok())
    }

    /// An `f64`.
    pub fn param_f64(&self, index: usize) -> Result<f64> {
        let beyond = |text: &str| literal::is_number(text);
        self.same(index, ("a number", &beyond), literal::float)
    }

    /// A `decimal(precision, scale)`: its mantissa. Digits behind the scale must be zeros.
    pub fn param_decimal(&self, index: usize, precision: u8, scale: u8) -> Result<i128> {
        let whole = precision - scale;
        let expected = match scale {
            0 => format!("a number of {whole} digits at most, without a fraction"),
            _ => format!("a number with {whole} digits at most before the point and {scale} behind it"),
        };
        let beyond = |text: &str| literal::is_decimal(text, scale);
        self.same(index, (&expected, &beyond), |text| literal::decimal(text, precision, scale))
    }

    /// A `timestamp`: µs since the epoch.
    pub fn param_timestamp(&self, index: usize) -> Result<i64> {
        self.same(index, ("a timestamp like `2013-01-01T10:00:00Z`", &never), literal::timestamp)
    }

    /// A `date`: days since the epoch.
    pub fn param_date(&self, index: usize) -> Result<i32> {
        self.same(index, ("a date like `2013-01-01`", &never), literal::date)
    }

    /// A `duration`: µs.
    pub fn param_duration(&self, index: usize) -> Result<i64> {
        self.same(index, ("a duration like `10s`, `1h30m`", &never), literal::duration)
    }

    /// An enum: the index of the variant.
    pub fn param_enum(&self, index: usize, variants: &[&str]) -> Result<u32> {
        let expected = format!("one of {}", variants.join(", "));
        let find = |text: &str| variants.iter().position(|v| *v == text).and_then(|i| u32::try_from(i).ok());
        self.same(index, (&expected, &never), find)
    }

    fn same<T>(&self, index: usize, wanted: Wanted<'_>, parse: impl Fn(&str) -> Option<T>) -> Result<T> {
        self.parse(index, wanted, &parse, &parse)
    }

    /// The value that was set, read by `parse_set`, or else the default, read by `parse_default`.
    fn parse<T>(
        &self,
        index: usize,
        (expected, beyond): Wanted<'_>,
        parse_set: impl Fn(&str) -> Option<T>,
        parse_default: impl Fn(&str) -> Option<T>,
    ) -> Result<T> {
        let param = &self.description.params[index];
        let (text, value, from) = match (self.params.set(index), param.default) {
            (Some(set), _) => (set.text.as_str(), parse_set(&set.text), set.from.as_str()),
            (None, Some(default)) => (default, parse_default(default), "its default"),
            (None, None) => {
                let help = format!("say --set {}=VALUE (type {})", param.name, param.ty);
                return Err(Error::invalid(format!("parameter `{}` has no value", param.name)).help(help));
            }
        };
        value.ok_or_else(|| {
            let error =
                Error::invalid(format!("parameter `{}` is of type {}, from {from}", param.name, param.ty));
            let error = if param.secret { error } else { error.value(text) };
            let error = if beyond(text) { error.cause("out of range") } else { error };
            error.help(format!("expected {expected}"))
        })
    }
}

/// What a parameter must be, in words, and whether a text that it cannot be is a value of its kind all the same: then it is out of range.
type Wanted<'a> = (&'a str, &'a dyn Fn(&str) -> bool);

fn never(_: &str) -> bool {
    false
}

/// For `Job::worker`, on the worker's own thread.
pub struct WorkerSetup {
    /// Number of this worker, from 0.
    pub me: usize,
    /// How many there are.
    pub workers: usize,
    pub(crate) exchanges: Arc<Exchanges>,
}

impl WorkerSetup {
    /// This worker's end of exchange `index`. Every worker takes each exchange once, with the same type of row.
    pub fn exchange<R: Row, P: Row>(&self, index: usize) -> Exchange<R, P> {
        self.exchanges.take(index, self.me)
    }

    /// The same of an exchange that keeps the order of pieces, see [`Exchange::begin_piece`].
    pub fn exchange_in_order<R: Row, P: Row>(&self, index: usize) -> Exchange<R, P> {
        self.exchanges.take_in_order(index, self.me)
    }
}
