//! How a call finds its types: arguments checked against what a function takes, with the casts that never fail inserted.

use super::function::Function;
use crate::plan::{Call, Expr};
use crate::types::Type;
use crate::value::Value;

/// A call with everything known about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolution {
    /// What the plan holds.
    pub call: Call,
    /// The type that each argument is to be cast to.
    pub arguments: Vec<Type>,
    /// The type of the call.
    pub result: Type,
}

impl Resolution {
    /// The function may give a record error.
    pub(super) fn fallible(mut self) -> Self {
        self.call.fallible = true;
        self
    }

    /// The result is a new string.
    pub(super) fn scratch(mut self) -> Self {
        self.call.scratch = true;
        self
    }

    /// Passes these behind the arguments.
    pub(super) fn constants(mut self, constants: &[i64]) -> Self {
        self.call.constants = constants.to_vec();
        self
    }
}

/// A call as the checker found it.
pub struct Arguments<'a> {
    /// Which function.
    pub function: &'static Function,
    /// Types of the arguments.
    pub types: &'a [Type],
    /// Values of those that are literals.
    pub literals: &'a [Option<Value>],
}

impl Arguments<'_> {
    /// Resolves to `symbol` with arguments cast to `arguments`.
    pub(super) fn to(&self, symbol: &'static str, arguments: Vec<Type>, result: Type) -> Resolution {
        let call =
            Call { name: self.function.name, symbol, constants: Vec::new(), fallible: false, scratch: false };
        Resolution { call, arguments, result }
    }

    /// Takes exactly these types.
    pub(super) fn exactly(
        &self,
        symbol: &'static str,
        expected: &[Type],
        result: Type,
    ) -> Result<Resolution, FunctionError> {
        self.count(expected.len(), expected.len())?;
        for (argument, ty) in expected.iter().enumerate() {
            self.accepts(argument, ty)?;
        }
        Ok(self.to(symbol, expected.to_vec(), result))
    }

    /// Fails where there are fewer or more arguments.
    pub(super) fn count(&self, least: usize, most: usize) -> Result<(), FunctionError> {
        let found = self.types.len();
        if (least..=most).contains(&found) {
            return Ok(());
        }
        let expected = match (least, most) {
            (1, 1) => "1 argument".to_owned(),
            (least, most) if least == most => format!("{least} arguments"),
            (least, most) => format!("{least} to {most} arguments"),
        };
        let message = format!("`{}` takes {expected}, found {found}", self.function.name);
        Err(self.error(FunctionErrorKind::Count, None, message))
    }

    /// Fails unless the argument has the type or becomes it by a cast that cannot fail: a narrower number, an enum as text.
    pub(super) fn accepts(&self, argument: usize, ty: &Type) -> Result<(), FunctionError> {
        let found = &self.types[argument];
        let implicit = match (found, ty) {
            (found, ty) if found == ty => true,
            (Type::Enum(_), Type::String) => true,
            (found, ty) if found.is_number() && ty.is_number() => {
                Expr::cast_fails(found, ty) == Some(false)
                    || self.integer(argument).is_some_and(|x| fits(x, ty))
            }
            _ => false,
        };
        if implicit { Ok(()) } else { Err(self.wrong_type(argument, &format!("`{ty}`"))) }
    }

    /// The argument's type is not one the function takes; `expected` in words: "a number".
    pub(super) fn wrong_type(&self, argument: usize, expected: &str) -> FunctionError {
        let (name, found) = (self.function.name, &self.types[argument]);
        let message = format!("argument {} of `{name}` must be {expected}, found `{found}`", argument + 1);
        let mut error = self.error(FunctionErrorKind::Type, Some(argument), message);
        if found.is_optional() {
            error.help.push(
                "it may be null here: test it with `!= null` first, or give a default with `??`".into(),
            );
        }
        if expected == "`string`" && *found.required() != Type::String {
            error.help.push("a value becomes text with `as`: `x as string`".into());
        }
        error
    }

    /// The argument must be a literal and is none, or is one that will not do.
    pub(super) fn bad_literal(&self, argument: usize, expected: &str) -> FunctionError {
        let message = format!("argument {} of `{}` must be {expected}", argument + 1, self.function.name);
        self.error(FunctionErrorKind::Literal, Some(argument), message)
    }

    /// The integer that the argument is, where it is a literal.
    pub(super) fn integer(&self, argument: usize) -> Option<i128> {
        match self.literals.get(argument) {
            Some(Some(Value::Int(x))) => Some(*x),
            _ => None,
        }
    }

    /// The text that the argument is, where it is a literal.
    pub(super) fn text(&self, argument: usize) -> Option<&str> {
        match self.literals.get(argument) {
            Some(Some(Value::String(x))) => Some(x),
            _ => None,
        }
    }

    fn error(&self, kind: FunctionErrorKind, argument: Option<usize>, message: String) -> FunctionError {
        let notes = self.function.signatures.iter().map(|s| format!("it is `{s}`")).collect();
        FunctionError { kind, message, argument, notes, help: Vec::new() }
    }
}

/// Whether an integer literal is a value of the type.
pub(super) fn fits(x: i128, ty: &Type) -> bool {
    match ty {
        Type::Int(int) => (int.range().0..=int.range().1).contains(&x),
        Type::F64 => true,
        Type::Decimal { precision, scale } => x.unsigned_abs() < 10u128.pow(u32::from(precision - scale)),
        _ => false,
    }
}

/// Why a call cannot be resolved: for a diagnostic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FunctionError {
    /// What sort of mistake.
    pub kind: FunctionErrorKind,
    /// One sentence in the style of diagnostics.
    pub message: String,
    /// The argument to point at; `None`: the whole call.
    pub argument: Option<usize>,
    /// Facts: the signatures.
    pub notes: Vec<String>,
    /// Ways out.
    pub help: Vec<String>,
}

/// What sort of mistake a call has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FunctionErrorKind {
    /// There is no function of this name.
    Unknown,
    /// Too few or too many arguments.
    Count,
    /// An argument has a type that the function does not take.
    Type,
    /// An argument must be a literal, or this literal will not do.
    Literal,
}

impl FunctionError {
    pub(super) fn unknown(name: &str) -> Self {
        let help = nearest(name).map(|near| format!("there is `{near}`")).into_iter().collect();
        FunctionError {
            kind: FunctionErrorKind::Unknown,
            message: format!("there is no function `{name}`"),
            argument: None,
            notes: Vec::new(),
            help,
        }
    }
}

/// The function whose name needs the fewest changes, where few are enough.
fn nearest(name: &str) -> Option<&'static str> {
    let distances = super::names().map(|candidate| (distance(name, candidate), candidate));
    distances.filter(|(d, candidate)| *d <= candidate.len().min(6) / 2).min().map(|(_, candidate)| candidate)
}

/// Insertions, deletions and replacements that turn `a` into `b`.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, to) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(from != *to);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}
