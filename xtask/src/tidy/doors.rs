//! The runtime reaches the world only through `runtime/src/env/`, so that the same code can run under a simulation one day. Tests may do as they like.

use super::Tree;

/// What stands for the world: files, clocks, threads.
const WORLD: [&str; 5] = ["std::fs", "Instant::now", "SystemTime", "thread::spawn", "File::open"];

pub(super) fn check(tree: &Tree) -> Vec<String> {
    let files = tree.ending(".rs").filter(|file| file.starts_with("runtime/") && file.contains("/src/"));
    let inside = files.filter(|file| !file.starts_with("runtime/src/env/") && !file.ends_with("tests.rs"));
    inside.flat_map(|file| file_findings(file, &tree.text(file))).collect()
}

fn file_findings(file: &str, text: &str) -> Vec<String> {
    let lines = text.lines().enumerate().take_while(|(_, line)| !line.starts_with("#[cfg(test)]"));
    let code = lines.filter(|(_, line)| !line.trim_start().starts_with("//"));
    let strays = code.filter_map(|(number, line)| {
        let word = WORLD.iter().find(|word| line.contains(**word))?;
        Some(format!("{file}:{}: `{word}` outside of runtime/src/env", number + 1))
    });
    strays.collect()
}

#[cfg(test)]
mod tests {
    use super::file_findings;

    #[test]
    fn a_door_of_its_own_is_found_but_not_in_tests() {
        let text = "//! std::fs is not for us.\nlet x = std::fs::read(y);\n#[cfg(test)]\nmod tests { let x = std::fs::read(y); }\n";
        assert_eq!(
            file_findings("runtime/src/a.rs", text),
            ["runtime/src/a.rs:2: `std::fs` outside of runtime/src/env"]
        );
    }
}
