//! Sinks: one `row` method that writes a row's text straight into the writer's buffer.

use super::Emitter;
use super::body::Body;
use super::node::Parts;
use super::types::ident;
use crate::physical::Node;
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};
use weir_dsl::plan::{Csv, Format, Json, Kind, Operator, SinkArm, SinkConnector, SinkMode, TimestampFormat};
use weir_dsl::types::{RecordId, Type};

impl Emitter<'_> {
    pub(super) fn sink(&mut self, node: &Node, arms: &[SinkArm]) -> TokenStream {
        let row = self.row_in(node);
        let (writer, shared) = (self.sink_writer(node), self.sink_shared(node));
        let variants: Vec<Ident> = (0..arms.len()).map(|i| format_ident!("Arm{i}")).collect();
        let kinds = arms.iter().map(|arm| sink_crate(&arm.connector)).collect::<Vec<_>>();
        let writes = arms.iter().zip(&variants).map(|(arm, variant)| {
            let text = self.row_text(node, arm);
            let taken = match (self.takes_changes(node), arm.mode) {
                (false, _) => quote!(),
                (true, SinkMode::Final) => quote!(if change {
                    return;
                }),
                (true, _) => quote!(if !change {
                    return;
                }),
            };
            quote!(#writer::#variant(writer) => { #taken #text writer.end_row(cx); })
        });
        let each =
            |call: TokenStream| quote!(match &mut self.writer { #(#writer::#variants(writer) => #call),* });
        let (flush, counts) = (
            each(quote!(writer.flush(cx))),
            quote!(match &self.writer { #(#writer::#variants(writer) => writer.counts()),* }),
        );
        let field = ident(&node.name);
        let change = if self.takes_changes(node) { quote!(change: bool,) } else { quote!() };
        let modes = self.sink_modes(node, arms, &variants);
        let mut parts = Parts::default();
        parts.items.push(self.row_structs(node, false));
        parts.items.push(quote! {
            /// What all workers share of the sink.
            enum #shared { #(#variants(#kinds::Sink)),* }

            impl #shared {
                fn writer(&self) -> #writer {
                    match self { #(#shared::#variants(sink) => #writer::#variants(sink.writer())),* }
                }

                fn output(&self) -> &dyn weir_runtime::sink::Commit {
                    match self { #(#shared::#variants(sink) => sink),* }
                }

                #modes
            }

            /// One worker's way into the sink.
            enum #writer { #(#variants(#kinds::Writer)),* }
        });
        parts.fields.push(quote!(writer: #writer));
        parts.inits.push(quote!(writer: shared.#field.writer()));
        parts.methods.push(quote! {
            #[inline]
            fn row(&mut self, cx: Cx<'_>, #change row: #row) {
                match &mut self.writer { #(#writes)* }
            }

            /// Passes on what has gathered.
            #[inline(never)]
            fn flush(&mut self, cx: Cx<'_>) { #flush }

            /// Rows and bytes so far.
            #[inline(never)]
            fn counts(&self) -> (u64, u64) { #counts }
        });
        let doc = self.node_doc(node);
        self.assemble(node, &doc, parts)
    }

    /// Whether rows come with the word whether they are changes: where the input is a table.
    pub(super) fn takes_changes(&self, node: &Node) -> bool {
        let step = self.step(node.step);
        matches!(step.operator, Operator::Sink { .. }) && self.step(step.inputs[0]).output.kind == Kind::Table
    }

    /// Which rows of a table the sink takes, by its arm.
    fn sink_modes(&self, node: &Node, arms: &[SinkArm], variants: &[Ident]) -> TokenStream {
        if !self.takes_changes(node) {
            return quote!();
        }
        let shared = self.sink_shared(node);
        let changes = arms.iter().map(|arm| arm.mode != SinkMode::Final);
        quote! {
            /// Whether it takes every change of a row, or only what holds in the end.
            fn takes_changes(&self) -> bool {
                match self { #(#shared::#variants(_) => #changes),* }
            }
        }
    }

    pub(super) fn sink_shared(&self, node: &Node) -> Ident {
        format_ident!("{}Shared", node.type_name)
    }

    fn sink_writer(&self, node: &Node) -> Ident {
        format_ident!("{}Writer", node.type_name)
    }

    /// Code in `prepare` that makes the shared part of a sink.
    pub(super) fn sink_prepare(&mut self, body: &mut Body, node: &Node, index: usize, arms: &[SinkArm]) {
        let (shared, field) = (self.sink_shared(node), ident(&node.name));
        if let [only] = arms {
            let made = self.sink_made(body, node, index, only);
            body.push(quote!(let #field = #shared::Arm0(#made);));
            return;
        }
        let arm = self.chosen_arm(body, &node.name, arms.iter().map(|a| a.condition.as_ref()));
        let mut matched = Vec::new();
        for (i, arm) in arms.iter().enumerate() {
            let variant = format_ident!("Arm{i}");
            let (statements, made) = body.nested(|body| self.sink_made(body, node, index, arm));
            let pattern = if i + 1 == arms.len() {
                quote!(_)
            } else {
                let i = Literal::usize_unsuffixed(i);
                quote!(#i)
            };
            matched.push(quote!(#pattern => { #(#statements)* #shared::#variant(#made) }));
        }
        body.push(quote!(let #field = match #arm { #(#matched)* };));
    }

    /// The shared part of an arm, made.
    fn sink_made(&mut self, body: &mut Body, node: &Node, index: usize, arm: &SinkArm) -> TokenStream {
        let header = self.header(node, arm);
        match &arm.connector {
            SinkConnector::Stdout { .. } => quote!(weir_stdout::Sink::create(setup, #index, #header)?),
            SinkConnector::File { path, .. } => {
                let (set_by, path) = (self.set_by("path", path), self.setting(body, "path", path));
                quote!(set_by(#set_by, weir_file::Sink::create(setup, #index, #path, #header))?)
            }
            SinkConnector::Blackhole => quote!(weir_blackhole::Sink::create(setup, #index)?),
        }
    }

    /// The header line of the output, as bytes; empty where there is none.
    fn header(&self, node: &Node, arm: &SinkArm) -> Literal {
        let none = Literal::byte_string(b"");
        let (SinkConnector::Stdout { format } | SinkConnector::File { format, .. }) = &arm.connector else {
            return none;
        };
        let Format::Csv(csv) = format else { return none };
        if !csv.header {
            return none;
        }
        let names: Vec<&str> = self.step(node.step).output.visible().map(|(_, c)| c.name.as_str()).collect();
        let line = format!("{}\n", names.join(&char::from(csv.separator).to_string()));
        Literal::byte_string(line.as_bytes())
    }

    fn row_text(&self, node: &Node, arm: &SinkArm) -> TokenStream {
        let columns = self.node_columns(node);
        let names = self.step(node.step).output.visible().map(|(_, c)| c.name.clone());
        let fields: Vec<(String, TokenStream, Type)> = names
            .zip(columns)
            .map(|(name, column)| {
                let field = ident(&column.name);
                (name, quote!(row.#field), column.ty)
            })
            .collect();
        let text = match &arm.connector {
            SinkConnector::Blackhole => return keep_alive(&fields),
            SinkConnector::Stdout { format } | SinkConnector::File { format, .. } => match format {
                Format::Csv(csv) => self.csv_text(csv, &fields),
                Format::Json(json) => self.json_text(json, &fields, true),
            },
        };
        quote!(let buffer = writer.buffer(); #text)
    }

    fn csv_text(&self, csv: &Csv, fields: &[(String, TokenStream, Type)]) -> TokenStream {
        let separator = Literal::byte_character(csv.separator);
        let put = fields.iter().enumerate().map(|(i, (_, value, ty))| {
            let put = self.csv_put(csv, value.clone(), ty);
            if i == 0 { put } else { quote!(buffer.push(#separator); #put) }
        });
        quote!(#(#put)* buffer.push(b'\n');)
    }

    fn csv_put(&self, csv: &Csv, value: TokenStream, ty: &Type) -> TokenStream {
        if let Type::Optional(inner) = ty {
            let put = self.csv_put(csv, quote!(value), inner);
            let null = csv.null.as_ref().map(|text| {
                let text = Literal::byte_string(text.as_bytes());
                quote!(else { buffer.extend_from_slice(#text); })
            });
            return quote!(if let Some(value) = #value { #put } #null);
        }
        let put = self.csv_put_present(csv, value, ty);
        match csv.null.as_ref().map(|text| Literal::byte_string(text.as_bytes())) {
            Some(null) => {
                quote!({ let start = buffer.len(); #put weir_csv::quote_if_null(buffer, start, #null); })
            }
            None => put,
        }
    }

    fn csv_put_present(&self, csv: &Csv, value: TokenStream, ty: &Type) -> TokenStream {
        let separator = Literal::byte_character(csv.separator);
        match ty {
            Type::String => quote!(weir_csv::put_str(buffer, #value, #separator);),
            Type::Enum(id) => {
                let variants = &self.physical.pipeline.enumeration(*id).variants;
                quote!(weir_csv::put_str(buffer, [#(#variants),*][#value as usize], #separator);)
            }
            Type::Record(_) => {
                let text = self.json_value(csv.timestamps, value, ty);
                quote!({
                    let mut nested = Vec::new();
                    { let buffer = &mut nested; #text }
                    weir_csv::put_str(buffer, &String::from_utf8_lossy(&nested), #separator);
                })
            }
            _ => put_plain(csv.timestamps, value, ty, &quote!(weir_csv)),
        }
    }

    fn json_text(&self, json: &Json, fields: &[(String, TokenStream, Type)], line: bool) -> TokenStream {
        let mut put = Vec::new();
        // Text that does not change is one literal between two values.
        let mut fixed = String::from("{");
        for (i, (name, value, ty)) in fields.iter().enumerate() {
            if i > 0 {
                fixed.push(',');
            }
            fixed.push_str(&serde_json::to_string(name).expect("a string is JSON"));
            fixed.push(':');
            let literal = Literal::byte_string(std::mem::take(&mut fixed).as_bytes());
            put.push(quote!(buffer.extend_from_slice(#literal);));
            put.push(self.json_value(json.timestamps, value.clone(), ty));
        }
        fixed.push_str(if line { "}\n" } else { "}" });
        let literal = Literal::byte_string(fixed.as_bytes());
        quote!(#(#put)* buffer.extend_from_slice(#literal);)
    }

    fn json_value(&self, timestamps: TimestampFormat, value: TokenStream, ty: &Type) -> TokenStream {
        match ty {
            Type::String => quote!(weir_json::put_str(buffer, #value);),
            Type::Optional(inner) => {
                let put = self.json_value(timestamps, quote!(value), inner);
                quote!(if let Some(value) = #value { #put } else { buffer.extend_from_slice(b"null"); })
            }
            Type::Enum(id) => {
                let variants = &self.physical.pipeline.enumeration(*id).variants;
                quote!(weir_json::put_str(buffer, [#(#variants),*][#value as usize]);)
            }
            Type::Record(id) => {
                let fields = self.record_fields(*id, &value);
                self.json_text(&Json { timestamps }, &fields, false)
            }
            _ => put_plain(timestamps, value, ty, &quote!(weir_json)),
        }
    }

    /// The fields of a record that are alive: name, value, type. Of one that is written, all are.
    pub(super) fn record_fields(
        &self,
        id: RecordId,
        value: &TokenStream,
    ) -> Vec<(String, TokenStream, Type)> {
        let live = self.physical.live.fields(id);
        let fields = self.physical.pipeline.record(id).fields.iter().enumerate();
        let fields = fields.filter(|(index, _)| live.contains(index));
        let field = |(index, field): (usize, &weir_dsl::plan::Field)| {
            let name = self.field_name(id, index);
            (field.name.clone(), quote!(#value.#name), field.ty.clone())
        };
        fields.map(field).collect()
    }
}

fn put_plain(timestamps: TimestampFormat, value: TokenStream, ty: &Type, into: &TokenStream) -> TokenStream {
    match ty {
        Type::Bool => quote!(#into::put_bool(buffer, #value);),
        Type::Int(weir_dsl::types::Int::U64) => quote!(#into::put_u64(buffer, #value);),
        Type::Int(weir_dsl::types::Int::I64) => quote!(#into::put_i64(buffer, #value);),
        Type::Int(_) => quote!(#into::put_i64(buffer, i64::from(#value));),
        Type::F64 => quote!(#into::put_f64(buffer, #value);),
        Type::Decimal { scale, .. } => quote!(#into::put_decimal(buffer, #value, #scale);),
        Type::Timestamp => {
            let format = timestamp_format(timestamps);
            quote!(#into::put_timestamp(buffer, #value, #into::#format);)
        }
        Type::Date => quote!(#into::put_date(buffer, #value);),
        Type::Duration => quote!(#into::put_duration(buffer, #value);),
        other => unreachable!("{other} is written elsewhere"),
    }
}

/// The runtime's name of a timestamp format.
pub(super) fn timestamp_format(format: TimestampFormat) -> TokenStream {
    match format {
        TimestampFormat::Iso => quote!(TimestampFormat::Iso),
        TimestampFormat::Sql => quote!(TimestampFormat::Sql),
        TimestampFormat::EpochS => quote!(TimestampFormat::EpochS),
        TimestampFormat::EpochMs => quote!(TimestampFormat::EpochMs),
        TimestampFormat::EpochUs => quote!(TimestampFormat::EpochUs),
    }
}

fn sink_crate(connector: &SinkConnector) -> TokenStream {
    match connector {
        SinkConnector::Stdout { .. } => quote!(weir_stdout),
        SinkConnector::File { .. } => quote!(weir_file),
        SinkConnector::Blackhole => quote!(weir_blackhole),
    }
}

/// A blackhole still computes what it swallows, so that a benchmark measures the pipeline and not its absence.
fn keep_alive(fields: &[(String, TokenStream, Type)]) -> TokenStream {
    let values = fields.iter().map(|(_, value, _)| value);
    quote!(#(std::hint::black_box(#values);)*)
}
