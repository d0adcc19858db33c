//! Builds declarations.

use super::{Builder, Pair, all, docs, first, has, need, only};
use crate::span::Span;
use crate::syntax::decl::*;
use crate::syntax::grammar::Rule;

impl Builder {
    pub(super) fn pipeline_line(&self, pair: &Pair<'_>) -> PipelineLine {
        let level = |lint: &Pair<'_>| match need(lint, Rule::lint_level).as_str() {
            "allow" => Level::Allow,
            "deny" => Level::Deny,
            _ => Level::Warn,
        };
        let lints =
            all(pair, Rule::lint).map(|l| LintLevel { level: level(&l), lint: self.name_in(&l) }).collect();
        PipelineLine { name: self.name_in(pair), lints }
    }

    pub(super) fn broken_declaration(&mut self, pair: &Pair<'_>) -> Declaration {
        self.broken(pair, Rule::lone_declaration);
        // `secret param p`, `rust fn f`: the last word before what is not a word is the name.
        let code = pair.as_str().lines().find(|line| !line.starts_with("///") && !line.starts_with('@'));
        let head =
            code.unwrap_or("").split(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == ' ')).next();
        let words: Vec<&str> = head.unwrap_or("").split_whitespace().collect();
        let at = match words.first() {
            Some(&("secret" | "rust")) => 2,
            _ => 1,
        };
        let kind = DeclarationKind::Broken(words.get(at).map(|word| (*word).to_owned()));
        Declaration { doc: String::new(), attributes: Vec::new(), kind, span: self.span(pair) }
    }

    pub(super) fn declaration(&mut self, pair: &Pair<'_>) -> Declaration {
        let inner = pair.clone().into_inner().find(|c| !matches!(c.as_rule(), Rule::doc | Rule::attribute));
        let inner = inner.expect("the grammar puts a declaration behind its documentation");
        let kind = match inner.as_rule() {
            Rule::use_ => DeclarationKind::Use(self.use_(&inner)),
            Rule::record => DeclarationKind::Record(self.record(&inner)),
            Rule::enum_ => DeclarationKind::Enum(self.enum_(&inner)),
            Rule::param => DeclarationKind::Param(self.param(&inner)),
            Rule::source => DeclarationKind::Source(self.source(&inner)),
            Rule::table => DeclarationKind::Table(self.table(&inner)),
            Rule::let_ => {
                let flow = self.flow(&need(&inner, Rule::flow));
                DeclarationKind::Let(Let { name: self.name_in(&inner), flow })
            }
            Rule::function => DeclarationKind::Function(self.function(&inner)),
            Rule::statement => DeclarationKind::Statement(self.flow(&only(&inner))),
            Rule::test => DeclarationKind::Test(self.test(&inner)),
            _ => DeclarationKind::Rust(self.rust(&inner)),
        };
        let attributes = self.attributes(pair);
        Declaration { doc: docs(pair, Rule::doc), attributes, kind, span: self.span(&inner) }
    }

    fn attributes(&mut self, pair: &Pair<'_>) -> Vec<Attribute> {
        let mut attributes = Vec::new();
        for attribute in all(pair, Rule::attribute) {
            let value = self.string(&need(&attribute, Rule::string));
            attributes.push(Attribute { name: self.name_in(&attribute), value });
        }
        attributes
    }

    fn use_(&self, pair: &Pair<'_>) -> Use {
        Use { path: self.name(&need(pair, Rule::use_path)), names: self.names_in(pair) }
    }

    fn record(&mut self, pair: &Pair<'_>) -> Record {
        let mut fields = Vec::new();
        for field in all(pair, Rule::field) {
            let attributes = self.attributes(&field);
            let ty = self.type_(&need(&field, Rule::type_));
            fields.push(Field { doc: docs(&field, Rule::doc), attributes, name: self.name_in(&field), ty });
        }
        Record { name: self.name_in(pair), fields }
    }

    fn enum_(&self, pair: &Pair<'_>) -> Enum {
        let variants = all(pair, Rule::variant).map(|variant| self.name_in(&variant)).collect();
        Enum { name: self.name_in(pair), variants }
    }

    fn param(&mut self, pair: &Pair<'_>) -> Param {
        let ty = self.type_(&need(pair, Rule::type_));
        let default = first(pair, Rule::expr).map(|expr| self.expr(&expr));
        Param { name: self.name_in(pair), ty, default, secret: has(pair, Rule::kw_secret) }
    }

    fn source(&mut self, pair: &Pair<'_>) -> Source {
        let connector = self.choice(&need(pair, Rule::choice));
        let mut names = self.names_in(pair);
        let record = names.pop().expect("the grammar names the record of a source");
        Source { name: names.remove(0), record, connector }
    }

    fn table(&mut self, pair: &Pair<'_>) -> Table {
        let connector = self.choice(&need(pair, Rule::choice));
        let version = first(pair, Rule::version).map(|version| self.name_in(&version));
        let mut names = self.names_in(pair).into_iter();
        let mut next = || names.next().expect("the grammar gives a table a name and a record");
        let (name, record) = (next(), next());
        Table { name, record, key: names.collect(), version, connector }
    }

    fn flow(&mut self, pair: &Pair<'_>) -> Flow {
        let from = self.path(&need(pair, Rule::path));
        let steps = all(pair, Rule::step).map(|step| self.step(&step)).collect();
        Flow { from, steps, span: self.span(pair) }
    }

    fn function(&mut self, pair: &Pair<'_>) -> Function {
        let parameters = self.parameters(pair);
        let result = self.type_(&need(pair, Rule::type_));
        Function { name: self.name_in(pair), parameters, result, body: self.expr(&need(pair, Rule::expr)) }
    }

    fn parameters(&mut self, pair: &Pair<'_>) -> Vec<Parameter> {
        let list = need(pair, Rule::parameters);
        let one = |p: Pair<'_>| Parameter { name: self.name_in(&p), ty: self.type_(&need(&p, Rule::type_)) };
        let mut one = one;
        all(&list, Rule::parameter).map(&mut one).collect()
    }

    fn rust(&mut self, pair: &Pair<'_>) -> Rust {
        let form = match pair.as_rule() {
            Rule::rust_aggregate => RustForm::Aggregate,
            Rule::rust_process => RustForm::Process,
            _ if has(pair, Rule::kw_async) => RustForm::AsyncFunction,
            _ => RustForm::Function,
        };
        let body = first(pair, Rule::rust_body).unwrap_or_else(|| need(pair, Rule::rust_path));
        Rust {
            name: self.name_in(pair),
            form,
            parameters: self.parameters(pair),
            result: self.type_(&need(pair, Rule::type_)),
            modifiers: all(pair, Rule::rust_modifier).map(|m| self.name(&m)).collect(),
            body: self.name(&body),
        }
    }

    pub(super) fn type_(&mut self, pair: &Pair<'_>) -> TypeExpr {
        let inner = only(pair);
        let kind = match inner.as_rule() {
            Rule::decimal => {
                let numbers: Vec<u64> = all(&inner, Rule::integer).map(|n| self.integer(&n)).collect();
                TypeKind::Decimal(self.name_in(&inner).text, numbers[0], numbers[1])
            }
            Rule::generic => {
                let arguments = all(&inner, Rule::type_).map(|t| self.type_(&t)).collect();
                TypeKind::Generic(self.name_in(&inner).text, arguments)
            }
            _ => TypeKind::Name(inner.as_str().to_owned()),
        };
        let span: Span = self.span(pair);
        TypeExpr { kind, optional: has(pair, Rule::optional), span }
    }
}
