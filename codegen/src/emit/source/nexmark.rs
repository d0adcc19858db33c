//! `nexmark`: events are functions of their number; a column that nobody looks at is never computed.

use super::super::Emitter;
use super::super::body::Body;
use super::super::chain::block;
use super::super::scope::{Nested, Slot};
use super::super::types::ident;
use super::ArmCode;
use super::rows::{Dealt, RowClock};
use crate::physical::Node;
use crate::physical::names::snake;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use std::collections::BTreeMap;
use std::rc::Rc;
use weir_dsl::plan::{Operator, SourceArm};
use weir_dsl::types::{RecordId, Type};

impl Emitter<'_> {
    pub(super) fn nexmark_arm(&mut self, node: &Node, index: usize, arm: &SourceArm) -> ArmCode {
        let (shared, state) = (self.arm_shared(node, index), self.arm_state(node, index));
        let lattices = self.lattices(node);
        let dealt = self.dealt(node, arm, quote!(arm.generator));
        let spread = &dealt.spread;
        let source = &self.step(node.step).uid;
        let items = quote! {
            struct #shared { events: i64, seed: i64, rate: i64, out_of_order_us: i64, lag: i64, dealing: Dealing }

            struct #state { generator: weir_nexmark::Generator, clock: Clock }

            impl #state {
                #[cold]
                #[inline(never)]
                fn new(shared: &#shared, params: &'static Params, setup: &WorkerSetup) -> Result<Self> {
                    let generator = weir_nexmark::Generator::new(weir_nexmark::GeneratorSpec {
                        events: shared.events,
                        seed: shared.seed,
                        rate: shared.rate,
                        out_of_order_us: shared.out_of_order_us,
                        spread: #spread,
                        me: setup.me,
                    }, &shared.dealing)
                    .map_err(|error| error.step(#source))?;
                    Ok(Self { generator, clock: Clock::new(shared.lag, #lattices) })
                }

                fn is_empty(&self) -> bool { self.generator.ended() }

                fn is_endless(&self) -> bool { self.generator.is_endless() }
            }
        };
        let mut body = Body::of_source(quote!(event_place(cx, event.number())));
        let waiting = self.wait_in(&mut body, node);
        let slots = self.nexmark_slots(node);
        let clock = self.ticks(node, arm).then(|| RowClock { clock: quote!(arm.clock), is_row: None });
        self.row_code(&mut body, node, arm, slots, clock, None);
        let row = block(body);
        let (begin, applied) = (&waiting.places, &waiting.applied);
        let Dealt { begin_piece, end_piece, .. } = dealt;
        let poll_name = format_ident!("poll_arm{index}");
        let poll = quote! {
            #[inline(never)]
            fn #poll_name(&mut self, cx: Cx<'_>, arm: &mut #state, rows: &mut u64, bytes: &mut u64, errors: &mut u64) -> Polled {
                #begin_piece
                #begin
                for made in 0..QUANTUM_ROWS {
                    let Some(event) = arm.generator.next() else {
                        #applied
                        #end_piece
                        *rows += made;
                        return Polled::Ended;
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

    fn nexmark_slots(&self, node: &Node) -> Vec<Slot> {
        let step = self.step(node.step);
        let Operator::Source { record, .. } = &step.operator else { unreachable!("asked for a source") };
        let fields = &self.physical.pipeline.record(*record).fields;
        let live = self.source_columns(node);
        let slot = |(index, field): (usize, &weir_dsl::plan::Field)| match field.ty.required() {
            _ if !live.contains(&index) => Slot::Dead,
            Type::Record(id) => Slot::Nested(Rc::new(self.nexmark_part(*id, &field.name))),
            ty => Slot::lazy(&field.name, generated(quote!(event.event_type()), ty, field.ty.is_optional())),
        };
        fields.iter().enumerate().map(slot).collect()
    }

    /// A person, auction or bid.
    fn nexmark_part(&self, id: RecordId, part: &str) -> Nested {
        let kind = match part {
            "person" => quote!(Person),
            "auction" => quote!(Auction),
            _ => quote!(Bid),
        };
        let mut fields = BTreeMap::new();
        for index in self.physical.live.fields(id) {
            let field = &self.physical.pipeline.record(id).fields[index];
            let function = ident(&format!("{part}_{}", snake(&field.name)));
            let value = generated(quote!(event.#function()), field.ty.required(), field.ty.is_optional());
            fields.insert(index, Slot::lazy(&field.name, value));
        }
        Nested { record: id, present: Some(quote!((event.kind == weir_nexmark::Kind::#kind))), fields }
    }

    /// Fields of the source's record that its rows or its time need.
    pub(in super::super) fn source_columns(&self, node: &Node) -> Vec<usize> {
        let step = self.step(node.step);
        let mut live = self.physical.live_columns(step.id);
        if self.needs_time(node) {
            for arm in self.arms(node) {
                live.extend(arm.time.iter().flat_map(crate::expressions::columns));
            }
        }
        live.sort_unstable();
        live.dedup();
        live.retain(|&c| !step.output.columns[c].hidden());
        live
    }
}

/// A generated value in the declared type: integers are made as `i64` (`i32` for `event_type`), and small.
fn generated(value: TokenStream, ty: &Type, optional: bool) -> TokenStream {
    let value = match ty {
        Type::Int(int) => {
            let int = ident(int.name());
            quote!((#value as #int))
        }
        _ => value,
    };
    if optional { quote!(Some(#value)) } else { value }
}
