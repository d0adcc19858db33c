//! What a column is called inside a function that is being written.
//!
//! A chain of stateless steps becomes straight-line code over local variables. A column is bound where it is first used, so that a row which a filter
//! drops never pays for columns behind the filter: this is how projection and predicate pushdown reach into decoders.

use proc_macro2::TokenStream;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use weir_dsl::plan::Expr;
use weir_dsl::types::RecordId;

/// The columns of a step, by index.
#[derive(Clone, Default)]
pub(super) struct Scope {
    /// One a column.
    pub(super) slots: Vec<Slot>,
}

/// How to get a column's value.
#[derive(Clone)]
pub(super) enum Slot {
    /// Nobody looks at it.
    Dead,
    /// An expression without effects that costs nothing: a local variable, a field of one.
    Ready(TokenStream),
    /// To be computed when first used.
    Lazy(Rc<RefCell<Lazy>>),
    /// A record that is not built unless asked for: its parts are.
    Nested(Rc<Nested>),
}

/// A value that is not there yet.
pub(super) enum Lazy {
    /// A projected expression over another scope.
    Expr {
        /// Name for the variable.
        name: String,
        /// What.
        expr: Expr,
        /// Over these columns.
        scope: Scope,
    },
    /// Tokens to evaluate once.
    Tokens {
        /// Name for the variable.
        name: String,
        /// Evaluated where first used.
        value: TokenStream,
        /// Gives a `Result<_, FieldError>`; the rest of the failure's handling.
        failing: Option<TokenStream>,
    },
    /// Read with others in one go.
    Part {
        /// How.
        reading: Reading,
        /// What it is then.
        value: TokenStream,
    },
    /// Bound to this variable.
    Bound(TokenStream),
}

/// A statement that reads several columns, to be written where the first of them is used.
#[derive(Clone)]
pub(super) struct Reading(Rc<RefCell<Option<TokenStream>>>);

impl Reading {
    /// By this statement.
    pub(super) fn of(statement: TokenStream) -> Self {
        Reading(Rc::new(RefCell::new(Some(statement))))
    }

    /// The statement, unless it was written already.
    pub(super) fn begin(&self) -> Option<TokenStream> {
        self.0.take()
    }

    /// Whether it was written.
    pub(super) fn is_done(&self) -> bool {
        self.0.borrow().is_none()
    }
}

impl Lazy {
    fn apart(&self) -> Lazy {
        match self {
            Lazy::Expr { name, expr, scope } => {
                let slots = scope.slots.iter().map(Slot::apart).collect();
                Lazy::Expr { name: name.clone(), expr: expr.clone(), scope: Scope { slots } }
            }
            Lazy::Tokens { name, value, failing } => {
                Lazy::Tokens { name: name.clone(), value: value.clone(), failing: failing.clone() }
            }
            Lazy::Part { reading, value } => Lazy::Part { reading: reading.clone(), value: value.clone() },
            Lazy::Bound(variable) => Lazy::Bound(variable.clone()),
        }
    }
}

/// A record by its parts.
pub(super) struct Nested {
    /// Which.
    pub(super) record: RecordId,
    /// Whether it is there; `None`: it is.
    pub(super) present: Option<TokenStream>,
    /// Live fields.
    pub(super) fields: BTreeMap<usize, Slot>,
}

impl Nested {
    /// The same with parts that are not bound where those of the original are from now on.
    pub(super) fn apart(&self) -> Slot {
        let fields = self.fields.iter().map(|(field, slot)| (*field, slot.apart())).collect();
        Slot::Nested(Rc::new(Nested { record: self.record, present: self.present.clone(), fields }))
    }
}

impl Slot {
    fn apart(&self) -> Slot {
        match self {
            Slot::Dead | Slot::Ready(_) => self.clone(),
            Slot::Lazy(lazy) => Slot::Lazy(Rc::new(RefCell::new(lazy.borrow().apart()))),
            Slot::Nested(nested) => nested.apart(),
        }
    }

    /// To be computed from `value` when first used.
    pub(super) fn lazy(name: &str, value: TokenStream) -> Slot {
        Slot::Lazy(Rc::new(RefCell::new(Lazy::Tokens { name: name.to_string(), value, failing: None })))
    }

    /// One of several that are read in one go.
    pub(super) fn part(reading: &Reading, value: TokenStream) -> Slot {
        Slot::Lazy(Rc::new(RefCell::new(Lazy::Part { reading: reading.clone(), value })))
    }

    /// What `with` makes of a column that is at hand or read with others.
    pub(super) fn map(&self, with: impl FnOnce(&TokenStream) -> TokenStream) -> Slot {
        match self {
            Slot::Ready(value) => Slot::Ready(with(value)),
            Slot::Lazy(lazy) => match &*lazy.borrow() {
                Lazy::Part { reading, value } => Slot::part(reading, with(value)),
                _ => Slot::Dead,
            },
            _ => Slot::Dead,
        }
    }

    /// As `lazy`, for a value that may fail: `failing` diverges, with the error in `error`.
    pub(super) fn decoded(name: &str, value: TokenStream, failing: TokenStream) -> Slot {
        let lazy = Lazy::Tokens { name: name.to_string(), value, failing: Some(failing) };
        Slot::Lazy(Rc::new(RefCell::new(lazy)))
    }

    /// A projected expression.
    pub(super) fn projected(name: &str, expr: &Expr, scope: &Scope) -> Slot {
        let lazy = Lazy::Expr { name: name.to_string(), expr: expr.clone(), scope: scope.clone() };
        Slot::Lazy(Rc::new(RefCell::new(lazy)))
    }
}
