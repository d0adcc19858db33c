//! `window tumble(1h)`: no step of its own; it tells the `aggregate` or `top` behind it how time is cut.

use super::super::params::literal_value;
use crate::check::Checker;
use crate::check::did_you_mean;
use crate::check::flow::At;
use crate::check::scope::Scope;
use crate::diagnostics::{Diagnostic, codes};
use crate::plan::Window;
use crate::span::Span;
use crate::syntax::{self, Expr, WindowArgument};
use crate::types::Type;
use crate::value::Value;

/// In how many windows a row may be: each costs memory.
const OVERLAP_MAX: i64 = 100_000;
const UNBUILT: &[&str] = &["session", "cumulate", "count", "over"];

/// In the place of a window that is wrong, for what stands behind it.
const WRONG: Window = Window { size_us: 1, step_us: 1, offset_us: 0, lateness_us: 0, late_drop: true };

impl Checker<'_> {
    pub(super) fn window(&mut self, at: At, window: &syntax::Window, span: Span) -> Option<At> {
        if let Some((_, first)) = at.window {
            let message = "two windows in a row";
            let diagnostic = Diagnostic::error(codes::OPEN_WINDOW, span, message)
                .also(first, "this one is not applied yet");
            self.diagnostics.push(diagnostic.help("put `aggregate` or `top` between them"));
            return None;
        }
        self.no_table(&at, "window", span)?;
        let shape = window.shape.text.as_str();
        if UNBUILT.contains(&shape) {
            self.not_built(window.shape.span, &format!("`window {shape}`"));
            return None;
        }
        if let Some(time) = &window.time {
            self.not_built(time.span, "`time: processing`");
            return None;
        }
        if !matches!(shape, "tumble" | "hop") {
            let message = format!("there is no window `{shape}`");
            let diagnostic = Diagnostic::error(codes::BAD_WINDOW, window.shape.span, message);
            let known = ["tumble", "hop"].into_iter().chain(UNBUILT.iter().copied());
            self.diagnostics.push(did_you_mean(diagnostic, shape, known));
            return None;
        }
        let built = self.window_of_arguments(window, span).unwrap_or(WRONG);
        if at.schema.time.is_none() {
            self.no_time(&at, span);
            return None;
        }
        Some(At { window: Some((built, span)), ..at })
    }

    fn no_time(&mut self, at: &At, span: Span) {
        let mut diagnostic =
            Diagnostic::error(codes::NO_TIME, span, "a window needs event time, and these rows have none");
        let mut step = at.step;
        while let Some(input) = self.steps[step.0].inputs.first() {
            step = *input;
        }
        diagnostic = diagnostic.also(self.steps[step.0].span, "they come from here");
        self.diagnostics
            .push(diagnostic.help("say which field is the time of a row: `time: field` in the source"));
    }

    fn window_of_arguments(&mut self, window: &syntax::Window, span: Span) -> Option<Window> {
        let (mut size, mut step, mut offset) = (None, None, 0);
        for argument in &window.arguments {
            let label = argument.label.as_ref().map(|label| label.text.as_str());
            match label {
                None if size.is_none() && !argument.rows => size = Some(self.duration(&argument.value)?),
                Some("every") if window.shape.text == "hop" && step.is_none() => {
                    step = Some(self.duration(&argument.value)?);
                }
                Some("offset") => offset = self.duration(&argument.value)?,
                Some("tz") => {
                    self.not_built(argument.value.span, "`tz` of a window");
                    return None;
                }
                _ => return self.bad_argument(window, argument),
            }
        }
        let hop = window.shape.text == "hop";
        let (Some(size), Some(step)) = (size, if hop { step } else { size }) else {
            let form = if hop { "hop(10s, every 2s)" } else { "tumble(1h)" };
            self.bad_window(span, "the window has no size or no step", &format!("write `{form}`"));
            return None;
        };
        let lateness = match &window.lateness {
            Some(expr) => self.duration(expr)?,
            None => 0,
        };
        if size <= 0 || step <= 0 || lateness < 0 {
            self.bad_window(
                span,
                "the durations of a window must be greater than zero",
                "write `10s`, `1h`, `1d`",
            );
            return None;
        }
        if step > size {
            let help = "for samples, use `tumble` of the step and a `where` on the time";
            self.bad_window(span, "with a step greater than the size, some rows would be in no window", help);
            return None;
        }
        if size / step > OVERLAP_MAX {
            let help = format!("a row may be in {OVERLAP_MAX} windows at most: make the step greater");
            self.bad_window(span, "each row would be in too many windows", &help);
            return None;
        }
        let late_drop = window.late_drop.is_some();
        let offset_us = offset.rem_euclid(step);
        Some(Window { size_us: size, step_us: step, offset_us, lateness_us: lateness, late_drop })
    }

    fn bad_argument(&mut self, window: &syntax::Window, argument: &WindowArgument) -> Option<Window> {
        let shape = &window.shape.text;
        let span =
            argument.label.as_ref().map_or(argument.value.span, |label| label.span.to(argument.value.span));
        let message = format!("`{shape}` does not take this argument");
        self.bad_window(
            span,
            &message,
            "there are `tumble(size, offset: d)` and `hop(size, every step, offset: d)`",
        );
        None
    }

    fn bad_window(&mut self, span: Span, message: &str, help: &str) {
        self.diagnostics.push(Diagnostic::error(codes::BAD_WINDOW, span, message).help(help));
    }

    /// The microseconds of a duration literal.
    fn duration(&mut self, expr: &Expr) -> Option<i64> {
        let checked = self.expr_as(&Scope::settings(), expr, &Type::Duration)?;
        match literal_value(&checked) {
            Some(Value::Duration(us)) => Some(us),
            _ => {
                let message = "the durations of a window are literals";
                let note = "how time is cut is compiled in";
                self.diagnostics.push(Diagnostic::error(codes::NOT_CONSTANT, expr.span, message).note(note));
                None
            }
        }
    }
}
