//! Builds expressions: the grammar gives a flat list of operands and operators, here they get their precedence.

use super::{Builder, Pair, all, first, has, need, only};
use crate::diagnostics::{Diagnostic, codes};
use crate::syntax::expr::*;
use crate::syntax::grammar::Rule;
use crate::syntax::literal;
use std::iter::Peekable;

/// How deep expressions nest at most: later passes recurse over them.
const DEPTH_MAX: usize = 64;
/// How many operands one expression has at most, for the same reason.
const OPERANDS_MAX: usize = 256;

type Parts<'s> = Peekable<std::vec::IntoIter<Pair<'s>>>;

impl Builder {
    pub(in crate::syntax) fn expr(&mut self, pair: &Pair<'_>) -> Expr {
        let parts: Vec<_> = pair.clone().into_inner().collect();
        if self.depth >= DEPTH_MAX || parts.len() > 2 * OPERANDS_MAX {
            return self.too_deep(pair);
        }
        self.depth += 1;
        let mut parts = parts.into_iter().peekable();
        let expr = self.binary(&mut parts, 0);
        self.depth -= 1;
        expr
    }

    fn too_deep(&mut self, pair: &Pair<'_>) -> Expr {
        let span = self.span(pair);
        self.diagnostics.push(
            Diagnostic::error(codes::SYNTAX, span, "this expression is too deep or too long")
                .note(format!("expressions nest {DEPTH_MAX} deep and have {OPERANDS_MAX} operands at most"))
                .help("give parts of it names with `derive` or `fn`"),
        );
        Expr { kind: ExprKind::Broken, span }
    }

    /// Operands and operators that bind tighter than `limit`. All operators but `??` group from the left.
    fn binary(&mut self, parts: &mut Parts<'_>, limit: u8) -> Expr {
        let mut left = self.operand(parts);
        while let Some(op) = parts.peek().and_then(|part| operator(part.as_rule())) {
            let precedence = op.precedence();
            if precedence <= limit {
                break;
            }
            parts.next();
            let inner_limit = if op == BinaryOp::OrElse { precedence - 1 } else { precedence };
            let right = self.binary(parts, inner_limit);
            let span = left.span.to(right.span);
            left = Expr { kind: ExprKind::Binary(op, Box::new(left), Box::new(right)), span };
        }
        left
    }

    /// An operand with the casts behind it.
    fn operand(&mut self, parts: &mut Parts<'_>) -> Expr {
        let unary = parts.next().expect("the grammar puts an operand before and behind each operator");
        let mut expr = self.unary(&unary);
        while let Some(cast) = parts.next_if(|part| part.as_rule() == Rule::cast) {
            let ty = self.type_(&need(&cast, Rule::type_));
            let span = expr.span.to(self.span(&cast));
            expr = Expr { kind: ExprKind::Cast(Box::new(expr), ty), span };
        }
        expr
    }

    fn unary(&mut self, pair: &Pair<'_>) -> Expr {
        if pair.clone().into_inner().count() > DEPTH_MAX {
            return self.too_deep(pair);
        }
        let mut expr = self.primary(&need(pair, Rule::primary));
        for access in all(pair, Rule::access) {
            let name = self.name_in(&access);
            let span = expr.span.to(name.span);
            let safe = has(&access, Rule::safe);
            expr = Expr { kind: ExprKind::Field { base: Box::new(expr), name, safe }, span };
        }
        let prefixes: Vec<_> =
            pair.clone().into_inner().filter(|c| matches!(c.as_rule(), Rule::negate | Rule::not)).collect();
        for prefix in prefixes.iter().rev() {
            let span = self.span(prefix).to(expr.span);
            let inner = Box::new(expr);
            let negates = prefix.as_rule() == Rule::negate;
            expr = Expr { kind: if negates { ExprKind::Negate(inner) } else { ExprKind::Not(inner) }, span };
        }
        expr
    }

