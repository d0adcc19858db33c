//! JSON lines that are read in stages (see [`crate::physical::stages`]): what filters next to the source look at, then the rest of those rows that pass.
//!
//! A stage is read as a whole row is: of a line whose shape is known from the places of its values, and where that says nothing key by key. A line that was gone over key by key
//! was read whole, and stages take what they need of that; only where it cannot be read do they look whether their own fields can. So a row that a filter drops fails only for what the filter looks at,
//! whichever way it was read.

use super::super::Emitter;
use super::super::body::Body;
use super::super::chain::block;
use super::super::scope::{Reading, Scope, Slot};
use super::super::types::ident;
use super::json::{ReadField, decoded_type, each_line, lines, orders_type};
use super::rows::RowClock;
use super::shapes::{Place, Shaped, had, has_other, parameters};
use super::view::View;
use crate::physical::Node;
use crate::physical::sharing::Sharing;
use crate::physical::stages::{Stage, is_quick};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};
use std::collections::BTreeMap;
use weir_dsl::plan::{Expr, ExprKind, Operator, SourceArm, StepId, TimestampFormat};
use weir_dsl::types::{RecordId, Type};

/// What stages are called.
const NAMES: [&str; 2] = ["first", "second"];

/// What rows of a source find before the rest of them is read.
#[derive(Default)]
pub(in super::super) struct Staged {
    /// The columns that their time is made of.
    pub(in super::super) time: Option<Scope>,
    /// For the leading parts of filters the columns that each looks at.
    pub(in super::super) tests: BTreeMap<StepId, Vec<Scope>>,
}

