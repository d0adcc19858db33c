//! Rows that fail: the diverging code at the place of failure, and the cold methods that build rows of `.errors`.

use super::Emitter;
use super::body::{Body, OnFail};
use super::scope::{Scope, Slot};
use super::types::ident;
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use weir_dsl::plan::{Operator, StepId};

impl Emitter<'_> {
    /// Code that leaves the row: `failure` is an expression of type `Failure`.
    pub(super) fn failing(&mut self, body: &Body, fail: &OnFail, failure: TokenStream) -> TokenStream {
        match fail {
            OnFail::Default(label) => quote!(let _ = #failure; break #label None;),
            OnFail::Fixed(label) => quote!(break #label Err(#failure);),
            OnFail::Setting(what) => quote!(return Err(setting_failed(#what, #failure));),
            OnFail::Record { step, shown, scope } => {
                let steps = match self.physical.slices_of(*step) {
                    // A key that fails does so for all that share slices by it.
                    Some(slices) if step != shown => slices.shared_by.clone(),
                    _ => vec![*step],
                };
                let done = &body.done;
                let shown = self.shown(*shown, scope);
                let reports = steps.into_iter().map(|step| self.report(body, step, &shown, &failure));
                let reports: Vec<TokenStream> = reports.collect();
                quote!(#(#reports)* break #done;)
            }
        }
    }

    /// Code that counts a row which fails in a step, and sends it to who reads such rows.
    fn report(
        &mut self,
        body: &Body,
        step: StepId,
        shown: &[TokenStream],
        failure: &TokenStream,
    ) -> TokenStream {
        let uid = &self.step(step).uid;
        let place = body.place();
        let count = self.count_error(step);
        let report = match self.errors_step(step) {
            // The state is borrowed: what comes behind is reached by its own path, not by a method of the whole.
            Some(errors) if body.borrows_state => {
                let code = self.errors_code(errors, true);
                quote! {
                    let (step, place, message) = (#uid, #place, #failure.message());
                    let row = &*shown_row(cx, &[#(#shown),*]);
                    #code
                }
            }
            Some(errors) => {
                let method = self.errors_method(errors);
                quote!(self.#method(cx, #uid, #place, #failure.message(), &shown_row(cx, &[#(#shown),*]));)
            }
            None => {
                let tap = self.tap(step);
                quote!(record_failed(cx, #uid, #tap, #place, #failure, &[#(#shown),*]);)
            }
        };
        quote!(#count #report)
    }

    /// The source or `let` whose `.errors` would have what fails in this step; empty where it belongs to none.
    pub(super) fn tap(&self, of: StepId) -> &str {
        let uid = &self.step(of).uid;
        // `delays.where` belongs to `delays`; `delays.2` is another step of that name.
        let belongs = |rest: &str| match rest.strip_prefix('.') {
            Some(part) => !part.starts_with(|c: char| c.is_ascii_digit()),
            None => rest.is_empty(),
        };
        let steps = self.physical.pipeline.steps.iter();
        let mut named = steps.filter(|s| uid.strip_prefix(s.uid.as_str()).is_some_and(belongs));
        named.find_map(|s| s.name.as_deref()).unwrap_or("")
    }

    /// The `Errors` step that takes failures of this step.
    pub(super) fn errors_step(&self, of: StepId) -> Option<StepId> {
        let taps = self.physical.errors_taps();
        taps.get(&of).and_then(|all| all.first().copied())
    }

    /// Name of the method that sends a row to an `Errors` step, which the node being written has from now on.
    pub(super) fn errors_method(&mut self, errors: StepId) -> Ident {
        self.errors_needed.insert(errors);
        self.errors_method_name(errors)
    }

    fn errors_method_name(&self, errors: StepId) -> Ident {
        format_ident!("{}", crate::physical::names::snake(&format!("failed_{}", self.step(errors).uid)))
    }

    /// The methods that the node being written needs, made from what its code has called.
    pub(super) fn errors_methods(&mut self) -> Vec<TokenStream> {
        let mut methods = Vec::new();
        while let Some(errors) = self.errors_needed.pop_first() {
            let method = self.errors_method_name(errors);
            let code = self.errors_code(errors, false);
            let doc = format!("A row of `{}`.", self.step(errors).uid);
            methods.push(quote! {
                #[doc = #doc]
                #[cold]
                fn #method(&mut self, cx: Cx<'_>, step: &str, place: &str, message: &str, row: &str) {
                    #code
                }
            });
        }
        methods
    }

    /// Sends a row to an `Errors` step: `step`, `place`, `message` and `row` are in scope.
    fn errors_code(&mut self, errors: StepId, borrows_state: bool) -> TokenStream {
        let mut body = Body::inside_of("failed");
        body.borrows_state = borrows_state;
        let slots = ["step", "place", "message", "row"].map(|name| {
            let name = ident(name);
            Slot::Ready(quote!(#name))
        });
        self.consumers(&mut body, errors, &Scope { slots: slots.to_vec() });
        super::chain::block(body)
    }

    /// Where the end of the node being written must also go: readers of `Errors` steps whose last tapped step lies here, or behind
    /// another such step.
    pub(super) fn errors_ends(&self, region: &[StepId]) -> Vec<(super::NodeId, usize)> {
        let (mut region, mut found) = (region.to_vec(), Vec::new());
        // An `Errors` step stands behind the steps that it taps, so one pass finds all.
        for step in &self.physical.pipeline.steps {
            if let Operator::Errors { of } = &step.operator
                && of.iter().max().is_some_and(|last| region.contains(last))
            {
                found.extend(self.downstream(step.id));
                region.extend(self.region(step.id));
            }
        }
        found
    }

    /// The steps fused into a node: its own and everything stateless behind it.
    pub(super) fn region(&self, from: StepId) -> Vec<StepId> {
        let mut region = vec![from];
        for &consumer in &self.physical.consumers[from.0] {
            if self.physical.node_of(consumer).is_none() {
                region.extend(self.region(consumer));
            }
        }
        region
    }
}
