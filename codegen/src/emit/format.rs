//! Tokens → the text of `main.rs`: parsed (so that what is no Rust cannot leave the compiler), formatted, with comments put in.

use super::Texts;
use crate::physical::Physical;
use proc_macro2::TokenStream;
use std::fmt::Write as _;

/// The state of a job is one type, in which a node contains those behind it, and the compiler goes 128 levels deep by itself. A job of 120 outputs was too deep; where exactly the limit is
/// was not measured, and this is half of that.
const NODES_UNLIMITED: usize = 60;

/// The whole file.
pub(super) fn text(physical: &Physical<'_>, texts: &Texts, items: &TokenStream) -> String {
    // By way of text: there, tokens that were glued together by templates are what a reader would see.
    let file = match syn::parse_file(&items.to_string()) {
        Ok(file) => file,
        Err(error) => panic!("the emitter made no Rust: {error}"),
    };
    let formatted = prettyplease::unparse(&file);
    let mut out = String::new();
    let name = &physical.pipeline.name;
    let _ =
        writeln!(out, "//! `{name}`, compiled from {} by weir {}.", texts.file, env!("CARGO_PKG_VERSION"));
    out.push_str("//!\n");
    for line in physical.pipeline.doc.lines() {
        let _ = writeln!(out, "//! {line}").map(|()| ());
    }
    out.push_str("//! Generated: change the pipeline, not this file.\n\n");
    if physical.nodes.len() > NODES_UNLIMITED {
        // More than is needed.
        let _ = writeln!(out, "#![recursion_limit = \"{}\"]", 128 + 8 * physical.nodes.len());
    }
    out.push_str("#![allow(dead_code, unused_labels, unused_parens, unused_variables, clippy::all)]\n\nuse weir_runtime::prelude::*;\n\n");
    let mut before = "";
    let mut lines = formatted.lines();
    while let Some(line) = lines.next() {
        let opens_item =
            !line.starts_with([' ', '}', ')']) && !before.starts_with(['#', '/']) && !before.is_empty();
        if opens_item && before == "}" {
            out.push('\n');
        }
        match line.trim_start().starts_with("comment_!(") {
            true => out.push_str(&comment(line, &mut lines)),
            false => out.push_str(line),
        }
        out.push('\n');
        before = line;
    }
    out
}

/// `    comment_!("text");`, perhaps over several lines → `    // text`.
fn comment<'t>(first: &str, rest: &mut impl Iterator<Item = &'t str>) -> String {
    let indent = first.len() - first.trim_start().len();
    let mut call = first.trim().to_owned();
    while !call.ends_with(");") {
        call.push_str(rest.next().unwrap_or(");").trim());
    }
    let literal = call.trim_start_matches("comment_!(").trim_end_matches(");").trim_end_matches(',');
    let text = syn::parse_str::<syn::LitStr>(literal).map(|l| l.value()).unwrap_or_default();
    format!("{}// {text}", &first[..indent])
}