impl Emitter<'_> {
    /// Columns whose values a stage has made already, and that the rest of the row takes from it; each with the stage.
    pub(super) fn reused(
        &self,
        fields: &[ReadField],
        format: TimestampFormat,
        stages: &[Stage],
    ) -> Vec<(usize, ReadField)> {
        let made = |field: &ReadField| {
            let is_dear = !matches!(field.ty.required(), Type::Record(_)) && !is_quick(&field.ty, format);
            let stage = stages.iter().position(|stage| stage.fields.columns.contains(&field.index))?;
            is_dear.then(|| (stage, field.clone()))
        };
        fields.iter().filter_map(made).collect()
    }

    /// The parameters of the functions that make the rest of a row.
    pub(super) fn reused_types(&self, reused: &[(usize, ReadField)]) -> Vec<TokenStream> {
        let parameter = |(_, field): &(usize, ReadField)| {
            let (name, ty) = (had(&field.name), self.borrowed(&field.ty));
            quote!(#name: #ty)
        };
        reused.iter().map(parameter).collect()
    }

    /// The structs and functions of the stages of a reader.
    pub(super) fn stage_readers(
        &self,
        reader: &Ident,
        record: RecordId,
        fields: &[ReadField],
        format: TimestampFormat,
        stages: &[Stage],
    ) -> TokenStream {
        let Some((places, count)) = self.places_of(fields).filter(|_| !stages.is_empty()) else {
            return quote!();
        };
        let parameters = parameters(reader, count);
        let all = self.decoded_result(&View::alive(), reader, fields);
        let (orders, rest, line, readable) = (
            orders_type(reader),
            format_ident!("rest_{reader}"),
            format_ident!("line_{reader}"),
            format_ident!("is_readable_{reader}"),
        );
        let reused = self.reused(fields, format, stages);
        let reused_types = self.reused_types(&reused);
        let reused_names = reused.iter().map(|(_, field)| had(&field.name));
        let each = stages.iter().zip(NAMES).map(|(stage, name)| {
            self.stage_reader(
                (reader, &format_ident!("{name}_{reader}")),
                record,
                fields,
                &places,
                format,
                stage,
                count,
            )
        });
        quote! {
            #(#each)*

            /// The rest of a line, `whole` if it was read already.
            #[inline(always)]
            fn #rest<'a>(
                #parameters
                whole: Option<std::result::Result<#all, weir_json::DecodeError>>,
                #(#reused_types),*
            ) -> std::result::Result<#all, weir_json::DecodeError> {
                match whole {
                    None => #line(line, present, values, scratch, learnt, #(#reused_names),*),
                    Some(whole) => whole,
                }
            }

            /// Whether all of a line can be read. Rows that turn out later not to be any must not have moved time.
            #[cold]
            #[inline(never)]
            fn #readable<'a>(
                line: weir_json::Line<'a>,
                scratch: &'a Bump,
                learnt: &mut #orders,
                whole: &mut Option<std::result::Result<#all, weir_json::DecodeError>>,
            ) -> bool {
                whole.get_or_insert_with(|| #reader(line.cursor(), scratch, learnt)).is_ok()
            }
        }
    }

    #[allow(clippy::too_many_arguments, reason = "what a line is read by")]
    fn stage_reader(
        &self,
        (reader, name): (&Ident, &Ident),
        record: RecordId,
        fields: &[ReadField],
        places: &[Place],
        format: TimestampFormat,
        stage: &Stage,
        count: usize,
    ) -> TokenStream {
        let view = View::of(stage, name);
        let all = self.decoded_result(&View::alive(), reader, fields);
        let fields: Vec<ReadField> =
            fields.iter().filter(|field| view.has_column(field.index)).cloned().collect();
        let (made, result) = (decoded_type(name), self.decoded_result(&view, name, &fields));
        let structs = self.viewed_structs(&view, &made, &fields, self.records_in(record));
        let key_by_key = self.key_by_key(&view, name, record, &fields, format, (false, &quote!()));
        let places = view.places(places, None);
        let read = Shaped { view: &view, format, reused: &[] };
        let shaped_value = self.shaped_record(&read, &places, &quote!(#made));
        let cursor = has_other(&places, format).then(|| quote!(let cursor = &mut line.cursor();));
        let of_whole = self.converted(&view, &fields, &made, &quote!(decoded));
        let long_reader = long_reader((reader, name), &all, &result, &of_whole);
        let (shaped, take, long) =
            (format_ident!("shaped_{name}"), format_ident!("take_{name}"), format_ident!("long_{name}"));
        let (parameters, values) = (parameters(reader, count), Literal::usize_unsuffixed(count));
        quote! {
            #structs

            /// Reads the stage of a line, of which it may be known where its fields are.
            #[inline(always)]
            fn #take<'a>(
                #parameters
                whole: &mut Option<std::result::Result<#all, weir_json::DecodeError>>,
            ) -> std::result::Result<#result, weir_json::DecodeError> {
                if let Some(present) = present
                    && let Some(decoded) = #shaped(line, present, values, scratch)
                {
                    return Ok(decoded);
                }
                #long(line, scratch, learnt, whole)
            }

            #long_reader

            #[inline(always)]
            fn #shaped<'a>(
                line: weir_json::Line<'a>,
                present: u64,
                values: &[i64; #values],
                scratch: &'a Bump,
            ) -> Option<#result> {
                #cursor
                Some(#shaped_value)
            }

            #key_by_key
        }
    }

    /// The rows of a block that are read in stages; where their times are told before any row is passed on, the first stage of all goes before.
    pub(super) fn staged_rows(
        &mut self,
        node: &Node,
        arm: &SourceArm,
        (reader, values): (&Ident, usize),
        format: TimestampFormat,
        stages: &[Stage],
    ) -> TokenStream {
        let (begin_lines, next, _) = lines(reader, Some(values));
        let mut body = Body::of_source(quote!(block.place_of(cx, text)));
        let waiting = self.wait_in(&mut body, node);
        let first = self.staged_row(&mut body, node, arm, (reader, format), stages);
        let row = block(body);
        if !Sharing::of(node, arm).is_sequence() {
            let begin = self.begin_alone(node, arm);
            return waiting.around(each_line(&begin, &begin_lines, &next, &row));
        }
        let rows = waiting.around(quote! {
            for row in ahead.rows() {
                let text = row.text;
                *rows += 1;
                #row
            }
        });
        let (own_clock, takes) = match self.ticks(node, arm) {
            false => (quote!(), quote!(true)),
            true => {
                let is_row = readable(reader);
                (quote!(let mut clock = arm.clocks.of_split(split);), quote!(clock.takes(*time, || #is_row)))
            }
        };
        let (time, catch_up) = (self.time_ahead(node, arm, first), self.catch_up(node));
        let first = taken(reader, NAMES[0]);
        quote! {
            let mut ahead = Ahead::new(cx.scratch, block.bytes().len());
            #own_clock
            #begin_lines
            while let #next {
                let text = line.text();
                let mut whole = None;
                let first = #first;
                let time = 'time: {
                    let Ok(first) = &first else { break 'time None };
                    let time: Option<i64> = { #time };
                    time.filter(|time| #takes)
                };
                ahead.push(text, first.map(|first| (first, line, present, values, whole)), time);
            }
            #catch_up
            #rows
        }
    }

    /// What is done with a row, from its first stage to the end of the chain; the columns of that stage.
    fn staged_row(
        &mut self,
        body: &mut Body,
        node: &Node,
        arm: &SourceArm,
        (reader, format): (&Ident, TimestampFormat),
        stages: &[Stage],
    ) -> Vec<Slot> {
        let failing = self.json_failing(body, node);
        let read = |name: &str, value: TokenStream| {
            let name = ident(name);
            quote!(let #name = match #value { Ok(read) => read, Err(error) => { #failing } };)
        };
        let (is_ahead, ticks) = (Sharing::of(node, arm).is_sequence(), self.ticks(node, arm));
        body.push(match is_ahead {
            false => {
                let first = read(NAMES[0], taken(reader, NAMES[0]));
                quote!(let mut whole = None; #first)
            }
            true => {
                let is_changed = (ticks || stages.len() > 1).then(|| quote!(mut));
                quote! {
                    let (first, line, present, values, #is_changed whole) = match row.decoded {
                        Ok(read) => read,
                        Err(error) => { #failing }
                    };
                }
            }
        });
        let second = Reading::of(read(NAMES[1], taken(reader, NAMES[1])));
        let rest = Reading::of(self.rest_statement(node, reader, format, stages, &read));
        let slots = self.staged_slots(node, stages, &second, &rest);
        let scopes = self.stage_scopes(node, stages, &second);
        let first = scopes[0].clone();
        self.staged = Staged { time: Some(first.clone()), tests: self.tested(node, stages, scopes) };
        let clock = ticks.then(|| RowClock::of_split(Some(readable(reader))));
        self.row_code(body, node, arm, slots, clock, is_ahead.then(|| first.slots.clone()));
        self.staged = Staged::default();
        first.slots
    }

    /// The statement that reads what no stage has read.
    fn rest_statement(
        &self,
        node: &Node,
        reader: &Ident,
        format: TimestampFormat,
        stages: &[Stage],
        read: &dyn Fn(&str, TokenStream) -> TokenStream,
    ) -> TokenStream {
        let rest = format_ident!("rest_{reader}");
        let reused =
            self.reused(&self.line_fields(node), format, stages).into_iter().map(|(stage, field)| {
                let (stage, name) = (ident(NAMES[stage]), field.name);
                quote!(#stage.#name)
            });
        read(
            "decoded",
            quote!(#rest(line, present, &values, cx.scratch, &mut arm.orders, whole, #(#reused),*)),
        )
    }

    /// The source's columns: of the first stage that has made one, or of the rest.
    fn staged_slots(&self, node: &Node, stages: &[Stage], second: &Reading, rest: &Reading) -> Vec<Slot> {
        let columns = &self.step(node.step).output.columns;
        let mut slots = vec![Slot::Dead; columns.len()];
        for field in self.line_fields(node) {
            let name = &field.name;
            let is_whole = !matches!(field.ty.required(), Type::Record(_));
            let made = |stage: usize| {
                is_whole && stages.get(stage).is_some_and(|s| s.fields.columns.contains(&field.index))
            };
            slots[field.index] = match (made(0), made(1)) {
                (true, _) => Slot::Ready(quote!(first.#name)),
                (false, true) => Slot::part(second, quote!(second.#name)),
                (false, false) => Slot::part(rest, quote!(decoded.#name)),
            };
        }
        slots
    }

    /// The columns of each stage.
    fn stage_scopes(&self, node: &Node, stages: &[Stage], second: &Reading) -> Vec<Scope> {
        let columns = self.step(node.step).output.columns.len();
        let fields = self.line_fields(node);
        let scope = |(index, stage): (usize, &Stage)| {
            let mut slots = vec![Slot::Dead; columns];
            for field in fields.iter().filter(|field| stage.fields.columns.contains(&field.index)) {
                let name = &field.name;
                slots[field.index] = match index {
                    0 => Slot::Ready(quote!(first.#name)),
                    _ => Slot::part(second, quote!(second.#name)),
                };
            }
            Scope { slots }
        };
        stages.iter().enumerate().map(scope).collect()
    }

    /// For the leading parts of each filter next to a source the columns that it looks at, as the filter has them.
    fn tested(&self, node: &Node, stages: &[Stage], mut scopes: Vec<Scope>) -> BTreeMap<StepId, Vec<Scope>> {
        let mut tests: BTreeMap<StepId, Vec<Scope>> = BTreeMap::new();
        let mut from = node.step;
        while let [only] = self.physical.consumers[from.0][..]
            && let Operator::Where { columns, .. } = &self.step(only).operator
        {
            let own = tests.entry(only).or_default();
            for (stage, scope) in stages.iter().zip(&scopes) {
                let parts = stage.tests.iter().find(|(step, _)| *step == only).map_or(0, |(_, parts)| *parts);
                own.resize(parts.max(own.len()), scope.clone());
            }
            for scope in &mut scopes {
                let slots = columns.iter().map(|column| carried(column, &scope.slots)).collect();
                *scope = Scope { slots };
            }
            from = only;
        }
        tests
    }
}

/// The function that reads a stage of a line whose shape does not say what it has.
fn long_reader(
    (reader, name): (&Ident, &Ident),
    all: &TokenStream,
    result: &TokenStream,
    of_whole: &TokenStream,
) -> TokenStream {
    let (orders, own_orders, long) = (orders_type(reader), orders_type(name), format_ident!("long_{name}"));
    quote! {
        /// Reads the stage of a line whose shape does not say what it has: the whole line, and where that is none, by itself.
        #[inline(never)]
        fn #long<'a>(
            line: weir_json::Line<'a>,
            scratch: &'a Bump,
            learnt: &mut #orders,
            whole: &mut Option<std::result::Result<#all, weir_json::DecodeError>>,
        ) -> std::result::Result<#result, weir_json::DecodeError> {
            match whole.get_or_insert_with(|| #reader(line.cursor(), scratch, learnt)) {
                Ok(decoded) => Ok(#of_whole),
                Err(of_all) => #name(line.cursor(), scratch, &mut #own_orders::default())
                    .map_err(|error| error.named_by(of_all)),
            }
        }
    }
}

/// Code that reads a stage of a line, a `Result`.
fn taken(reader: &Ident, stage: &str) -> TokenStream {
    let take = format_ident!("take_{stage}_{reader}");
    quote!(#take(line, present, &values, cx.scratch, &mut arm.orders, &mut whole))
}

/// Code that tells whether all of a line can be read.
fn readable(reader: &Ident) -> TokenStream {
    let readable = format_ident!("is_readable_{reader}");
    quote!(#readable(line, cx.scratch, &mut arm.orders, &mut whole))
}

/// A column that a filter carries over or narrows.
fn carried(column: &Expr, slots: &[Slot]) -> Slot {
    match &column.kind {
        ExprKind::Column(index) => slots[*index].clone(),
        ExprKind::Unwrap(of) => carried(of, slots).map(|value| quote!(known(#value))),
        _ => Slot::Dead,
    }
}
