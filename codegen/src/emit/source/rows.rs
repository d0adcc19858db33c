//! What every way to read has in common once the columns of a row are known: its time, the watermark, the chain.

use super::super::Emitter;
use super::super::body::{Body, OnFail};
use super::super::scope::{Scope, Slot};
use crate::physical::Node;
use crate::physical::dealt::made_by_one;
use crate::physical::stages::needs_time;
use proc_macro2::{Literal, Span, TokenStream};
use quote::quote;
use syn::Lifetime;
use weir_dsl::plan::{Expr, SourceArm, Watermark};

/// The clock that rows tell their times.
pub(super) struct RowClock {
    pub(super) clock: TokenStream,
    /// Whether a row can be read, where that is not known when its time is; see the runtime's `Clock::tick_if`.
    pub(super) is_row: Option<TokenStream>,
}

impl RowClock {
    /// Of a split, in the loop over its rows.
    pub(super) fn of_split(is_row: Option<TokenStream>) -> Self {
        RowClock { clock: quote!((SplitTick { clocks: &mut arm.clocks, split })), is_row }
    }
}

/// How the rows of a generating way to read are spread over workers.
pub(super) struct Dealt {
    /// The runtime's `Spread`.
    pub(super) spread: TokenStream,
    /// Code before a quantum of rows, and behind it.
    pub(super) begin_piece: TokenStream,
    pub(super) end_piece: TokenStream,
}

