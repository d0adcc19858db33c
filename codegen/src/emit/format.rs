//! Tokens → the text of `main.rs`: parsed (so that what is no Rust cannot leave the compiler), formatted, with comments put in.

use super::Texts;
use crate::physical::Physical;
use proc_macro2::TokenStream;
use std::fmt::Write as _;

/// The whole file.
pub(super) fn text(physical: &Physical<'_>, texts: &Texts, items: &TokenStream) -> String {
    let file: syn::File = match syn::parse2(items.clone()) {
        Ok(file) => file,
        Err(error) => panic!("the emitter made no Rust ({error}): {items}"),
    };
    let formatted = prettyplease::unparse(&file);
    let mut out = String::new();
    let name = &physical.pipeline.name;
    let _ = writeln!(out, "//! `{name}`, compiled from {} by weir {}.", texts.file, env!("CARGO_PKG_VERSION"));
    out.push_str("//!\n");
    for line in physical.pipeline.doc.lines() {
        let _ = writeln!(out, "//! {line}").map(|()| ());
    }
    out.push_str("//! Generated: change the pipeline, not this file.\n\n");
    out.push_str("#![allow(dead_code, unused_variables, clippy::all)]\n\nuse weir_runtime::prelude::*;\n\n");
    let mut before = "";
    for line in formatted.lines() {
        let opens_item = !line.starts_with([' ', '}', ')']) && !before.starts_with(['#', '/']) && !before.is_empty();
        if opens_item && before == "}" {
            out.push('\n');
        }
        match comment(line) {
            Some(text) => out.push_str(&text),
            None => out.push_str(line),
        }
        out.push('\n');
        before = line;
    }
    out
}

/// `    comment_!("text");` → `    // text`.
fn comment(line: &str) -> Option<String> {
    let indent = line.len() - line.trim_start().len();
    let literal = line.trim_start().strip_prefix("comment_!(")?.strip_suffix(");")?;
    let literal: syn::LitStr = syn::parse_str(literal).ok()?;
    Some(format!("{}// {}", &line[..indent], literal.value()))
}
