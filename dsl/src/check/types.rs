//! Types as written → types; records and enums.

use super::names::TypeName;
use super::{Checker, did_you_mean};
use crate::diagnostics::{Diagnostic, codes, elsewhere, nearest};
use crate::plan;
use crate::span::Span;
use crate::syntax::{self, Attribute, DeclarationKind, Name, TypeExpr, TypeKind};
use crate::types::{Int, RecordId, Type};

/// Types of the language that this version does not have.
const UNBUILT: &[&str] = &["f32", "bytes", "uuid", "json", "list", "map"];
const SCALARS: &[(&str, Type)] = &[
    ("bool", Type::Bool),
    ("i8", Type::Int(Int::I8)),
    ("i16", Type::Int(Int::I16)),
    ("i32", Type::Int(Int::I32)),
    ("i64", Type::Int(Int::I64)),
    ("u8", Type::Int(Int::U8)),
    ("u16", Type::Int(Int::U16)),
    ("u32", Type::Int(Int::U32)),
    ("u64", Type::Int(Int::U64)),
    ("f64", Type::F64),
    ("string", Type::String),
    ("timestamp", Type::Timestamp),
    ("date", Type::Date),
    ("duration", Type::Duration),
];
/// How deep records nest.
const DEPTH_MAX: usize = 32;

