//! `use path::{A, b}`: takes records, enums and functions from another file, with everything they need. The text comes from the caller:
//! this crate reads no files.
//!
//! Spans of what is taken are those of the `use` line, since diagnostics point into one file.

use super::{Options, did_you_mean};
use crate::diagnostics::{Diagnostic, Diagnostics, codes};
use crate::syntax::{self, Declaration, DeclarationKind, Expr, ExprKind, File, TypeExpr, TypeKind, Use};
use std::collections::{BTreeMap, BTreeSet};

/// How deep files use files.
const DEPTH_MAX: usize = 16;

/// Replaces the `use` lines of a file by what they name.
pub(super) fn expand(file: &mut File, options: &Options<'_>, diagnostics: &mut Diagnostics) {
    let taken = expand_to(file, options, diagnostics, 0);
    file.declarations.splice(0..0, taken);
}

fn expand_to(
    file: &File,
    options: &Options<'_>,
    diagnostics: &mut Diagnostics,
    depth: usize,
) -> Vec<Declaration> {
    let mut taken = Vec::new();
    for declaration in &file.declarations {
        if let DeclarationKind::Use(line) = &declaration.kind {
            take(line, options, diagnostics, depth, &mut taken);
        }
    }
    taken
}

fn take(
    line: &Use,
    options: &Options<'_>,
    diagnostics: &mut Diagnostics,
    depth: usize,
    taken: &mut Vec<Declaration>,
) {
    let path = &line.path;
    let unresolved = |why: &str| {
        Diagnostic::error(codes::UNRESOLVED_USE, path.span, format!("cannot use `{}.weir`: {why}", path.text))
    };
    let text = match options.resolve {
        Some(_) if depth >= DEPTH_MAX => Err("files use each other too deeply".to_owned()),
        Some(resolve) => resolve(&path.text),
        None => Err("there are no other files here".to_owned()),
    };
    let text = match text {
        Ok(text) => text,
        Err(why) => return diagnostics.push(unresolved(&why)),
    };
    let (used, found) = syntax::parse_used(&text, path.span);
    if let Some(error) = found.iter().next() {
        return diagnostics.push(unresolved(&error.message));
    }
    let mut available = expand_to(&used, options, diagnostics, depth + 1);
    available.extend(used.declarations);
    let by_name: BTreeMap<&str, &Declaration> =
        available.iter().filter_map(|declaration| Some((shared_name(declaration)?, declaration))).collect();
    let mut wanted: Vec<&str> = Vec::new();
    for name in &line.names {
        if by_name.contains_key(name.text.as_str()) {
            wanted.push(&name.text);
        } else {
            let message = format!("`{}.weir` has no record, enum or function `{}`", path.text, name.text);
            let diagnostic = Diagnostic::error(codes::UNRESOLVED_USE, name.span, message);
            diagnostics.push(did_you_mean(diagnostic, &name.text, by_name.keys().copied()));
        }
    }
    let mut seen: BTreeSet<String> = taken.iter().filter_map(shared_name).map(str::to_owned).collect();
    while let Some(name) = wanted.pop() {
        if let Some(declaration) = by_name.get(name).filter(|_| seen.insert(name.to_owned())) {
            wanted.extend(needs(declaration).into_iter().filter(|need| by_name.contains_key(need)));
            taken.push((*declaration).clone());
        }
    }
}

/// The name of what other files can take.
fn shared_name(declaration: &Declaration) -> Option<&str> {
    match &declaration.kind {
        DeclarationKind::Record(record) => Some(&record.name.text),
        DeclarationKind::Enum(one) => Some(&one.name.text),
        DeclarationKind::Function(function) => Some(&function.name.text),
        _ => None,
    }
}

/// The names that a declaration speaks of.
fn needs(declaration: &Declaration) -> Vec<&str> {
    let mut names = Vec::new();
    match &declaration.kind {
        DeclarationKind::Record(record) => {
            record.fields.iter().for_each(|field| in_type(&field.ty, &mut names))
        }
        DeclarationKind::Function(function) => {
            function.parameters.iter().for_each(|parameter| in_type(&parameter.ty, &mut names));
            in_type(&function.result, &mut names);
            in_expr(&function.body, &mut names);
        }
        _ => {}
    }
    names
}

fn in_type<'t>(ty: &'t TypeExpr, names: &mut Vec<&'t str>) {
    match &ty.kind {
        TypeKind::Name(name) => names.push(name),
        TypeKind::Generic(_, arguments) => arguments.iter().for_each(|argument| in_type(argument, names)),
        TypeKind::Decimal(..) => {}
    }
}

/// Adds the names that an expression speaks of.
pub(super) fn in_expr<'t>(expr: &'t Expr, names: &mut Vec<&'t str>) {
    match &expr.kind {
        ExprKind::Literal(_) | ExprKind::Broken => {}
        ExprKind::Name(name) => names.push(name),
        ExprKind::Field { base, .. } => in_expr(base, names),
        ExprKind::Call(name, arguments) => {
            names.push(&name.text);
            arguments.iter().for_each(|argument| in_expr(&argument.value, names));
        }
        ExprKind::Negate(inner) | ExprKind::Not(inner) => in_expr(inner, names),
        ExprKind::Binary(_, a, b) => [a, b].into_iter().for_each(|e| in_expr(e, names)),
        ExprKind::Cast(inner, ty) => {
            in_expr(inner, names);
            in_type(ty, names);
        }
        ExprKind::If(c, a, b) => [c, a, b].into_iter().for_each(|e| in_expr(e, names)),
        ExprKind::List(items) => items.iter().for_each(|e| in_expr(e, names)),
    }
}
