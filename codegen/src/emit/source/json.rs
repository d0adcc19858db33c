//! JSON lines: a reader per record, with the fields that are alive; keys that nobody asked for are skipped.

use super::super::Emitter;
use super::super::body::Body;
use super::super::chain::block;
use super::super::scope::Slot;
use super::super::types::ident;
use super::ArmCode;
use super::rows::{RowClock, begin_piece, end_piece};
use super::shapes::ShapedReader;
use super::view::View;
use crate::physical::Node;
use crate::physical::names::{Names, snake};
use crate::physical::sharing::Sharing;
use crate::physical::stages::{Stage, stages};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};
use weir_dsl::plan::{Json, Operator, SourceArm, TimestampFormat};
use weir_dsl::types::{RecordId, Type};

/// A field to read: the column or field that it is, its key, its Rust name, its type.
#[derive(Clone)]
pub(super) struct ReadField {
    pub index: usize,
    pub key: String,
    pub name: Ident,
    pub ty: Type,
}

impl Emitter<'_> {
    pub(super) fn json_arm(&mut self, node: &Node, index: usize, arm: &SourceArm, json: &Json) -> ArmCode {
        let (shared, state) = (self.arm_shared(node, index), self.arm_state(node, index));
        let lattices = self.lattices(node);
        let reader = format_ident!("read_{}_arm{index}", node.name);
        let stages = stages(self.physical, self.step(node.step), arm, self.needs_time(node));
        let (readers, values) = self.json_readers(node, &reader, json.timestamps, &stages);
        let orders = orders_type(&reader);
        let reading = self.reading_files(node);
        let items = quote! {
            struct #shared { splits: weir_file::Splits, lag: i64 }

            struct #state { reader: weir_file::Reader, clocks: SplitClocks, orders: #orders, marks: weir_json::Marks }

            impl #state {
                #[cold]
                #[inline(never)]
                fn new(shared: &#shared, params: &'static Params, setup: &WorkerSetup) -> Result<Self> {
                    let reader = #reading;
                    let clocks = SplitClocks::new(reader.splits(), shared.lag, #lattices);
                    Ok(Self { reader, clocks, orders: #orders::default(), marks: weir_json::Marks::new() })
                }

                fn is_empty(&self) -> bool { self.reader.is_empty() }

                fn is_endless(&self) -> bool { self.reader.is_endless() }
            }

            #readers
        };
        let clock = self.ticks(node, arm).then(|| RowClock::of_split(None));
        let rows = match values {
            Some(values) if !stages.is_empty() => {
                self.staged_rows(node, arm, (&reader, values), json.timestamps, &stages)
            }
            _ => self.json_rows(node, arm, &reader, values, clock),
        };
        let poll_name = format_ident!("poll_arm{index}");
        let (split_end, reached) = (self.split_end(node, arm), self.reached(node, arm));
        let end_piece = end_piece(node);
        let poll = quote! {
            #[inline(never)]
            fn #poll_name(&mut self, cx: Cx<'_>, arm: &mut #state, rows: &mut u64, bytes: &mut u64, errors: &mut u64) -> Polled {
                let block = match arm.reader.next_block(cx) {
                    Ok(weir_file::Next::Block(block)) => block,
                    Ok(weir_file::Next::Header(_)) => return Polled::Rows,
                    Ok(weir_file::Next::End(split)) => { #split_end return Polled::Rows; }
                    Ok(weir_file::Next::Idle) => return Polled::Idle,
                    Ok(weir_file::Next::Ended) => return Polled::Ended,
                    Err(error) => {
                        cx.fail(error);
                        return Polled::Ended;
                    }
                };
                let split = block.split();
                #rows
                #reached
                #end_piece
                *bytes += block.bytes().len() as u64;
                let line_ends = arm.marks.line_ends();
                arm.reader.recycle_lines(block, line_ends);
                Polled::Rows
            }
        };
        ArmCode { items, poll }
    }

    /// The rows of a block; where their times are told before any row is passed on, all are decoded first.
    fn json_rows(
        &mut self,
        node: &Node,
        arm: &SourceArm,
        reader: &Ident,
        values: Option<usize>,
        clock: Option<RowClock>,
    ) -> TokenStream {
        let (begin_lines, next, read) = lines(reader, values);
        let is_ahead = Sharing::of(node, arm).is_sequence();
        let mut body = Body::of_source(quote!(block.place_of(cx, text)));
        let waiting = self.wait_in(&mut body, node);
        let failing = self.json_failing(&body, node);
        let decoded = match is_ahead {
            true => quote!(row.decoded),
            false => read.clone(),
        };
        body.push(quote! {
            let decoded = match #decoded {
                Ok(decoded) => decoded,
                Err(error) => { #failing }
            };
        });
        let slots = self.decoded_slots(node);
        let ahead = is_ahead.then(|| slots.clone());
        self.row_code(&mut body, node, arm, slots, clock, ahead);
        let row = block(body);
        if !is_ahead {
            let begin = self.begin_alone(node, arm);
            return waiting.around(each_line(&begin, &begin_lines, &next, &row));
        }
        let slots = self.decoded_slots(node);
        let (time, catch_up) = (self.time_ahead(node, arm, slots), self.catch_up(node));
        let rows = waiting.around(quote! {
            for row in ahead.rows() {
                let text = row.text;
                *rows += 1;
                #row
            }
        });
        quote! {
            let mut ahead = Ahead::new(cx.scratch, block.bytes().len());
            #begin_lines
            while let #next {
                let text = line.text();
                let decoded = #read;
                let time = 'time: {
                    let Ok(decoded) = &decoded else { break 'time None };
                    #time
                };
                ahead.push(text, decoded, time);
            }
            #catch_up
            #rows
        }
    }

    /// Code for a line that cannot be read. In scope: `error`, `text`.
    pub(super) fn json_failing(&mut self, body: &Body, node: &Node) -> TokenStream {
        let failing = self.unreadable(body, node);
        let source = &self.step(node.step).uid;
        quote! {
            let value = error.value(text);
            let error = Error::decode(#source, block.place(offset_in(block.bytes(), text)), error.field(), &error.message(text), value);
            #failing
        }
    }

    /// Which files a worker reads: its share, or all or none where the order of rows matters downstream.
    pub(super) fn reading_files(&self, node: &Node) -> TokenStream {
        match (node.splittable, node.ordered) {
            (true, _) => quote!(shared.splits.reader(setup.me, setup.workers)),
            (false, true) => quote!(shared.splits.reader_in_order(setup.me)),
            (false, false) => quote!(shared.splits.reader_of_one(setup.me)),
        }
    }

    /// What happens where a split has ended: time may go on without it, and so may the next piece.
    pub(super) fn split_end(&self, node: &Node, arm: &SourceArm) -> TokenStream {
        let begin = begin_piece(node);
        let end = if node.ordered { quote!(self.end_piece();) } else { quote!() };
        let time = match self.ticks(node, arm) {
            true => quote! {
                if let Some(watermark) = arm.clocks.end(split) && watermark < i64::MAX {
                    self.forward(cx, Control::Watermark(watermark));
                }
            },
            false => quote!(),
        };
        quote!(#begin #time #end)
    }

    /// Tells the reader how far in time a split is, so that splits move together.
    pub(super) fn reached(&self, node: &Node, arm: &SourceArm) -> TokenStream {
        match self.ticks(node, arm) {
            true => quote!(arm.reader.reached(split, arm.clocks.split_watermark(split));),
            false => quote!(),
        }
    }

    /// The Rust names of the source's columns, each once.
    pub(super) fn decoded_names(&self, node: &Node) -> Vec<String> {
        let mut names = Names::default();
        self.step(node.step).output.columns.iter().map(|c| names.unique(&snake(&c.name))).collect()
    }

    /// The source's columns as fields of `decoded`.
    pub(super) fn decoded_slots(&self, node: &Node) -> Vec<Slot> {
        let live = self.source_columns(node);
        let names = self.decoded_names(node);
        let columns = &self.step(node.step).output.columns;
        let slot = |(index, _): (usize, &weir_dsl::plan::Column)| match live.contains(&index) {
            true => {
                let name = ident(&names[index]);
                Slot::Ready(quote!(decoded.#name))
            }
            false => Slot::Dead,
        };
        columns.iter().enumerate().map(slot).collect()
    }

    /// The columns of a source that are read of a line.
    pub(super) fn line_fields(&self, node: &Node) -> Vec<ReadField> {
        let columns = &self.step(node.step).output.columns;
        let names = self.decoded_names(node);
        let field = |c: usize| ReadField {
            index: c,
            key: columns[c].name.clone(),
            name: ident(&names[c]),
            ty: columns[c].ty.clone(),
        };
        self.source_columns(node).into_iter().map(field).collect()
    }

    /// The struct that a line is decoded into, the functions that do it, and those of the records inside; how many values a line of a known shape gives.
    pub(super) fn json_readers(
        &self,
        node: &Node,
        reader: &Ident,
        format: TimestampFormat,
        stages: &[Stage],
    ) -> (TokenStream, Option<usize>) {
        let fields = self.line_fields(node);
        let Operator::Source { record, .. } = &self.step(node.step).operator else {
            unreachable!("asked for a source")
        };
        let (view, made) = (View::alive(), decoded_type(reader));
        let result = self.decoded_result(&view, reader, &fields);
        let shaped = self.shaped_reader(reader, &fields, &result, format, stages);
        let (items, learn, values) = match shaped {
            Some(ShapedReader { items, learn, count }) => (items, learn, Some(count)),
            None => (quote!(), quote!(), None),
        };
        let key_by_key = self.key_by_key(&view, reader, *record, &fields, format, (values.is_some(), &learn));
        let lifetime = if self.viewed_texts(&view, &fields) { quote!(<'a>) } else { quote!() };
        let types = fields.iter().map(|f| self.borrowed(&f.ty));
        let names = fields.iter().map(|f| &f.name);
        let stages = if values.is_some() { stages } else { &[] };
        let stages = self.stage_readers(reader, *record, &fields, format, stages);
        let items = quote! {
            /// The fields of a line that are used.
            struct #made #lifetime { #(#names: #types),* }

            #items

            #key_by_key

            #stages
        };
        (items, values)
    }

    /// The fields of a record that are used.
    pub(super) fn fields_read(&self, id: RecordId) -> Vec<ReadField> {
        let record = self.physical.pipeline.record(id);
        let field = |f: usize| ReadField {
            index: f,
            key: record.fields[f].name.clone(),
            name: self.field_name(id, f),
            ty: record.fields[f].ty.clone(),
        };
        self.physical.live.fields(id).into_iter().map(field).collect()
    }

    /// Records that a record has in it, each once, as far as they are alive.
    pub(super) fn records_in(&self, id: RecordId) -> Vec<RecordId> {
        let mut found = Vec::new();
        let mut open = vec![id];
        while let Some(id) = open.pop() {
            for field in &self.physical.pipeline.record(id).fields {
                if let Type::Record(inner) = field.ty.required()
                    && !found.contains(inner)
                    && self.physical.live.has_record(*inner)
                {
                    found.push(*inner);
                    open.push(*inner);
                }
            }
        }
        found
    }
}

/// What one counts of a field that is written as a 64-bit integer and kept as one: 1, or the µs of a time's unit. `None` of any other field.
pub(super) fn int_unit_us(ty: &Type, format: TimestampFormat) -> Option<i64> {
    match (ty.required(), format) {
        (Type::Int(int), _) => (int.name() == "i64").then_some(1),
        (Type::Timestamp, TimestampFormat::EpochS) => Some(1_000_000),
        (Type::Timestamp, TimestampFormat::EpochMs) => Some(1_000),
        (Type::Timestamp, TimestampFormat::EpochUs) => Some(1),
        _ => None,
    }
}

/// The lines of a block, one by one: what is made before the loop, what asks for the next one (`line`), and the line read.
pub(super) fn lines(reader: &Ident, values: Option<usize>) -> (TokenStream, TokenStream, TokenStream) {
    let begin = quote!(let mut lines = arm.marks.lines(block.bytes()););
    let Some(values) = values else {
        let read = quote!(#reader(line.cursor(), cx.scratch, &mut arm.orders));
        return (begin, quote!(Some(line) = lines.next_line()), read);
    };
    let (read, values) = (format_ident!("line_{reader}"), Literal::usize_unsuffixed(values));
    (
        quote!(#begin let mut values = [0i64; #values];),
        quote!(Some((line, present)) = lines.next_shaped(&mut arm.orders.shapes, &mut values)),
        quote!(#read(line, present, &values, cx.scratch, &mut arm.orders)),
    )
}

/// The loop over the lines of a block, each of which is a row at once.
pub(super) fn each_line(
    begin: &TokenStream,
    begin_lines: &TokenStream,
    next: &TokenStream,
    row: &TokenStream,
) -> TokenStream {
    quote! {
        #begin
        #begin_lines
        while let #next {
            let text = line.text();
            *rows += 1;
            #row
        }
    }
}

/// The struct that a reader makes of a line.
pub(super) fn decoded_type(reader: &Ident) -> Ident {
    format_ident!("{}Decoded", crate::physical::names::camel(&reader.to_string()))
}

/// The struct with the orders of keys of a reader's records.
pub(super) fn orders_type(reader: &Ident) -> Ident {
    format_ident!("{}Orders", crate::physical::names::camel(&reader.to_string()))
}