impl Emitter<'_> {
    /// How its rows are spread. `generator`: what knows which piece a quantum is.
    pub(super) fn dealt(&self, node: &Node, arm: &SourceArm, generator: TokenStream) -> Dealt {
        let is_dealt = made_by_one(self.physical.pipeline, node, arm).is_none();
        let (begin_piece, end_piece) = match is_dealt && node.ordered {
            true => (
                quote!(let piece = #generator.begin_piece(); self.begin_piece(piece);),
                quote!(if piece.is_some() {
                    self.end_piece();
                }),
            ),
            false => (quote!(), quote!()),
        };
        let spread = match (is_dealt, node.splittable, node.ordered) {
            (true, true, _) => quote!(Spread::Blocks),
            (true, false, true) => quote!(Spread::Pieces),
            _ => quote!(Spread::One),
        };
        Dealt { spread, begin_piece, end_piece }
    }

    /// Whether the source's rows need their time: some step reads it, or a watermark comes of it.
    pub(in super::super) fn needs_time(&self, node: &Node) -> bool {
        needs_time(self.physical, node)
    }

    /// From the record's columns to the end of the chain. `clock` is told the time, and gives an `Option<i64>`.
    /// `ahead`: columns as `slots` has them, but of their own, for a row of the runtime's `ahead`, called `row`.
    pub(super) fn row_code(
        &mut self,
        body: &mut Body,
        node: &Node,
        arm: &SourceArm,
        mut slots: Vec<Slot>,
        clock: Option<RowClock>,
        ahead: Option<Vec<Slot>>,
    ) {
        let step = self.step(node.step);
        slots.resize(step.output.columns.len(), Slot::Dead);
        if let (true, Some(time), Some(column)) = (self.needs_time(node), &arm.time, step.output.time) {
            // What is shown of a row that fails is of its whole columns, as far as they are there.
            let staged = self.staged.time.clone();
            let whole = Scope { slots: slots.clone() };
            let fail = |scope: &Scope| {
                let scope = if staged.is_some() { whole.clone() } else { scope.clone() };
                OnFail::Record { step: step.id, shown: step.id, scope }
            };
            let value = match ahead {
                None => {
                    let scope = staged.as_ref().unwrap_or(&whole);
                    self.time(body, scope, &fail(scope), time)
                }
                Some(mut own) => {
                    own.resize(step.output.columns.len(), Slot::Dead);
                    let scope = Scope { slots: own };
                    let (statements, value) =
                        body.nested(|body| self.time(body, &scope, &fail(&scope), time));
                    // Without a time it fails here as it did before, and says why.
                    quote!(match row.time { Some(time) => time, None => { #(#statements)* #value } })
                }
            };
            let variable = body.variable("event_time");
            body.push(quote!(let #variable = #value;));
            if let (Some(RowClock { clock, is_row }), Some(_)) = (clock, &arm.watermark) {
                let tick = match is_row {
                    None => quote!(#clock.tick(#variable)),
                    Some(is_row) => quote!(#clock.tick_if(#variable, || #is_row)),
                };
                let waiting = self.apply_waiting(body);
                body.push(quote! {
                    if let Some(watermark) = #tick {
                        #waiting
                        self.forward(cx, Control::Watermark(watermark));
                    }
                });
            }
            slots[column] = Slot::Ready(quote!(#variable));
        }
        self.consumers(body, step.id, &Scope { slots });
    }

    fn time(&mut self, body: &mut Body, scope: &Scope, fail: &OnFail, time: &Expr) -> TokenStream {
        let value = self.eval(body, scope, fail, time);
        if time.ty.is_optional() { self.checked(body, fail, value, "NoTime") } else { value }
    }

    /// Code of a block whose value is the time of a row, `None` where there is none. `slots` leave the block `'time` where they fail.
    pub(in super::super) fn time_ahead(
        &mut self,
        node: &Node,
        arm: &SourceArm,
        slots: Vec<Slot>,
    ) -> TokenStream {
        let (Some(time), mut body) = (&arm.time, Body::new()) else { return quote!(None) };
        let mut scope = Scope { slots };
        scope.slots.resize(self.step(node.step).output.columns.len(), Slot::Dead);
        let value = self.time(&mut body, &scope, &OnFail::Default(time_label()), time);
        let statements = body.finish();
        quote!(#statements Some(#value))
    }

    /// Code between the times of a block's rows, all of them in `ahead`, and the first row: says the greatest, and takes that of
    /// all rows before.
    pub(in super::super) fn catch_up(&self, node: &Node) -> TokenStream {
        let begin = begin_piece(node);
        quote! {
            let Some(before) = arm.reader.greatest_before(cx, &block, ahead.greatest()) else {
                drop(ahead);
                arm.reader.give_back(block);
                return Polled::Idle;
            };
            #begin
            if let Some(watermark) = (SplitTick { clocks: &mut arm.clocks, split }).catch_up(before) {
                self.forward(cx, Control::Watermark(watermark));
            }
        }
    }

    /// Code before the first row of a block whose times nobody was told.
    pub(in super::super) fn begin_alone(&self, node: &Node, arm: &SourceArm) -> TokenStream {
        let begin = begin_piece(node);
        match node.ordered && self.ticks(node, arm) {
            true => quote! {
                #begin
                if block.is_piece() {
                    arm.clocks.restart();
                }
            },
            false => begin,
        }
    }

    /// The points that watermarks must not pass unsaid, as a `&'static [Lattice]`.
    pub(in super::super) fn lattices(&self, node: &Node) -> TokenStream {
        let lattices = node.lattices.iter().map(|l| {
            let [step, phase] = [l.step_us, l.phase_us].map(Literal::i64_unsuffixed);
            quote!(Lattice { step: #step, phase: #phase })
        });
        quote!(&[#(#lattices),*])
    }

    /// The lag of an arm's watermark in µs, as a setting; 0 where none is declared.
    pub(in super::super) fn lag(&mut self, body: &mut Body, arm: &SourceArm) -> TokenStream {
        match &arm.watermark {
            Some(Watermark::MaxLag(lag)) => {
                self.lasting(body, "watermark", "the `max_lag` of option `watermark`", lag)
            }
            None => quote!(0),
        }
    }

    /// Whether an arm's clock ticks at all.
    pub(in super::super) fn ticks(&self, node: &Node, arm: &SourceArm) -> bool {
        arm.watermark.is_some() && !node.lattices.is_empty()
    }

    /// Code that reports a row that could not be read, and leaves it. In scope: `error: Error`, `text: &[u8]` (the row).
    pub(in super::super) fn unreadable(&mut self, body: &Body, node: &Node) -> TokenStream {
        let done = body.done.clone();
        let uid = self.step(node.step).uid.clone();
        match self.errors_step(node.step) {
            Some(errors) => {
                let method = self.errors_method(errors);
                quote! {
                    *errors += 1;
                    self.#method(cx, #uid, error.where_it_was(), &error.message(), &String::from_utf8_lossy(text));
                    break #done;
                }
            }
            None => {
                let tap = self.tap(node.step);
                quote!(*errors += 1; cx.fail(error.tapped_at(#tap)); break #done;)
            }
        }
    }
}

/// Code before the first row of a block and what goes ahead of it: of an ordered source exchanges must know its piece.
pub(super) fn begin_piece(node: &Node) -> TokenStream {
    if node.ordered { quote!(self.begin_piece(arm.reader.piece());) } else { quote!() }
}

/// Code behind the last row of a block.
pub(super) fn end_piece(node: &Node) -> TokenStream {
    match node.ordered {
        true => quote! {
            if block.is_piece() {
                self.end_piece();
            }
        },
        false => quote!(),
    }
}

/// The block that gives a row's time.
pub(in super::super) fn time_label() -> Lifetime {
    Lifetime::new("'time", Span::call_site())
}
