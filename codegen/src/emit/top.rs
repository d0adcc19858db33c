//! `top`: the best rows of each partition of each window, kept sorted while rows come, read out with ranks when the window fires.

use super::Emitter;
use super::ahead::Fetches;
use super::body::Body;
use super::chain::block;
use super::node::Parts;
use super::rows::From;
use super::scope::{Scope, Slot};
use super::types::ident;
use super::windows::merges;
use crate::physical::Node;
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};
use weir_dsl::plan::{ExprKind, Operator, RANK, TIME, WINDOW_END, WINDOW_START, WindowUse};
use weir_dsl::types::Type;

impl Emitter<'_> {
    pub(super) fn top(&mut self, node: &Node) -> TokenStream {
        let Operator::Top { window, with_ties, .. } = &self.step(node.step).operator else {
            unreachable!("asked for a top")
        };
        let (group, kept) = (format_ident!("{}Group", node.type_name), self.kept_type(node));
        let stored = self.row_stored(node);
        let running = *window == WindowUse::Running;
        // Within one slice equal rows stand in the order of arrival by themselves.
        let by_arrival = running || (matches!(window, WindowUse::New(_)) && (!with_ties || merges(window)));
        let mut parts = Parts::default();
        parts.items.push(self.row_structs(node, true));
        parts.items.push(self.key_struct(node));
        parts.items.push(kept_structs(&kept, &group, &stored, by_arrival));
        if by_arrival {
            parts.fields.push(quote!(arrivals: u64));
            parts.inits.push(quote!(arrivals: 0));
        }
        if merges(window) || (running && self.row_has_text(node)) {
            parts.items.push(self.top_merging(node, by_arrival));
        }
        self.top_arrival(node, by_arrival, &mut parts);
        parts.methods.push(self.order_method(node, window, *with_ties));
        let each = self.fired_rows(node, by_arrival, &quote!());
        match running {
            true => self.running(node, &mut parts, each),
            false => self.windowed(node, window, &mut parts, each),
        }
        let doc = self.node_doc(node);
        self.assemble(node, &doc, parts)
    }

    /// How rows and control messages arrive, and what a row does to its partition.
    fn top_arrival(&mut self, node: &Node, by_arrival: bool, parts: &mut Parts) {
        let Operator::Top { window, .. } = &self.step(node.step).operator else {
            unreachable!("asked for a top")
        };
        let (row, running) = (self.row_in(node), *window == WindowUse::Running);
        if self.is_pruned(node) {
            self.pruned(node, parts);
            let (key, group) = (self.key_type(node), format_ident!("{}Group", node.type_name));
            let keep = self.keep(node, by_arrival, &quote!(windows), &quote!(0));
            parts.methods.push(quote! {
                /// A row that belongs here.
                #[inline]
                fn apply(&mut self, row: #row) {
                    Self::keep(&mut self.windows, row);
                }

                /// Takes a row of a window if it is among its best.
                #[inline]
                fn keep(windows: &mut Panes<#key, #group>, row: #row) {
                    windows.at(row.window_start, row.window_end);
                    #keep
                }
            });
            return;
        }
        let (place, state) = match running {
            true => (quote!(), quote!(self.table)),
            false => (self.place(node, window, &quote!(windows)), quote!(self.windows)),
        };
        let next_seq =
            if by_arrival { quote!(self.arrivals += 1; let seq = self.arrivals;) } else { quote!() };
        let arrival =
            self.arrival(node, Some(&Fetches { first: quote!(), then: quote!(group.rows.fetch();) }));
        let keep = self.keep(node, by_arrival, &state, &quote!(hash));
        let lookup = self.lookup_type(node);
        parts.methods.push(quote! {
            #arrival

            /// A row that belongs here.
            #[inline]
            fn apply(&mut self, cx: Cx<'_>, hash: #lookup, row: #row) {
                'row: {
                    #place
                    #next_seq
                    #keep
                }
            }
        });
    }

    /// Takes `row` into its group of `state` if it is among the best.
    fn keep(
        &mut self,
        node: &Node,
        by_arrival: bool,
        state: &TokenStream,
        hash: &TokenStream,
    ) -> TokenStream {
        let Operator::Top { window, n, with_ties, .. } = &self.step(node.step).operator else {
            unreachable!("asked for a top")
        };
        let (group, kept) = (format_ident!("{}Group", node.type_name), self.kept_type(node));
        let (equals, key) = (self.key_equals(node), self.key_value(node));
        let offer = self.offer(node, *window == WindowUse::Running, by_arrival);
        // A new row comes behind its equals: only a strictly better one gets in where the ranks are full.
        let (against, store) = match self.row_has_text(node) {
            true => (quote!(against(&row, &last.row, heap)), quote!(row.store(heap))),
            false => (quote!(order(&row, &last.row)), quote!(row)),
        };
        let seq = if by_arrival { quote!(, seq) } else { quote!() };
        let (n, node_type) = (Literal::u64_unsuffixed(*n), ident(&node.type_name));
        let sought = self.sought(node, hash.clone(), &quote!(row));
        let fresh = quote!(#group { rows: Ranked::new(#n, #with_ties) });
        let entered = self
            .prepared(node, quote!(#state.entry_heap(#sought, |key, heap| #equals, |heap| (#key, #fresh))));
        quote! {
            let (group, heap) = #entered;
            if group.rows.admits(|last| #node_type::#against) {
                let kept = #kept { row: #store #seq };
                #offer
            }
        }
    }

    /// How partitions of slices are merged, and how kept rows move between heaps.
    fn top_merging(&self, node: &Node, by_arrival: bool) -> TokenStream {
        let (group, kept) = (format_ident!("{}Group", node.type_name), self.kept_type(node));
        let (traits, offer) = (self.key_traits(node), self.offer_call(node, by_arrival));
        let carried = match self.row_has_text(node) {
            true => quote!(#kept { row: kept.row.load(from_heap).store(heap), ..*kept }),
            false => quote!(*kept),
        };
        quote! {
            #traits

            impl Group for #group {
                fn merge(&mut self, heap: &mut Heap, from: &Self, from_heap: &Heap) {
                    for kept in from.rows.iter() {
                        let kept = #carried;
                        let heap = &*heap;
                        self.rows.#offer;
                    }
                }

                fn carry(&self, from: &Heap, to: &mut Heap) -> Self {
                    let mut carried = #group { rows: self.rows.emptied() };
                    carried.merge(to, self, from);
                    carried
                }
            }
        }
    }

    /// Takes the row `kept` into `group`; where the result is running, the rows from its rank on have changed.
    fn offer(&mut self, node: &Node, running: bool, by_arrival: bool) -> TokenStream {
        let order = self.kept_order(node, by_arrival, quote!(heap));
        if !running {
            let offer = self.offer_call(node, by_arrival);
            return quote!(let heap = &*heap; group.rows.#offer;);
        }
        let changed = self.fired_rows(node, by_arrival, &quote!(.skip_while(|(_, kept)| kept.seq != seq)));
        let (forget, tidy) = match self.row_has_text(node) {
            true => {
                let forget = self.forget_row(node);
                (
                    quote!(if let Some(kept) = dropped { let kept = kept.row; #forget }),
                    quote!(self.table.tidy();),
                )
            }
            false => (quote!(), quote!()),
        };
        quote! {
            let dropped = group.rows.offer_dropping(kept, |a, b| { let heap = &*heap; #order });
            #forget
            if self.changes {
                let change = true;
                let heap = &*heap;
                #changed
            }
            #tidy
        }
    }

    /// `offer_tied(kept, …)`, where `heap` is the heap of all rows.
    fn offer_call(&self, node: &Node, by_arrival: bool) -> TokenStream {
        let (order, then) =
            (self.kept_order(node, by_arrival, quote!(heap)), self.tied_order(node, by_arrival));
        quote!(offer_tied(kept, |a, b| #order, |a, b| #then))
    }

    /// Order of two kept rows `a`, `b` that share a rank, as the plan says.
    fn tied_order(&self, node: &Node, by_arrival: bool) -> TokenStream {
        let equal = quote!(std::cmp::Ordering::Equal);
        let Operator::Top { window, with_ties: true, .. } = &self.step(node.step).operator else {
            return equal;
        };
        if *window == WindowUse::Existing {
            let then = self.visible_order(node, [true, true]);
            return quote!({ let (a, b) = (&a.row, &b.row); #then });
        }
        if by_arrival { quote!(a.seq.cmp(&b.seq)) } else { equal }
    }

    /// Order of two rows `a`, `b` by all visible columns; which of the two are stored.
    fn visible_order(&self, node: &Node, stored: [bool; 2]) -> TokenStream {
        let input = &self.step(self.step(node.step).inputs[0]).output;
        let (mut orders, mut bits) = (Vec::new(), Vec::new());
        for column in self.node_columns(node) {
            let From::Column(index) = column.from else { continue };
            if !input.columns[index].hidden() {
                let [a, b] = self.sides(&ident(&column.name), &column.ty, stored);
                bits.extend(self.bits_order(&column.ty, a.clone(), b.clone()));
                orders.push(self.order(&column.ty, a, b));
            }
        }
        // Zeros are equal and do not look it: where nothing else tells rows apart, their bits do.
        orders.extend(bits);
        let order = orders.into_iter().reduce(|order, then| quote!(#order.then_with(|| #then)));
        order.unwrap_or_else(|| quote!(std::cmp::Ordering::Equal))
    }

    /// A field of the rows `a` and `b`. Of a stored row only what is compared is loaded: where its strings stand is seldom in a cache.
    fn sides(&self, field: &Ident, ty: &Type, stored: [bool; 2]) -> [TokenStream; 2] {
        let side = |(row, stored)| if stored { self.load(ty, row, &quote!(heap)) } else { row };
        [(quote!(a.#field), stored[0]), (quote!(b.#field), stored[1])].map(side)
    }

    fn kept_type(&self, node: &Node) -> Ident {
        format_ident!("{}Kept", node.type_name)
    }

    /// Order of two kept rows `a`, `b`, best first.
    fn kept_order(&self, node: &Node, by_arrival: bool, heap: TokenStream) -> TokenStream {
        let node_type = ident(&node.type_name);
        let heap = if self.row_has_text(node) { quote!(, #heap) } else { quote!() };
        // With ties, equal rows must stay equal, whoever came first.
        let with_ties = matches!(self.step(node.step).operator, Operator::Top { with_ties: true, .. });
        let arrival = if by_arrival && !with_ties { quote!(.then(a.seq.cmp(&b.seq))) } else { quote!() };
        quote!(#node_type::order(&a.row, &b.row #heap) #arrival)
    }

    /// The field of `row` that is compared.
    fn by_field(&self, node: &Node) -> (Ident, Type) {
        let Operator::Top { by, .. } = &self.step(node.step).operator else {
            unreachable!("asked for a top")
        };
        let columns = self.node_columns(node);
        let column = match by.kind {
            ExprKind::Column(index) => {
                columns.iter().find(|c| matches!(c.from, From::Column(i) if i == index))
            }
            _ => columns.iter().rfind(|c| matches!(c.from, From::Key(_))),
        };
        (ident(&column.expect("what is compared is a column of the row").name), by.ty.clone())
    }

    /// Order of two rows by what is compared, then, where rows have no order of arrival, by their visible columns.
    fn order_method(&self, node: &Node, window: &WindowUse, with_ties: bool) -> TokenStream {
        let Operator::Top { descending, .. } = &self.step(node.step).operator else {
            unreachable!("asked for a top")
        };
        let (field, ty) = self.by_field(node);
        let order = |stored: [bool; 2]| {
            let [a, b] = self.sides(&field, &ty, stored);
            let order = if *descending { self.order(&ty, b, a) } else { self.order(&ty, a, b) };
            if *window != WindowUse::Existing || with_ties {
                return order;
            }
            let then = self.visible_order(node, stored);
            quote!(#order.then_with(|| #then))
        };
        let (row, kept) = (self.row_in(node), self.row_stored(node));
        if !self.row_has_text(node) {
            let order = order([false, false]);
            return quote! {
                /// Best first.
                #[inline]
                fn order(a: &#row, b: &#row) -> std::cmp::Ordering { #order }
            };
        }
        let (both, against) = (order([true, true]), order([false, true]));
        quote! {
            /// Best first.
            #[inline]
            fn order(a: &#kept, b: &#kept, heap: &Heap) -> std::cmp::Ordering { #both }

            /// The same for a row that is not kept yet.
            #[inline]
            fn against(a: &#row, b: &#kept, heap: &Heap) -> std::cmp::Ordering { #against }
        }
    }

    /// Code for each partition of a window that has fired, or of a table; `from` leaves out the first rows.
    fn fired_rows(&mut self, node: &Node, by_arrival: bool, from: &TokenStream) -> TokenStream {
        let step = self.step(node.step);
        let row_scope = self.row_scope(node);
        let is_new = matches!(&step.operator, Operator::Top { window: WindowUse::New(_), .. });
        let slot = |(index, column): (usize, &weir_dsl::plan::Column)| match column.name.as_str() {
            _ if !self.physical.live.is_live(step.id, index) => Slot::Dead,
            RANK => Slot::Ready(quote!(rank)),
            TIME | WINDOW_START | WINDOW_END if is_new => super::aggregate::window_slot(&column.name),
            _ => row_scope.slots.get(index).cloned().unwrap_or(Slot::Dead),
        };
        let slots = step.output.columns.iter().enumerate().map(slot).collect();
        let mut body = Body::inside();
        self.consumers(&mut body, node.step, &Scope { slots });
        let code = block(body);
        let (order, then) =
            (self.kept_order(node, by_arrival, quote!(heap)), self.tied_order(node, by_arrival));
        let load = if self.row_has_text(node) { quote!(kept.row.load(heap)) } else { quote!(kept.row) };
        quote! {
            for (rank, kept) in group.rows.ranks(|a, b| #order, |a, b| #then)#from {
                let row = #load;
                #code
            }
        }
    }
}

/// What is kept of a row, and of a partition.
fn kept_structs(kept: &Ident, group: &Ident, stored: &Ident, by_arrival: bool) -> TokenStream {
    let seq = if by_arrival { quote!(, seq: u64) } else { quote!() };
    quote! {
        /// A row that is kept.
        #[derive(Clone, Copy)]
        struct #kept { row: #stored #seq }

        /// The best rows of a partition so far.
        #[derive(Clone)]
        struct #group { rows: Ranked<#kept> }
    }
}
