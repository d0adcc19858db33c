//! `into connector { … }` and `discard "why"`: where rows end.

use crate::check::Checker;
use crate::check::flow::{At, Chain};
use crate::plan::{Expr, ExprKind, SinkConnector};
use crate::plan::{Operator, SinkArm};
use crate::span::Span;
use crate::syntax::Choice;
use crate::value::Value;

impl Checker<'_> {
    pub(super) fn into_(&mut self, chain: &mut Chain, at: At, choice: &Choice, span: Span) -> Option<At> {
        let arms = self.sink_arms(&at, choice);
        let (at, arms) = (self.closed(at)?, arms?);
        let name = self.sink_name(&arms);
        let output = at.schema.clone();
        Some(self.then(chain, at, ("into", Operator::Sink { name, arms }), output, span))
    }

    pub(super) fn discard(&mut self, chain: &mut Chain, at: At, reason: &str, span: Span) -> Option<At> {
        let at = self.closed(at)?;
        let output = at.schema.clone();
        let operator = Operator::Discard { reason: reason.to_owned() };
        Some(self.then(chain, at, ("discard", operator), output, span))
    }

    /// What a sink is called: a file by its parameter or path, others by their connector; of several arms, the first file's.
    fn sink_name(&self, arms: &[SinkArm]) -> String {
        let path = arms.iter().find_map(|arm| match &arm.connector {
            SinkConnector::File { path, .. } => Some(path),
            _ => None,
        });
        if let Some(path) = path {
            return self.path_name(path);
        }
        match &arms[0].connector {
            SinkConnector::Blackhole => "blackhole".to_owned(),
            _ => "stdout".to_owned(),
        }
    }

    fn path_name(&self, path: &Expr) -> String {
        match &path.kind {
            ExprKind::Param(id) => self.params[id.0].name.clone(),
            ExprKind::Literal(Value::String(text)) => text.to_string(),
            _ => "file".to_owned(),
        }
    }
}