    fn primary(&mut self, pair: &Pair<'_>) -> Expr {
        let inner = only(pair);
        let kind = match inner.as_rule() {
            Rule::if_ => return self.if_(&inner),
            Rule::literal => self.literal(&only(&inner)),
            Rule::list => ExprKind::List(all(&inner, Rule::expr).map(|e| self.expr(&e)).collect()),
            Rule::call => ExprKind::Call(self.name_in(&inner), self.arguments(&inner)),
            Rule::name => ExprKind::Name(inner.as_str().to_owned()),
            _ => self.expr(&inner).kind,
        };
        Expr { kind, span: self.span(pair) }
    }

    fn if_(&mut self, pair: &Pair<'_>) -> Expr {
        if self.depth >= DEPTH_MAX {
            return self.too_deep(pair);
        }
        self.depth += 1;
        let expr = self.branches(pair);
        self.depth -= 1;
        expr
    }

    fn branches(&mut self, pair: &Pair<'_>) -> Expr {
        let mut parts = all(pair, Rule::expr);
        let mut next = || parts.next().expect("the grammar gives `if` a condition and a body");
        let (condition, then) = (next(), next());
        let condition = Box::new(self.expr(&condition));
        let then = Box::new(self.expr(&then));
        let otherwise = match parts.next() {
            Some(expr) => self.expr(&expr),
            None => self.if_(&need(pair, Rule::if_)),
        };
        Expr { kind: ExprKind::If(condition, then, Box::new(otherwise)), span: self.span(pair) }
    }

    pub(super) fn arguments(&mut self, pair: &Pair<'_>) -> Vec<Argument> {
        let mut arguments = Vec::new();
        for argument in all(pair, Rule::argument) {
            let name = first(&argument, Rule::name).map(|name| self.name(&name));
            arguments.push(Argument { name, value: self.expr(&need(&argument, Rule::expr)) });
        }
        arguments
    }

    pub(super) fn column(&mut self, pair: &Pair<'_>) -> Column {
        let name = first(pair, Rule::name).map(|name| self.name(&name));
        Column { name, value: self.expr(&need(pair, Rule::expr)) }
    }

    pub(super) fn columns_of(&mut self, pair: &Pair<'_>) -> Vec<Column> {
        all(pair, Rule::column).map(|column| self.column(&column)).collect()
    }

    fn literal(&mut self, pair: &Pair<'_>) -> ExprKind {
        let text = pair.as_str();
        let parsed = match pair.as_rule() {
            Rule::string => Ok(Literal::String(self.string(pair))),
            Rule::true_ => Ok(Literal::Bool(true)),
            Rule::false_ => Ok(Literal::Bool(false)),
            Rule::null => Ok(Literal::Null),
            Rule::timestamp => literal::timestamp(text).map(Literal::Timestamp),
            Rule::date => literal::date(text).map(Literal::Date),
            Rule::number_with_unit => literal::with_unit(text),
            _ => literal::number(text),
        };
        match parsed {
            Ok(literal) => ExprKind::Literal(literal),
            Err(reason) => {
                let message = format!("`{text}` is not a value: {reason}");
                self.diagnostics.push(Diagnostic::error(codes::BAD_LITERAL, self.span(pair), message));
                ExprKind::Broken
            }
        }
    }
}

fn operator(rule: Rule) -> Option<BinaryOp> {
    Some(match rule {
        Rule::or => BinaryOp::Or,
        Rule::and => BinaryOp::And,
        Rule::equal => BinaryOp::Equal,
        Rule::not_equal => BinaryOp::NotEqual,
        Rule::less => BinaryOp::Less,
        Rule::less_or_equal => BinaryOp::LessOrEqual,
        Rule::greater => BinaryOp::Greater,
        Rule::greater_or_equal => BinaryOp::GreaterOrEqual,
        Rule::or_else => BinaryOp::OrElse,
        Rule::add => BinaryOp::Add,
        Rule::subtract => BinaryOp::Subtract,
        Rule::multiply => BinaryOp::Multiply,
        Rule::divide => BinaryOp::Divide,
        Rule::remainder => BinaryOp::Remainder,
        _ => return None,
    })
}
