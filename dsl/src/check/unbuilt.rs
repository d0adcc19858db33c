//! What is parsed but not built is refused by name: nothing parses and then does nothing.

use super::Checker;
use crate::syntax::{DeclarationKind, Operator, OperatorKind};

impl Checker<'_> {
    /// Declarations that this version does not have.
    pub(super) fn refuse_unbuilt(&mut self) {
        for declaration in self.declarations {
            match &declaration.kind {
                DeclarationKind::Table(table) => self.not_built(table.name.span, "`table`"),
                DeclarationKind::Rust(rust) => {
                    self.not_built(rust.name.span, &format!("`{}`", rust.form.words()))
                }
                _ => {}
            }
        }
    }

    /// An operator that this version does not have; others are passed over.
    pub(super) fn refuse_operator(&mut self, operator: &Operator) {
        let what = match &operator.kind {
            OperatorKind::Explode(_) => "`explode`",
            OperatorKind::Emit(_) => "`emit`",
            OperatorKind::Join(_) => "`join`",
            OperatorKind::Lookup(..) => "`lookup`",
            OperatorKind::Match(_) => "`match`",
            OperatorKind::Process(..) => "`process`",
            OperatorKind::Async(..) => "`async`",
            OperatorKind::Ttl(_) => "`ttl`",
            OperatorKind::Fail(_) => "`fail`",
            _ => return,
        };
        self.not_built(operator.span, what);
    }
}
