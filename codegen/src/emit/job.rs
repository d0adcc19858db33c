//! The program around the nodes: description, parameters, shared parts, the worker and its loop.

use super::body::Body;
use super::types::ident;
use super::{Emitter, Reading};
use crate::physical::Node;
use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};
use std::collections::BTreeSet;
use weir_dsl::plan::{Operator, WindowUse};
use weir_dsl::types::Type;

impl Emitter<'_> {
    /// Everything but records and nodes. Runs after the nodes have been written: it asks for their counters.
    pub(super) fn job(&mut self) -> TokenStream {
        let description = self.description();
        let (params, read, complete) = self.params();
        let prepare = self.prepare(&read, &complete);
        let worker = self.worker();
        let sources = self.physical.sources();
        let sinks = self.physical.sinks();
        let source_fields = sources.iter().map(|n| {
            let (field, ty) = (ident(&n.name), self.source_shared(n));
            quote!(#field: #ty)
        });
        let sink_fields = sinks.iter().map(|n| {
            let (field, ty) = (ident(&n.name), self.sink_shared(n));
            quote!(#field: #ty)
        });
        let output = |n: &&Node| {
            let field = ident(&n.name);
            quote!(shared.#field.output())
        };
        let outputs: Vec<TokenStream> = sinks.iter().map(output).collect();
        let script = self.script_field();
        quote! {
            #description

            fn main() -> ExitCode {
                weir_runtime::main::<Program>(&DESCRIPTION)
            }

            #params

            /// What all workers share.
            struct Shared { params: &'static Params, #script #(#source_fields,)* #(#sink_fields),* }

            struct Program;

            impl Job for Program {
                type Shared = Shared;
                type Worker = Subtask;

                #prepare

                fn worker(shared: &Arc<Shared>, setup: &WorkerSetup) -> Result<Subtask> {
                    Subtask::new(shared, setup)
                }

                fn finish(shared: &Shared) -> Result<()> {
                    weir_runtime::sink::commit_all(&[#(#outputs),*])
                }

                fn discard(shared: &Shared) {
                    weir_runtime::sink::discard_all(&[#(#outputs),*]);
                }
            }

            #worker
        }
    }

    fn description(&self) -> TokenStream {
        let pipeline = self.physical.pipeline;
        let (name, weir) = (&pipeline.name, env!("CARGO_PKG_VERSION"));
        let super::Texts { manifest, explain, explain_json, .. } = self.texts;
        let params = pipeline.params.iter().map(|param| {
            let (name, doc, ty, secret) =
                (&param.name, &param.doc, pipeline.type_name(&param.ty), param.secret);
            let default = self.default_text(param);
            let variants = match &param.ty {
                Type::Enum(id) => pipeline.enumeration(*id).variants.as_slice(),
                _ => &[],
            };
            quote!(ParamDescription {
                name: #name,
                doc: #doc,
                ty: #ty,
                variants: &[#(#variants),*],
                default: #default,
                secret: #secret,
            })
        });
        let names = |nodes: Vec<&Node>| -> Vec<String> {
            let name = |node: &Node| match &self.step(node.step).operator {
                Operator::Source { name, .. } | Operator::Sink { name, .. } => name.clone(),
                _ => node.name.clone(),
            };
            nodes.into_iter().map(name).collect()
        };
        let (sources, sinks) = (names(self.physical.sources()), names(self.physical.sinks()));
        let steps = self.physical.counted_steps().into_iter().map(super::windows::counted_name);
        let late_dropped = self.late_dropped();
        quote! {
            static DESCRIPTION: Description = Description {
                name: #name,
                weir: #weir,
                manifest: #manifest,
                explain: #explain,
                explain_json: #explain_json,
                params: &[#(#params),*],
                sources: &[#(#sources),*],
                sinks: &[#(#sinks),*],
                steps: &[#(#steps),*],
                late_dropped: &[#(#late_dropped),*],
            };
        }
    }

    /// Named steps, by index, with late rows that nobody reads.
    fn late_dropped(&self) -> BTreeSet<usize> {
        let judges = |node: &&Node| match &self.step(node.step).operator {
            Operator::Aggregate { window, .. } | Operator::Top { window, .. } => {
                matches!(window, WindowUse::New(_)) && self.late_taps(node).is_empty()
            }
            _ => false,
        };
        self.physical.nodes.iter().filter(judges).filter_map(|node| self.owner(node.step)).collect()
    }

    fn prepare(&mut self, read_params: &TokenStream, complete_params: &TokenStream) -> TokenStream {
        let mut body = Body::new();
        let mut fields = Vec::new();
        let nodes = self.physical.nodes.clone();
        let (mut sources, mut sinks) = (0, 0);
        for node in &nodes {
            let field = ident(&node.name);
            match &self.step(node.step).operator {
                Operator::Source { arms, .. } => {
                    self.source_prepare(&mut body, node, sources, arms);
                    sources += 1;
                }
                Operator::Sink { arms, .. } => {
                    self.sink_prepare(&mut body, node, sinks, arms);
                    sinks += 1;
                }
                _ => continue,
            }
            fields.push(quote!(#field));
        }
        let statements = body.finish();
        let script = match self.reading {
            Reading::Connectors => quote!(),
            Reading::Script => quote!(script: std::sync::Mutex::new(Some(open_script(setup)?)),),
        };
        quote! {
            #[cold]
            fn prepare(setup: &mut Setup<'_>) -> Result<Shared> {
                #read_params
                let scratch = Scratch::new();
                let cx = SettingCx { scratch: &scratch };
                #complete_params
                #statements
                Ok(Shared { #script #(#fields,)* params: Box::leak(Box::new(params)) })
            }
        }
    }

    fn script_field(&self) -> TokenStream {
        match self.reading {
            Reading::Connectors => quote!(),
            Reading::Script => quote!(script: std::sync::Mutex<Option<weir_runtime::script::Script>>,),
        }
    }

    fn worker(&mut self) -> TokenStream {
        let Some(first) = self.physical.nodes.first() else { unreachable!("a pipeline has a source") };
        let (first_field, first_type) = (ident(&first.name), ident(&first.type_name));
        let inputs: Vec<(TokenStream, TokenStream)> = match self.reading {
            Reading::Connectors => {
                self.physical.sources().into_iter().map(|n| self.source_input(n)).collect()
            }
            Reading::Script => vec![(
                quote!(script: Option<weir_runtime::script::Script>),
                quote!(script: if setup.me == 0 { shared.script.lock().ok().and_then(|mut s| s.take()) } else { None }),
            )],
        };
        let (fields, inits): (Vec<_>, Vec<_>) = inputs.into_iter().unzip();
        let polls = self.polls();
        let starts = self.starts();
        let (drains, ends) = self.exchange_rounds();
        let flushes = self.sink_paths().into_iter().map(|path| quote!(#path.flush(cx);));
        let stats = self.stats();
        let script = match self.reading {
            Reading::Connectors => quote!(),
            Reading::Script => self.script_round(),
        };
        quote! {
            /// One worker's share of the job: what it reads, and the nodes, each inside the one before it.
            struct Subtask { #(#fields,)* #first_field: #first_type }

            impl Subtask {
                #[cold]
                #[inline(never)]
                fn new(shared: &Shared, setup: &WorkerSetup) -> Result<Subtask> {
                    Ok(Subtask { #(#inits,)* #first_field: #first_type::new(shared, setup)? })
                }

                #script
            }

            impl Worker for Subtask {
                #[inline(never)]
                fn start(&mut self, cx: Cx<'_>) {
                    #starts
                }

                fn round(&mut self, cx: Cx<'_>) -> Round {
                    let mut rounds = Rounds::new();
                    #drains
                    #polls
                    if rounds.dry() || cx.flush_is_due() {
                        #(#flushes)*
                    }
                    #ends
                    rounds.end()
                }

                #[cold]
                #[inline(never)]

                fn stats(&self, stats: &mut StatsSink) {
                    #stats
                }
            }
        }
    }

    /// Paths from the worker to each node.
    pub(super) fn path_from_worker(&self, node: &Node) -> TokenStream {
        let fields = self.physical.nodes[..=node.id.0].iter().map(|n| ident(&n.name));
        quote!(self #(.#fields)*)
    }

    fn sink_paths(&self) -> Vec<TokenStream> {
        self.physical.sinks().into_iter().map(|n| self.path_from_worker(n)).collect()
    }

    /// Draining inbound exchanges, those farthest downstream first, and what happens at the end of a round.
    fn exchange_rounds(&self) -> (TokenStream, TokenStream) {
        let nodes: Vec<&Node> = self.physical.nodes.iter().filter(|n| n.exchange.is_some()).collect();
        let mut drains = Vec::new();
        let mut ends = Vec::new();
        for (position, node) in nodes.iter().enumerate().rev() {
            let path = self.path_from_worker(node);
            // A batch may make rows for the exchanges that its own lead to. Others must not hold it up: where order is kept they may wait for it.
            let behind = nodes[position + 1..].iter().filter(|n| self.physical.reaches(node, n));
            let behind: Vec<TokenStream> = behind.map(|n| self.path_from_worker(n)).collect();
            drains.push(quote! {
                while !(cx.failed() #(|| #behind.exchange.blocked())*) {
                    let Some(batch) = #path.exchange.receive() else { break };
                    #path.batch(cx, &batch);
                    #path.exchange.recycle(batch);
                    rounds.worked();
                }
            });
            if self.looks_ahead(node) && !self.waits(node) {
                let state = super::windows::state_of(self.step(node.step), node.window.is_some())
                    .map(|(field, _)| field);
                ends.push(quote!(if #path.#state.is_large() { #path.exchange.stage(); }));
            }
            if self.gathers(node) {
                ends.push(quote!(#path.end_gathering(cx, rounds.dry());));
            }
            ends.push(quote!(#path.exchange.end_round(&mut rounds);));
        }
        (quote!(#(#drains)*), quote!(#(#ends)*))
    }

    /// Sources read in turn unless an outbox is full. Where order is kept, an outbox behind another source must not hold a source up: what all
    /// others wait for before they take anything may be the piece that this worker has.
    fn polls(&self) -> TokenStream {
        if self.reading == Reading::Script {
            return self.guarded(&[quote!(self.poll_script(cx))], |_| true);
        }
        let poll = |source: &Node| {
            let (path, input) = (self.path_from_worker(source), format_ident!("{}_input", source.name));
            quote!(#path.poll(cx, &mut self.#input))
        };
        let (ordered, in_turn): (Vec<&Node>, Vec<&Node>) =
            self.physical.sources().into_iter().partition(|source| source.ordered);
        let in_turn: Vec<TokenStream> = in_turn.into_iter().map(poll).collect();
        let in_turn = (!in_turn.is_empty()).then(|| self.guarded(&in_turn, |_| true));
        let ordered = ordered
            .into_iter()
            .map(|source| self.guarded(&[poll(source)], |node| self.physical.reaches(source, node)));
        let polls = in_turn.into_iter().chain(ordered);
        quote!(#(#polls)*)
    }

    /// Reading that waits while an outbox of these nodes is full.
    fn guarded(&self, polls: &[TokenStream], behind: impl Fn(&Node) -> bool) -> TokenStream {
        let nodes = self.physical.nodes.iter().filter(|node| node.exchange.is_some() && behind(node)).rev();
        let paths = nodes.map(|node| self.path_from_worker(node));
        quote! {
            if cx.started() #(&& !#paths.exchange.blocked())* {
                #(rounds.add(#polls);)*
            } else {
                rounds.open();
            }
        }
    }

    fn starts(&self) -> TokenStream {
        if self.reading == Reading::Script {
            let ends = self.script_ends();
            return quote!(if self.script.is_none() { #ends });
        }
        let starts = self.physical.sources().into_iter().map(|node| {
            let (path, input) = (self.path_from_worker(node), format_ident!("{}_input", node.name));
            quote!(#path.start(cx, &mut self.#input);)
        });
        quote!(#(#starts)*)
    }

    fn stats(&self) -> TokenStream {
        let mut code = Vec::new();
        if self.reading == Reading::Connectors {
            for (index, node) in self.physical.sources().into_iter().enumerate() {
                let input = format_ident!("{}_input", node.name);
                code.push(quote!(self.#input.stats(#index, stats);));
            }
        }
        for (index, node) in self.physical.sinks().into_iter().enumerate() {
            let path = self.path_from_worker(node);
            code.push(quote!(let (rows, bytes) = #path.counts(); stats.sink(#index, rows, bytes, 0);));
        }
        for node in &self.physical.nodes {
            let path = self.path_from_worker(node);
            code.extend(self.stats_of(node, &path));
            code.extend(self.state_stats(node, &path));
        }
        quote!(#(#code)*)
    }

    /// A literal of an index.
    pub(super) fn index(&self, index: usize) -> Literal {
        Literal::usize_unsuffixed(index)
    }
}
