//! What windowed nodes share: placing a row, late rows, watermarks and firing.

use super::Emitter;
use super::body::Body;
use super::chain::block;
use super::coding::decoded;
use super::node::Parts;
use super::scope::{Scope, Slot};
use super::types::ident;
use crate::physical::coding::time_code;
use crate::physical::sliding::{Merging, merging};
use crate::physical::{Node, is_part};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};
use weir_dsl::plan::{Operator, Step, StepId, WindowUse};

/// Whether windows are merged from several slices.
pub(super) fn merges(window: &WindowUse) -> bool {
    matches!(window, WindowUse::New(w) if w.size_us != w.step_us)
}

/// The field that holds the state of a step, and whether it is kept by window.
pub(super) fn state_of(step: &Step, windowed: bool) -> Option<(Ident, bool)> {
    match &step.operator {
        _ if windowed => Some((ident("windows"), true)),
        Operator::Aggregate { .. } | Operator::Top { .. } | Operator::Dedup { .. } => {
            Some((ident("table"), false))
        }
        _ => None,
    }
}

impl Emitter<'_> {
    /// Puts a row into its window; leaves the row where it is late.
    pub(super) fn place(&mut self, node: &Node, window: &WindowUse, state: &TokenStream) -> TokenStream {
        match window {
            WindowUse::New(_) => quote! {
                match self.#state.place(row.time) {
                    Placed::Open => {}
                    Placed::Partly => self.late(cx, &row),
                    Placed::Late => {
                        self.late(cx, &row);
                        break 'row;
                    }
                }
            },
            WindowUse::Existing => quote!(self.windows.at(row.window_start, row.window_end);),
            WindowUse::Running => unreachable!("`{}` runs without a window", self.step(node.step).uid),
        }
    }

    /// Adds the fields and methods of a windowed node. `each` is the code for a group of a window that has fired: `key`, `group`, `heap`
    /// and `fired` are in scope.
    pub(super) fn windowed(&mut self, node: &Node, window: &WindowUse, parts: &mut Parts, each: TokenStream) {
        let marks = self.new_marks(node);
        parts.fields.push(quote!(marks: Marks));
        parts.inits.push(quote!(marks: #marks));
        let fire = self.window_state(node, window, parts);
        let judge = match window {
            WindowUse::New(_) => {
                self.late_method(node, &quote!(windows), parts);
                quote!(self.windows.judge(self.marks.mark(channel));)
            }
            _ => quote!(),
        };
        let groups = match node.sorted {
            true => {
                let order = self.key_order(node);
                quote!(fired.sorted(|a, b, heap| #order))
            }
            false => quote!(fired.iter()),
        };
        let forward = self.forward(node);
        let skip = match self.slides(node) {
            true => quote! {
                if group.is_void() {
                    continue;
                }
            },
            false => quote!(),
        };
        parts.methods.push(quote! {
            /// A control message of a channel.
            #[inline(never)]
            fn control(&mut self, cx: Cx<'_>, channel: usize, control: Control) {
                for control in self.marks.update(channel, control) {
                    if let Control::Watermark(watermark) = control {
                        self.advance(cx, watermark);
                    }
                    self.forward(cx, control);
                }
                #judge
            }

            /// Fires the windows that the watermark completes.
            #[inline(never)]
            fn advance(&mut self, cx: Cx<'_>, watermark: i64) {
                while let Some(fired) = self.windows.#fire(watermark) {
                    let heap = fired.heap();
                    for (key, group) in #groups {
                        #skip
                        #each
                    }
                    self.windows.recycle(fired);
                }
            }

            #forward
        });
    }

    /// The field `windows`; the method that fires the next one.
    fn window_state(&self, node: &Node, window: &WindowUse, parts: &mut Parts) -> TokenStream {
        let (key, group) = (self.key_type(node), format_ident!("{}Group", node.type_name));
        let lateness = node.window.map_or(0, |w| w.lateness_us);
        let lateness = Literal::i64_unsuffixed(lateness);
        match window {
            WindowUse::New(window) => {
                let [size, step, offset] =
                    [window.size_us, window.step_us, window.offset_us].map(Literal::i64_unsuffixed);
                let state = match merging(self.step(node.step)) {
                    Merging::Total => quote!(Sliding),
                    Merging::Blocks => quote!(Blocks),
                    Merging::Slices => quote!(Windows),
                };
                parts.fields.push(quote!(windows: #state<#key, #group>));
                parts.inits.push(quote! {
                    windows: #state::new(WindowSpec { size: #size, step: #step, offset: #offset, lateness: #lateness })
                });
                if window.size_us == window.step_us { quote!(fire_whole) } else { quote!(fire) }
            }
            _ => {
                parts.fields.push(quote!(windows: Panes<#key, #group>));
                parts.inits.push(quote!(windows: Panes::new(#lateness)));
                quote!(fire)
            }
        }
    }

    /// Counts a late row and sends it to the readers of `.late`, their mark ahead of it.
    pub(super) fn late_method(&mut self, node: &Node, state: &TokenStream, parts: &mut Parts) {
        let mut body = Body::new();
        let count = self.count_in_step(node.step, "late");
        body.push(count);
        let input = self.step(node.step).inputs[0];
        let row_scope = self.row_scope(node);
        if self.late_is_judged(node) {
            parts.fields.push(quote!(late_passing: Passing));
            parts.inits.push(quote!(late_passing: Passing::default()));
            let calls = self.late_calls(node);
            body.push(quote! {
                if let Some(control) = self.late_passing.through(self.#state.judged()) {
                    #(#calls)*
                }
            });
        }
        for late in self.late_taps(node) {
            let columns = &self.step(late).output.columns;
            let slot = |(index, column): (usize, &weir_dsl::plan::Column)| {
                let found = self.step(input).output.column(&column.name);
                match found {
                    Some(found) if self.physical.live.is_live(late, index) => row_scope.slots[found].clone(),
                    _ => Slot::Dead,
                }
            };
            let slots = columns.iter().enumerate().map(slot).collect();
            let label = body.label("late");
            let outer = std::mem::replace(&mut body.done, label.clone());
            let (statements, ()) = body.nested(|body| self.consumers(body, late, &Scope { slots }));
            body.done = outer;
            body.push(quote!(#label: { #(#statements)* }));
        }
        let code = block(body);
        let row = self.row_in(node);
        parts.methods.push(quote! {
            /// A row that missed at least one of its windows.
            #[cold]
            #[inline(never)]
            fn late(&mut self, cx: Cx<'_>, row: &#row) { #code }
        });
    }

    /// Order of two keys `a`, `b` in `heap`.
    fn key_order(&self, node: &Node) -> TokenStream {
        let as_written = match &self.step(node.step).operator {
            Operator::Aggregate { keys, .. } => keys.clone(),
            _ => self.keys_of(node),
        };
        let parts = self.key_fields(node).into_iter().zip(&as_written).map(|((field, ty), key)| {
            let [a, b] =
                [quote!(a.#field), quote!(b.#field)].map(|key| self.key_load(&ty, key, &quote!(heap)));
            match time_code(key).filter(|code| !code.ordered) {
                Some(code) => self.order(&key.ty, decoded(&code, &a), decoded(&code, &b)),
                None => self.order(&ty, a, b),
            }
        });
        parts.reduce(|x, y| quote!(#x.then_with(|| #y))).unwrap_or_else(|| quote!(std::cmp::Ordering::Equal))
    }

    /// `impl Key`, for merging.
    pub(super) fn key_traits(&self, node: &Node) -> TokenStream {
        let name = self.key_type(node);
        let fields = self.distinct_key_fields(node);
        let moves = fields.iter().map(|(field, ty)| self.key_moves(field, ty));
        let (same, carry): (Vec<TokenStream>, Vec<TokenStream>) = moves.unzip();
        let same = same.into_iter().reduce(|a, b| quote!(#a && #b)).unwrap_or_else(|| quote!(true));
        let names = fields.iter().map(|(field, _)| field);
        quote! {
            impl Key for #name {
                fn same(&self, heap: &Heap, other: &Self, other_heap: &Heap) -> bool { #same }

                fn carry(&self, from: &Heap, to: &mut Heap) -> Self { #name { #(#names: #carry),* } }
            }
        }
    }

    /// State sizes and watermark of a node, for `--stats` and the progress line.
    pub(super) fn state_stats(&self, node: &Node, path: &TokenStream) -> Vec<TokenStream> {
        if !node.shared_by.is_empty() {
            return self.shared_stats(node, path);
        }
        let mut code = Vec::new();
        let Some((state, timed)) = state_of(self.step(node.step), node.window.is_some()) else { return code };
        if timed {
            code.push(quote!(stats.watermark(#path.marks.least());));
        }
        if let Some(index) = self.owner(node.step) {
            code.push(quote! {
                stats.step(#index, StepCounts {
                    state_bytes: #path.#state.size_bytes() as u64,
                    keys: #path.#state.len() as u64,
                    ..StepCounts::default()
                });
            });
        }
        code
    }

    /// The counted step that a step belongs to.
    pub(super) fn owner(&self, step: StepId) -> Option<usize> {
        let uid = &self.step(step).uid;
        self.physical.counted_steps().iter().position(|s| is_part(uid, counted_name(s)))
    }
}

/// What stats call a step.
pub(super) fn counted_name(step: &Step) -> &str {
    step.name.as_deref().unwrap_or(&step.uid)
}