impl Checker<'_> {
    pub(super) fn check_types(&mut self) {
        // Names first: types may speak of each other in any order.
        for declaration in self.declarations {
            match &declaration.kind {
                DeclarationKind::Record(record) => {
                    let (name, doc) = (record.name.text.clone(), declaration.doc.clone());
                    self.records.push(plan::Record { name, doc, fields: Vec::new() });
                    self.record_spans.push(record.name.span);
                }
                DeclarationKind::Enum(one) => {
                    let variants = self.variants(&one.variants);
                    self.enums.push(plan::Enum { name: one.name.text.clone(), variants });
                }
                _ => {}
            }
        }
        let records = self.declarations.iter().filter_map(|declaration| match &declaration.kind {
            DeclarationKind::Record(record) => Some(record),
            _ => None,
        });
        for (id, record) in records.enumerate() {
            self.records[id].fields = self.fields(record);
        }
        for id in 0..self.records.len() {
            self.refuse_recursion(RecordId(id));
        }
    }

    fn variants(&mut self, names: &[Name]) -> Vec<String> {
        for (at, name) in names.iter().enumerate() {
            if let Some(first) = names[..at].iter().find(|other| other.text == name.text) {
                self.duplicate("variant", name, first.span);
            }
        }
        names.iter().map(|name| name.text.clone()).collect()
    }

    fn fields(&mut self, record: &syntax::Record) -> Vec<plan::Field> {
        let mut fields = Vec::new();
        for (at, field) in record.fields.iter().enumerate() {
            if let Some(first) = record.fields[..at].iter().find(|other| other.name.text == field.name.text) {
                self.duplicate("field", &field.name, first.name.span);
                continue;
            }
            let was = self.was(&field.attributes);
            // A field of a wrong type stays, so that its uses are not further errors; nothing is built then.
            let ty = self.type_of(&field.ty).unwrap_or(Type::String);
            fields.push(plan::Field { name: field.name.text.clone(), was, ty });
        }
        fields
    }

    /// The names in `@was`; other attributes are refused.
    fn was(&mut self, attributes: &[Attribute]) -> Vec<String> {
        let (was, others): (Vec<&Attribute>, Vec<_>) = attributes.iter().partition(|a| a.name.text == "was");
        for attribute in others {
            let message = format!("a field has no attribute `@{}`", attribute.name.text);
            let help = "a field takes `@was(\"old name\")`";
            self.diagnostics
                .push(Diagnostic::error(codes::UNKNOWN_NAME, attribute.name.span, message).help(help));
        }
        was.into_iter().map(|attribute| attribute.value.clone()).collect()
    }

    /// The type that is written, or `None` where that was reported.
    pub(super) fn type_of(&mut self, written: &TypeExpr) -> Option<Type> {
        let ty = match &written.kind {
            TypeKind::Name(name) => self.named_type(name, written.span)?,
            TypeKind::Decimal(name, precision, scale) => {
                self.decimal_type(name, *precision, *scale, written.span)?
            }
            TypeKind::Generic(name, _) => self.generic_type(name, written.span)?,
        };
        Some(if written.optional { ty.optional() } else { ty })
    }

    /// Whether it is a type, or may be meant as one: what is only like the name of a type rather is a name.
    pub(super) fn is_type(&self, name: &str) -> bool {
        let is_scalar = SCALARS.iter().any(|(scalar, _)| *scalar == name) || UNBUILT.contains(&name);
        is_scalar || self.names.types.contains_key(name) || elsewhere::ty(name).is_some()
    }

    fn named_type(&mut self, name: &str, span: Span) -> Option<Type> {
        if let Some((_, ty)) = SCALARS.iter().find(|(scalar, _)| *scalar == name) {
            return Some(ty.clone());
        }
        match self.names.types.get(name) {
            Some(TypeName::Record(id, _)) => return Some(Type::Record(*id)),
            Some(TypeName::Enum(id, _)) => return Some(Type::Enum(*id)),
            None if self.is_broken(name) => return None,
            None if UNBUILT.contains(&name) => self.not_built(span, &format!("the type `{name}`")),
            None if name == "decimal" => {
                let message = "`decimal` needs its precision and scale";
                let help = "write `decimal(18, 2)` for 18 digits, two of them behind the point";
                self.diagnostics.push(Diagnostic::error(codes::UNKNOWN_TYPE, span, message).help(help));
            }
            None => {
                let known: Vec<&str> =
                    SCALARS.iter().map(|(name, _)| *name).chain(self.names.types.keys().copied()).collect();
                let foreign = elsewhere::ty(name);
                let diagnostic =
                    Diagnostic::error(codes::UNKNOWN_TYPE, span, format!("there is no type `{name}`"));
                let meant = foreign.or_else(|| nearest(name, known.iter().copied())).map(str::to_owned);
                self.diagnostics.push(match foreign {
                    Some(ours) => diagnostic.help(format!("it is called `{ours}` here")),
                    None => did_you_mean(diagnostic, name, known),
                });
                // Taken for what was meant, so that what follows is not said to be wrong too.
                return meant.and_then(|meant| self.named_type(&meant, span));
            }
        }
        None
    }

    fn decimal_type(&mut self, name: &str, precision: u64, scale: u64, span: Span) -> Option<Type> {
        if name != "decimal" {
            self.error(codes::UNKNOWN_TYPE, span, format!("the type `{name}` takes no numbers"));
            return None;
        }
        match (u8::try_from(precision), u8::try_from(scale)) {
            (Ok(precision @ 1..=38), Ok(scale)) if scale <= precision => {
                Some(Type::Decimal { precision, scale })
            }
            _ => {
                let message = format!("there is no `decimal({precision}, {scale})`");
                let note = "the precision is 1 to 38 digits in all, the scale 0 to the precision of them behind the point";
                self.diagnostics.push(Diagnostic::error(codes::UNKNOWN_TYPE, span, message).note(note));
                None
            }
        }
    }

    fn generic_type(&mut self, name: &str, span: Span) -> Option<Type> {
        match name {
            "list" | "map" => self.not_built(span, &format!("the type `{name}`")),
            _ => self.error(codes::UNKNOWN_TYPE, span, format!("there is no type `{name}<…>`")),
        }
        None
    }

    /// Reports a record that contains itself; the field that closes the circle becomes a string, so that later passes end.
    fn refuse_recursion(&mut self, id: RecordId) {
        if !self.contains(id, id, 0) {
            return;
        }
        let name = self.records[id.0].name.clone();
        let message = format!("the record `{name}` contains itself");
        let diagnostic = Diagnostic::error(codes::RECURSIVE_RECORD, self.record_spans[id.0], message)
            .help("keep a key of the other row instead of the row");
        self.diagnostics.push(diagnostic);
        for field in 0..self.records[id.0].fields.len() {
            if let Type::Record(inner) = self.records[id.0].fields[field].ty.required().clone()
                && (inner == id || self.contains(inner, id, 0))
            {
                self.records[id.0].fields[field].ty = Type::String;
            }
        }
    }

    fn contains(&self, outer: RecordId, inner: RecordId, depth: usize) -> bool {
        depth < DEPTH_MAX
            && self.records[outer.0].fields.iter().any(|field| match field.ty.required() {
                Type::Record(id) => *id == inner || self.contains(*id, inner, depth + 1),
                _ => false,
            })
    }
}
