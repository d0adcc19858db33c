//! `generate`: columns are expressions over the row's number.

use super::super::Emitter;
use super::super::body::{Body, OnFail};
use super::super::chain::block;
use super::super::scope::{Scope, Slot};
use super::ArmCode;
use super::rows::{Dealt, RowClock};
use crate::expressions::can_fail;
use crate::physical::Node;
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use weir_dsl::plan::{Expr, SourceArm};

impl Emitter<'_> {
    pub(super) fn generate_arm(
        &mut self,
        node: &Node,
        index: usize,
        arm: &SourceArm,
        columns: &[Expr],
    ) -> ArmCode {
        let (shared, state) = (self.arm_shared(node, index), self.arm_state(node, index));
        let lattices = self.lattices(node);
        let Dealt { spread, begin_piece, end_piece } = self.dealt(node, arm, quote!(arm.numbers));
        let items = generate_items(&self.step(node.step).uid, &shared, &state, &lattices, &spread);
        let mut body = Body::of_source(quote!(row_place(cx, number)));
        let waiting = self.wait_in(&mut body, node);
        let number = Scope { slots: vec![Slot::Ready(quote!(number))] };
        let fail = OnFail::Record { step: node.step, shown: node.step, scope: Scope::default() };
        let live = self.source_columns(node);
        let names: Vec<String> = self.step(node.step).output.columns.iter().map(|c| c.name.clone()).collect();
        let mut slots = Vec::new();
        for (index, expr) in columns.iter().enumerate() {
            slots.push(match (live.contains(&index), can_fail(expr)) {
                (_, true) => {
                    let value = self.eval(&mut body, &number, &fail, expr);
                    let variable = body.variable(&names[index]);
                    body.push(quote!(let #variable = #value;));
                    Slot::Ready(quote!(#variable))
                }
                (true, false) => Slot::projected(&names[index], expr, &number),
                (false, false) => Slot::Dead,
            });
        }
        let clock = self.ticks(node, arm).then(|| RowClock { clock: quote!(arm.clock), is_row: None });
        self.row_code(&mut body, node, arm, slots, clock, None);
        let row = block(body);
        let (begin, applied) = (&waiting.places, &waiting.applied);
        let poll_name = format_ident!("poll_arm{index}");
        let poll = quote! {
            #[inline(never)]
            fn #poll_name(&mut self, cx: Cx<'_>, arm: &mut #state, rows: &mut u64, bytes: &mut u64, errors: &mut u64) -> Polled {
                #begin_piece
                #begin
                for made in 0..QUANTUM_ROWS {
                    let number = match arm.numbers.next() {
                        weir_generate::Next::Number(number) => number,
                        weir_generate::Next::Later => {
                            #applied
                            *rows += made;
                            return if made == 0 { Polled::Idle } else { Polled::Rows };
                        }
                        weir_generate::Next::Ended => {
                            #applied
                            #end_piece
                            *rows += made;
                            return Polled::Ended;
                        }
                    };
                    #row
                }
                #applied
                #end_piece
                *rows += QUANTUM_ROWS;
                Polled::Rows
            }
        };
        ArmCode { items, poll }
    }
}

/// What workers share, and what one worker keeps.
fn generate_items(
    source: &str,
    shared: &Ident,
    state: &Ident,
    lattices: &TokenStream,
    spread: &TokenStream,
) -> TokenStream {
    quote! {
        struct #shared { rows: i64, rate: i64, lag: i64, dealing: Dealing }

        struct #state { numbers: weir_generate::Numbers, clock: Clock }

        impl #state {
            #[cold]
            #[inline(never)]
            fn new(shared: &#shared, params: &'static Params, setup: &WorkerSetup) -> Result<Self> {
                let numbers = weir_generate::Numbers::new(weir_generate::NumbersSpec {
                    rows: shared.rows,
                    rate: shared.rate,
                    spread: #spread,
                    me: setup.me,
                }, &shared.dealing)
                .map_err(|error| error.step(#source))?;
                Ok(Self { numbers, clock: Clock::new(shared.lag, #lattices) })
            }

            fn is_empty(&self) -> bool { self.numbers.ended() }

            fn is_endless(&self) -> bool { self.numbers.is_endless() }
        }
    }
}
