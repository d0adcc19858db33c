//! CSV: a record is split into the raw text of the fields that are alive; each becomes a value where the chain first looks at it, so a row
//! that a filter drops is parsed no further than the filter needs.

use super::super::Emitter;
use super::super::body::Body;
use super::super::scope::Slot;
use super::super::sink::timestamp_format;
use super::super::types::ident;
use super::ArmCode;
use super::rows::{RowClock, end_piece};
use crate::expressions::columns as columns_of;
use crate::physical::Node;
use crate::physical::sharing::Sharing;
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};
use weir_dsl::plan::{Csv, SourceArm};
use weir_dsl::types::Type;

impl Emitter<'_> {
    pub(super) fn csv_arm(&mut self, node: &Node, index: usize, arm: &SourceArm, csv: &Csv) -> ArmCode {
        let (shared, state) = (self.arm_shared(node, index), self.arm_state(node, index));
        let lattices = self.lattices(node);
        let live = self.source_columns(node);
        let columns = &self.step(node.step).output.columns;
        let names: Vec<&str> = live.iter().map(|&c| columns[c].name.as_str()).collect();
        let separator = Literal::byte_character(csv.separator);
        // A single field that the time is made of has been read when there is a time.
        let is_read = live.len() == 1 && arm.time.iter().flat_map(columns_of).any(|column| column == live[0]);
        let lazy = self.ticks(node, arm) && !is_read;
        let readable = if lazy { self.csv_readable(node, csv, &live) } else { quote!() };
        let items = csv_items(&shared, &state, &lattices, &self.reading_files(node), &readable);
        let is_row = lazy.then(|| quote!(#state::is_readable(&raw, cx)));
        let source = self.step(node.step).uid.clone();
        let rows = match Sharing::of(node, arm).is_sequence() {
            true => self.csv_rows_ahead(node, arm, csv, &live, is_row),
            false => self.csv_rows(node, arm, csv, &live, is_row),
        };
        let poll_name = format_ident!("poll_arm{index}");
        let split_end = self.split_end(node, arm);
        let (reached, end_piece) = (self.reached(node, arm), end_piece(node));
        let n_fields = columns.iter().filter(|c| !c.hidden()).count();
        let nullable = columns.first().is_some_and(|column| column.ty.is_optional());
        let (header, resolve) = header_code(csv, &source, &separator, n_fields, &live, &names, nullable);
        let poll = quote! {
            #[inline(never)]
            fn #poll_name(&mut self, cx: Cx<'_>, arm: &mut #state, rows: &mut u64, bytes: &mut u64, errors: &mut u64) -> Polled {
                let block = match arm.reader.next_block(cx) {
                    Ok(weir_file::Next::Block(block)) => block,
                    Ok(weir_file::Next::Header(header)) => { #header return Polled::Rows; }
                    Ok(weir_file::Next::End(split)) => { #split_end return Polled::Rows; }
                    Ok(weir_file::Next::Idle) => return Polled::Idle,
                    Ok(weir_file::Next::Ended) => return Polled::Ended,
                    Err(error) => {
                        cx.fail(error);
                        return Polled::Ended;
                    }
                };
                let split = block.split();
                let mut cursor = weir_csv::Cursor::new(block.bytes(), #separator);
                #resolve
                #rows
                #reached
                #end_piece
                *bytes += block.bytes().len() as u64;
                arm.reader.recycle(block);
                Polled::Rows
            }
        };
        ArmCode { items, poll }
    }

    /// The rows of a block, one after the other. `is_row`: see [`RowClock`].
    fn csv_rows(
        &mut self,
        node: &Node,
        arm: &SourceArm,
        csv: &Csv,
        live: &[usize],
        is_row: Option<TokenStream>,
    ) -> TokenStream {
        let text = quote!(cursor.record_text());
        let mut body = Body::of_source(quote!(block.place_of(cx, #text)));
        let waiting = self.wait_in(&mut body, node);
        let slots = self.csv_slots(&body, node, csv, live, &text);
        let clock = self.ticks(node, arm).then(|| RowClock::of_split(is_row));
        self.row_code(&mut body, node, arm, slots, clock, None);
        let (row, broken) = (body.finish(), self.csv_broken(node, &text));
        let begin = self.begin_alone(node, arm);
        let wanted = Literal::usize_unsuffixed(live.len());
        waiting.around(quote! {
            #begin
            'rows: loop {
                'row: {
                    let raw = match cursor.record::<#wanted>(columns) {
                        Ok(Some(raw)) => raw,
                        Ok(None) => break 'rows,
                        Err(error) => {
                            *rows += 1;
                            #broken
                        }
                    };
                    *rows += 1;
                    #row
                }
            }
        })
    }

    /// The rows of a block whose times are told before any row is passed on.
    fn csv_rows_ahead(
        &mut self,
        node: &Node,
        arm: &SourceArm,
        csv: &Csv,
        live: &[usize],
        is_row: Option<TokenStream>,
    ) -> TokenStream {
        let text = quote!(weir_csv::without_line_end(row.text));
        let mut body = Body::of_source(quote!(block.place_of(cx, #text)));
        let waiting = self.wait_in(&mut body, node);
        let mut slots = || self.csv_slots(&body, node, csv, live, &text);
        let (slots, own) = (slots(), slots());
        let (own_clock, takes) = match &is_row {
            None => (quote!(), quote!(true)),
            Some(is_row) => {
                (quote!(let mut clock = arm.clocks.of_split(split);), quote!(clock.takes(*time, || #is_row)))
            }
        };
        let clock = self.ticks(node, arm).then(|| RowClock::of_split(is_row));
        self.row_code(&mut body, node, arm, slots, clock, Some(own));
        let (row, broken) = (body.finish(), self.csv_broken(node, &text));
        let slots = self.csv_slots_with(node, csv, live, |_, _, _| quote!(break 'time None));
        let (time, catch_up) = (self.time_ahead(node, arm, slots), self.catch_up(node));
        let wanted = Literal::usize_unsuffixed(live.len());
        let rows = waiting.around(quote! {
            for row in ahead.rows() {
                *rows += 1;
                'row: {
                    let raw = match row.decoded {
                        Ok(raw) => raw,
                        Err(error) => { #broken }
                    };
                    #row
                }
            }
        });
        quote! {
            let mut ahead = Ahead::new(cx.scratch, block.bytes().len());
            #own_clock
            'rows: loop {
                let raw = match cursor.record::<#wanted>(columns) {
                    Ok(Some(raw)) => Ok(raw),
                    Ok(None) => break 'rows,
                    Err(error) => Err(error),
                };
                let time = 'time: {
                    let Ok(raw) = raw else { break 'time None };
                    let time: Option<i64> = { #time };
                    time.filter(|time| #takes)
                };
                ahead.push(cursor.record_line(), raw, time);
            }
            #catch_up
            #rows
        }
    }

    /// A method of the arm's state: whether each field that is alive has a value.
    fn csv_readable(&self, node: &Node, csv: &Csv, live: &[usize]) -> TokenStream {
        let columns = &self.step(node.step).output.columns;
        let parsed = live.iter().enumerate().map(|(position, &column)| {
            let (position, ty) = (Literal::usize_unsuffixed(position), &columns[column].ty);
            let raw = quote!(raw[#position]);
            let (parse, null) = (self.csv_parse(&raw, ty.required(), csv), csv.null.as_deref().unwrap_or(""));
            match ty {
                Type::Optional(_) => quote!((weir_csv::is_null(#raw, #null) || #parse.is_ok())),
                _ => quote!(#parse.is_ok()),
            }
        });
        let wanted = Literal::usize_unsuffixed(live.len());
        quote! {
            /// Whether a record is a row. Fields are read where they are needed; but what turns out later not to be a row must not have moved time.
            #[cold]
            #[inline(never)]
            fn is_readable(raw: &[weir_csv::Raw<'_>; #wanted], cx: Cx<'_>) -> bool {
                #(#parsed)&&*
            }
        }
    }

    /// Code for a record that is not one. In scope: `error`.
    fn csv_broken(&mut self, node: &Node, text: &TokenStream) -> TokenStream {
        let (failing, source) = (self.unreadable(&Body::new(), node), &self.step(node.step).uid);
        quote! {
            let text = #text;
            let error = Error::decode(#source, block.place(offset_in(block.bytes(), text)), "", &error.to_string(), text);
            #failing
        }
    }

    /// The columns of a record `raw` whose text is `text`.
    fn csv_slots(
        &mut self,
        body: &Body,
        node: &Node,
        csv: &Csv,
        live: &[usize],
        text: &TokenStream,
    ) -> Vec<Slot> {
        let failing = self.unreadable(body, node);
        let source = self.step(node.step).uid.clone();
        self.csv_slots_with(node, csv, live, |name, raw, nullable| quote! {
            let text = #text;
            let error = Error::decode(#source, block.place(offset_in(block.bytes(), text)), #name, &error.message(#raw, #nullable), #raw.bytes());
            #failing
        })
    }

    /// As `csv_slots`; `failing` gives the code for a field, by its name and text, that has no value.
    fn csv_slots_with(
        &mut self,
        node: &Node,
        csv: &Csv,
        live: &[usize],
        failing: impl Fn(&str, &TokenStream, bool) -> TokenStream,
    ) -> Vec<Slot> {
        let columns = self.step(node.step).output.columns.clone();
        let mut slots = vec![Slot::Dead; columns.len()];
        for (position, &column) in live.iter().enumerate() {
            let position = Literal::usize_unsuffixed(position);
            let (name, ty) = (&columns[column].name, &columns[column].ty);
            let raw = quote!(raw[#position]);
            let parse = self.csv_parse(&raw, ty.required(), csv);
            let null = csv.null.as_deref().unwrap_or("");
            let value = match ty {
                Type::Optional(_) => {
                    quote!(if weir_csv::is_null(#raw, #null) { Ok(None) } else { #parse.map(Some) })
                }
                _ => parse,
            };
            slots[column] = Slot::decoded(name, value, failing(name, &raw, ty.is_optional()));
        }
        slots
    }

    fn csv_parse(&self, raw: &TokenStream, ty: &Type, csv: &Csv) -> TokenStream {
        match ty {
            Type::Bool => quote!(weir_csv::bool(#raw)),
            Type::Int(int) => {
                let int = ident(int.name());
                quote!(weir_csv::int::<#int>(#raw))
            }
            Type::F64 => quote!(weir_csv::f64(#raw)),
            Type::Decimal { precision, scale } => quote!(weir_csv::decimal(#raw, #precision, #scale)),
            Type::String => quote!(weir_csv::str(#raw, cx.scratch)),
            Type::Timestamp => {
                let format = timestamp_format(csv.timestamps);
                quote!(weir_csv::timestamp(#raw, weir_csv::#format))
            }
            Type::Date => quote!(weir_csv::date(#raw)),
            Type::Duration => quote!(weir_csv::duration(#raw)),
            Type::Enum(id) => {
                let variants = &self.physical.pipeline.enumeration(*id).variants;
                quote!(weir_csv::enumeration(#raw, &[#(#variants),*]).map(|index| index as u32))
            }
            Type::Record(_) | Type::Optional(_) => unreachable!("the checker lets no {ty} into CSV"),
        }
    }
}

/// What workers share, and what one worker keeps.
fn csv_items(
    shared: &Ident,
    state: &Ident,
    lattices: &TokenStream,
    reading: &TokenStream,
    readable: &TokenStream,
) -> TokenStream {
    quote! {
        struct #shared { splits: weir_file::Splits, lag: i64 }

        struct #state { reader: weir_file::Reader, columns: Vec<Option<weir_csv::Columns>>, clocks: SplitClocks }

        impl #state {
            #[cold]
            #[inline(never)]
            fn new(shared: &#shared, params: &'static Params, setup: &WorkerSetup) -> Result<Self> {
                let reader = #reading;
                let clocks = SplitClocks::new(reader.splits(), shared.lag, #lattices);
                let columns = vec![None; reader.splits()];
                Ok(Self { reader, columns, clocks })
            }

            fn is_empty(&self) -> bool { self.reader.is_empty() }

            fn is_endless(&self) -> bool { self.reader.is_endless() }

            #readable
        }
    }
}

/// Code that takes the header of a file, and code that finds the columns of a block.
fn header_code(
    csv: &Csv,
    source: &str,
    separator: &Literal,
    n_fields: usize,
    live: &[usize],
    names: &[&str],
    nullable: bool,
) -> (TokenStream, TokenStream) {
    let empty_lines = if nullable && n_fields == 1 { quote!(.with_empty_lines()) } else { quote!() };
    let found = quote!(let Some(columns) = &arm.columns[split] else { return Polled::Ended };);
    if csv.header {
        let header = quote! {
            match weir_csv::Columns::from_header(&header.place, &header.record, #separator, &[#(#names),*]) {
                Ok(columns) => arm.columns[header.split] = Some(columns #empty_lines),
                Err(error) => {
                    cx.fail(error.step(#source));
                    return Polled::Ended;
                }
            }
        };
        return (header, found);
    }
    let positions = live.iter().map(|&c| Literal::usize_unsuffixed(c));
    let n_fields = Literal::usize_unsuffixed(n_fields);
    let resolve = quote! {
        if arm.columns[split].is_none() {
            arm.columns[split] = Some(weir_csv::Columns::in_order(&[#(#positions),*], #n_fields) #empty_lines);
        }
        #found
    };
    (quote!(), resolve)
}
