//! `tidy`: rules of the repository that no compiler checks. Each rule is a file that gives findings, one line each: `path: what is wrong`.
//!
//! Reading order: [`layout`] (what may lie where), [`edges`] (which crate may import which), [`shape`] (files and functions stay small and say what they are for),
//! [`doors`] (the runtime reaches the world only through its doors), [`codes`] (diagnostics and their tests).

mod codes;
mod doors;
mod edges;
mod layout;
mod shape;

use std::path::{Path, PathBuf};
use weir_cli::workspace::Workspace;
use weir_cli::{Failed, Outcome};

/// Prints every finding.
pub(crate) fn tidy() -> Outcome<()> {
    let findings = findings(&Workspace::find()?.root)?;
    findings.iter().for_each(|finding| println!("{finding}"));
    match findings.len() {
        0 => {
            println!("tidy");
            Ok(())
        }
        n => Err(Failed::new(format!("{n} findings"))),
    }
}

/// Everything that is not as it should be.
pub(crate) fn findings(root: &Path) -> Outcome<Vec<String>> {
    let tree = Tree::read(root)?;
    let rules = [layout::check, edges::check, shape::check, doors::check, codes::check];
    Ok(rules.iter().flat_map(|rule| rule(&tree)).collect())
}

/// The checkout: all files that belong to it, by their path from its root, in order.
pub(crate) struct Tree {
    root: PathBuf,
    files: Vec<String>,
}

/// Folders at the top that hold what was built.
const BUILT: [&str; 3] = [".git", "target", "dist"];

impl Tree {
    fn read(root: &Path) -> Outcome<Self> {
        let mut tree = Tree { root: root.to_path_buf(), files: Vec::new() };
        tree.walk(root)?;
        tree.files.sort();
        Ok(tree)
    }

    fn walk(&mut self, folder: &Path) -> Outcome<()> {
        let entries = std::fs::read_dir(folder).map_err(|e| Failed::io("cannot read", folder, &e))?;
        for path in entries.flatten().map(|entry| entry.path()) {
            let name = path.strip_prefix(&self.root).unwrap_or(&path).to_string_lossy().into_owned();
            if path.is_dir() {
                if !BUILT.contains(&name.as_str()) {
                    self.walk(&path)?;
                }
            } else {
                self.files.push(name);
            }
        }
        Ok(())
    }

    /// Files whose path ends so.
    fn ending(&self, end: &str) -> impl Iterator<Item = &str> {
        self.files.iter().map(String::as_str).filter(move |file| file.ends_with(end))
    }

    /// The text of a file; empty where it is none.
    fn text(&self, file: &str) -> String {
        std::fs::read_to_string(self.root.join(file)).unwrap_or_default()
    }

    #[cfg(test)]
    fn of_this_checkout() -> Tree {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        Tree::read(&root).expect("the checkout can be read")
    }
}
