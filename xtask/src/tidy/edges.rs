//! Which crate may import which: the table of ARCHITECTURE.md, held against every `Cargo.toml`. Tests of a crate (`[dev-dependencies]`) may import what they like.

use super::Tree;

/// A row of the table.
struct Row {
    /// `runtime/formats/*`
    folder: String,
    /// Folders of crates that it may import; `None`: all.
    imports: Option<Vec<String>>,
}

pub(super) fn check(tree: &Tree) -> Vec<String> {
    let rows = table(&tree.text("ARCHITECTURE.md"));
    if rows.is_empty() {
        return vec!["ARCHITECTURE.md: the table of crates is missing".to_owned()];
    }
    let mut findings = Vec::new();
    for manifest in tree.ending("/Cargo.toml") {
        let folder = manifest.trim_end_matches("/Cargo.toml");
        let Some(row) = rows.iter().find(|row| covers(&row.folder, folder)) else {
            findings.push(format!("{manifest}: the crate is not in the table of ARCHITECTURE.md"));
            continue;
        };
        let Some(allowed) = &row.imports else { continue };
        for import in imports(&tree.text(manifest)) {
            if !allowed.iter().any(|folder| covers(folder, &import)) {
                findings.push(format!("{manifest}: may not import {import} (table of ARCHITECTURE.md)"));
            }
        }
    }
    findings
}

/// `| folder | crate | what | may import |`
fn table(page: &str) -> Vec<Row> {
    let rows = page.lines().filter_map(|line| {
        let cells: Vec<&str> = line.strip_prefix('|')?.split('|').map(str::trim).collect();
        let folder = cells.first()?.strip_prefix('`')?.trim_end_matches(['`', '/']).to_owned();
        let imports = *cells.get(3)?;
        let imports = match imports {
            "everything" => None,
            "nothing of ours" => Some(Vec::new()),
            listed => Some(listed.split(',').map(|name| folder_of(name.trim())).collect()),
        };
        Some(Row { folder, imports })
    });
    rows.collect()
}

/// The table's short names.
fn folder_of(name: &str) -> String {
    match name {
        "cli" => "codegen/cli".to_owned(),
        "protocol" => "runtime/protocol".to_owned(),
        other => other.to_owned(),
    }
}

/// Whether a folder of the table (`runtime/formats/*`) speaks of this one.
fn covers(pattern: &str, folder: &str) -> bool {
    match pattern.strip_suffix("/*") {
        Some(parent) => folder.strip_prefix(parent).is_some_and(|rest| rest.starts_with('/')),
        None => pattern == folder,
    }
}

/// Folders of our crates among the dependencies, by the workspace's names.
fn imports(manifest: &str) -> Vec<String> {
    let mut section = "";
    let mut found = Vec::new();
    for line in manifest.lines() {
        if line.starts_with('[') {
            section = line;
        } else if section == "[dependencies]"
            && let Some(name) = line.split(['.', ' ', '=']).next().and_then(|name| name.strip_prefix("weir-"))
        {
            found.push(folder_of_crate(name));
        }
    }
    found
}

fn folder_of_crate(name: &str) -> String {
    match name {
        "csv" | "json" => format!("runtime/formats/{name}"),
        "file" | "stdout" | "nexmark" | "generate" | "blackhole" => format!("runtime/connectors/{name}"),
        other => folder_of(other),
    }
}

#[cfg(test)]
mod tests {
    use super::{covers, imports, table};

    #[test]
    fn the_table_says_who_may_import_whom() {
        let page = "| folder | crate | what | may import |\n|---|---|---|---|\n| `runtime/formats/*` | `weir-csv` | text | runtime |\n| `tests/` | x | y | everything |\n";
        let rows = table(page);
        assert_eq!(rows.len(), 2);
        assert!(covers(&rows[0].folder, "runtime/formats/csv") && !covers(&rows[0].folder, "runtime"));
        assert_eq!(rows[0].imports, Some(vec!["runtime".to_owned()]));
        assert!(rows[1].imports.is_none());
    }

    #[test]
    fn only_dependencies_count_not_those_of_tests() {
        let manifest = "[dependencies]\nweir-csv.workspace = true\nmemchr.workspace = true\n[dev-dependencies]\nweir-dsl = { workspace = true }\n";
        assert_eq!(imports(manifest), ["runtime/formats/csv"]);
    }
}
