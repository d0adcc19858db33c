//! Which names are declared. Types, parameters, functions and steps each have their own: a source and a parameter may share one.

use super::Checker;
use crate::diagnostics::{Diagnostic, codes};
use crate::span::Span;
use crate::syntax::{Declaration, DeclarationKind, Function, Name};
use crate::types::{EnumId, RecordId};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// What is declared, by name.
#[derive(Default)]
pub(super) struct Names<'t> {
    pub(super) types: BTreeMap<&'t str, TypeName>,
    pub(super) params: BTreeMap<&'t str, Span>,
    pub(super) functions: BTreeMap<&'t str, (&'t Function, Span)>,
    pub(super) steps: BTreeMap<&'t str, (&'t Declaration, Span)>,
    /// Names of declarations that did not parse: using them is not another mistake.
    pub(super) broken: Vec<&'t str>,
}

/// A declared type.
#[derive(Debug, Clone, Copy)]
pub(super) enum TypeName {
    Record(RecordId, Span),
    Enum(EnumId, Span),
}

impl TypeName {
    fn span(self) -> Span {
        match self {
            TypeName::Record(_, span) | TypeName::Enum(_, span) => span,
        }
    }
}

impl<'t> Checker<'t> {
    /// Fills [`Names`]; a name that is there already is reported, and the first one stays.
    pub(super) fn declare(&mut self) {
        let (mut n_records, mut n_enums) = (0, 0);
        for declaration in self.declarations {
            match &declaration.kind {
                DeclarationKind::Record(record) => {
                    self.declare_type(&record.name, TypeName::Record(RecordId(n_records), record.name.span));
                    n_records += 1;
                }
                DeclarationKind::Enum(one) => {
                    self.declare_type(&one.name, TypeName::Enum(EnumId(n_enums), one.name.span));
                    n_enums += 1;
                }
                DeclarationKind::Param(param) => {
                    let first = *self.names.params.entry(&param.name.text).or_insert(param.name.span);
                    self.duplicate("parameter", &param.name, first);
                }
                DeclarationKind::Function(function) => {
                    let new = (function, function.name.span);
                    let first = self.names.functions.entry(&function.name.text).or_insert(new).1;
                    self.duplicate("function", &function.name, first);
                }
                DeclarationKind::Source(source) => self.declare_step(declaration, &source.name),
                DeclarationKind::Table(table) => self.declare_step(declaration, &table.name),
                DeclarationKind::Let(named) => self.declare_step(declaration, &named.name),
                DeclarationKind::Rust(rust) => self.names.broken.push(&rust.name.text),
                DeclarationKind::Broken(name) => self.names.broken.extend(name.as_deref()),
                DeclarationKind::Use(_) | DeclarationKind::Statement(_) | DeclarationKind::Test(_) => {}
            }
        }
    }

    fn declare_type(&mut self, name: &'t Name, new: TypeName) {
        match self.names.types.entry(&name.text) {
            Entry::Vacant(entry) => {
                entry.insert(new);
            }
            Entry::Occupied(entry) => {
                let first = entry.get().span();
                self.duplicate("type", name, first);
            }
        }
    }

    fn declare_step(&mut self, declaration: &'t Declaration, name: &'t Name) {
        let first = self.names.steps.entry(&name.text).or_insert((declaration, name.span)).1;
        self.duplicate("step or source", name, first);
    }

    /// Reports `name` as a duplicate unless it is the `first` itself.
    pub(super) fn duplicate(&mut self, what: &str, name: &Name, first: Span) {
        if first != name.span {
            let message = format!("the {what} `{}` is there already", name.text);
            let diagnostic =
                Diagnostic::error(codes::DUPLICATE, name.span, message).also(first, "first here");
            self.diagnostics.push(diagnostic);
        }
    }

    /// Whether a declaration of this name was reported already.
    pub(super) fn is_broken(&self, name: &str) -> bool {
        self.names.broken.contains(&name)
    }
}
