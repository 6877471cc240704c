//! The house rules that a machine can read: who may use whom, how long a file is, and that no sentence is lost.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

const LONGEST_FILE_LINES: usize = 400;

/// Where a module may point: whole modules (`store`), or one part of one (`auth::scope`).
type Arrows = BTreeMap<String, BTreeSet<String>>;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every file below `folder` with one of these endings, and its text.
fn files(folder: &str, endings: &[&str]) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if endings
                .iter()
                .any(|end| path.to_string_lossy().ends_with(end))
            {
                let text = std::fs::read_to_string(&path).expect("a text file");
                found.push((path.strip_prefix(root()).expect("below").to_owned(), text));
            }
        }
    }
    found.sort();
    found
}

/// The list «Who may use whom» of `src/lib.rs`.
fn allowed_arrows() -> Arrows {
    let map = std::fs::read_to_string(root().join("src/lib.rs")).expect("the map");
    let list = map
        .split_once("# Who may use whom")
        .and_then(|(_, rest)| rest.split("```").nth(1))
        .expect("the list of arrows in src/lib.rs");
    let mut arrows = Arrows::new();
    for rule in list.lines().flat_map(|line| {
        let line = line.trim_start_matches("//!").trim();
        line.split("  ").filter(|part| part.contains('→'))
    }) {
        let (left, right) = rule.split_once('→').expect("an arrow");
        let above: BTreeSet<String> = arrows.keys().cloned().collect();
        let mut targets = BTreeSet::new();
        for target in right.split([',', ' ']).map(str::trim) {
            match target {
                "" | "nothing" | "and" | "of" | "the" | "above" => {}
                "all" => targets.extend(above.clone()),
                name => drop(targets.insert(name.to_owned())),
            }
        }
        for module in left.split(',').map(str::trim) {
            arrows.insert(module.to_owned(), targets.clone());
        }
    }
    arrows
}

/// The top-level module that a file of `src/` belongs to, and how deep the file's own module is.
fn module_of(path: &Path) -> (String, usize) {
    let inside = path.strip_prefix("src").expect("a file of src/");
    let parts: Vec<String> = inside
        .with_extension("")
        .iter()
        .map(|part| part.to_string_lossy().into_owned())
        .collect();
    let depth = parts.len() - usize::from(parts.last().is_some_and(|part| part == "mod"));
    (parts[0].clone(), depth)
}

/// The code without whole-line comments.
fn code_lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines()
        .filter(|line| !line.trim_start().starts_with("//"))
}

/// Every path after `crate::` in the code, grouped imports taken apart: `a::b`, `c`.
fn crate_paths(text: &str) -> Vec<String> {
    let code = code_lines(text).collect::<Vec<_>>().join("\n");
    let mut paths = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let before = code[..at].chars().next_back();
        if before.is_some_and(|c| c == '$' || c == '_' || c.is_alphanumeric()) {
            continue;
        }
        expand(&code[at + "crate::".len()..], "", &mut paths);
    }
    paths
}

/// Reads one use tree and returns the rest of the text after it.
fn expand<'a>(text: &'a str, prefix: &str, paths: &mut Vec<String>) -> &'a str {
    let text = text.trim_start();
    if let Some(mut rest) = text.strip_prefix('{') {
        loop {
            rest = expand(rest, prefix, paths).trim_start();
            if let Some(after) = rest.strip_prefix(',') {
                rest = after;
                continue;
            }
            return rest.strip_prefix('}').unwrap_or(rest);
        }
    }
    let end = text
        .find(|c: char| !(c.is_alphanumeric() || c == '_'))
        .unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    if name.is_empty() {
        return rest.strip_prefix('*').unwrap_or(rest);
    }
    let path = if prefix.is_empty() {
        name.to_owned()
    } else {
        format!("{prefix}::{name}")
    };
    match rest.strip_prefix("::") {
        Some(deeper) => expand(deeper, &path, paths),
        None => {
            paths.push(path);
            rest.trim_start_matches(|c: char| c != ',' && c != '}' && c != ';' && c != '\n')
        }
    }
}

/// How many modules up a line's longest chain of `super::` goes.
fn steps_up(line: &str) -> usize {
    let mut longest = 0;
    let mut rest = line;
    while let Some(at) = rest.find("super::") {
        let mut steps = 0;
        rest = &rest[at..];
        while let Some(after) = rest.strip_prefix("super::") {
            steps += 1;
            rest = after;
        }
        longest = longest.max(steps);
    }
    longest
}

#[test]
fn every_module_uses_only_what_the_map_allows() {
    let arrows = allowed_arrows();
    let mut wrong = BTreeSet::new();
    for (path, text) in files("src", &[".rs"]) {
        let (module, _) = module_of(&path);
        if module == "lib" || module == "main" {
            continue;
        }
        let Some(allowed) = arrows.get(&module) else {
            wrong.insert(format!("{module} is not on the list in src/lib.rs"));
            continue;
        };
        for used in crate_paths(&text) {
            let target = used.split("::").next().unwrap_or_default();
            let fits = |rule: &String| used == *rule || used.starts_with(&format!("{rule}::"));
            if target != module && !allowed.iter().any(fits) {
                wrong.insert(format!("{}: {module} → {used}", path.display()));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "arrows that the map does not allow: {wrong:#?}"
    );
}

#[test]
fn no_file_climbs_out_of_its_module_with_super() {
    let mut wrong = Vec::new();
    for (path, text) in files("src", &[".rs"]) {
        let (_, mut depth) = module_of(&path);
        for line in code_lines(&text) {
            if line.starts_with("mod ") && line.ends_with('{') {
                depth += 1;
            }
            if steps_up(line) >= depth && !path.ends_with("lib.rs") {
                wrong.push(format!("{}: {}", path.display(), line.trim()));
            }
        }
    }
    assert!(wrong.is_empty(), "use crate:: paths instead: {wrong:#?}");
}

#[test]
fn the_map_has_no_circle() {
    let arrows = allowed_arrows();
    assert!(arrows.len() > 10, "the list was not read: {arrows:?}");
    let mut left: BTreeSet<&String> = arrows.keys().collect();
    loop {
        let free = left.iter().copied().find(|module| {
            let targets = &arrows[*module];
            let top = |target: &String| target.split("::").next().unwrap_or_default().to_owned();
            !targets.iter().any(|target| left.contains(&top(target)))
        });
        match free {
            Some(module) => drop(left.remove(module)),
            None => break,
        }
    }
    assert!(left.is_empty(), "these modules use each other: {left:?}");
}

#[test]
fn every_module_of_the_crate_is_on_the_map() {
    let arrows = allowed_arrows();
    let modules: BTreeSet<String> = files("src", &[".rs"])
        .iter()
        .map(|(path, _)| module_of(path).0)
        .filter(|module| module != "lib")
        .collect();
    let listed: BTreeSet<String> = arrows.keys().cloned().collect();
    assert_eq!(modules, listed);
}

/// What others wrote and we carry along keeps its own shape.
fn is_ours(path: &Path) -> bool {
    let path = path.to_string_lossy();
    !path.contains("node_modules") && !path.starts_with("static/vendor")
}

#[test]
fn no_file_is_longer_than_a_reader_would_accept() {
    let mut long = Vec::new();
    for folder in ["src", "tests", "templates", "static", "migrations"] {
        for (path, text) in files(folder, &[".rs", ".html", ".css", ".js", ".mjs", ".sql"]) {
            let lines = text.lines().count();
            if lines > LONGEST_FILE_LINES && is_ours(&path) {
                long.push(format!("{}: {lines} lines", path.display()));
            }
        }
    }
    assert!(long.is_empty(), "{long:#?}");
}

#[test]
fn every_file_says_first_what_it_is_for() {
    let silent: Vec<_> = [files("src", &[".rs"]), files("tests", &[".rs"])]
        .concat()
        .into_iter()
        .filter(|(_, text)| !text.starts_with("//! "))
        .map(|(path, _)| path)
        .collect();
    assert!(silent.is_empty(), "{silent:#?}");
}

/// The keys of one language's sentences.
fn keys(language: &str) -> BTreeSet<String> {
    files(&format!("locales/{language}"), &[".ftl"])
        .iter()
        .flat_map(|(_, text)| text.lines())
        .filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()))
        .filter_map(|line| Some(line.split_once('=')?.0.trim().to_owned()))
        .collect()
}

/// Everything that can name a sentence: code, templates, the page's modules.
fn speakers() -> Vec<(PathBuf, String)> {
    [
        files("src", &[".rs"]),
        files("templates", &[".html"]),
        files("static", &[".js"]),
    ]
    .concat()
}

/// The keys that a call with this beginning may mean, for the literal that follows it.
fn keys_of_call(path: &Path, call: &str, key: &str) -> Vec<String> {
    let in_script = path.extension().is_some_and(|extension| extension == "js");
    match (in_script, call) {
        // `static/js/texts.js`: a script's keys begin with `js-`, and a number has two forms.
        (true, "countText(") => vec![format!("js-{key}-one"), format!("js-{key}-other")],
        (true, _) => vec![format!("js-{key}")],
        (false, _) => vec![key.to_owned()],
    }
}

/// Every key that is asked for by a literal, and where.
fn asked() -> Vec<(PathBuf, String)> {
    let mut asked = Vec::new();
    for (path, text) in speakers() {
        for call in ["Sentence::new(", "text(", "text_with(", "countText("] {
            for (at, _) in text.match_indices(call) {
                let before = text[..at].chars().next_back();
                let argument = text[at + call.len()..].trim_start();
                let literal = argument.strip_prefix(['"', '\'']);
                let (Some(rest), false) = (
                    literal,
                    before.is_some_and(|c| c == '_' || c.is_alphanumeric()),
                ) else {
                    continue;
                };
                let key = rest.split(['"', '\'']).next().unwrap_or_default();
                let keys = keys_of_call(&path, call, key).into_iter();
                asked.extend(keys.map(|key| (path.clone(), key)));
            }
        }
    }
    asked
}

#[test]
fn every_sentence_that_is_asked_for_exists_in_every_language() {
    let known = keys("en");
    assert_eq!(known, keys("zh-Hans"));
    let asked = asked();
    assert!(
        asked.len() > 50,
        "the calls were not found: {}",
        asked.len()
    );
    let missing: Vec<_> = asked
        .into_iter()
        .filter(|(_, key)| !known.contains(key))
        .collect();
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn every_sentence_is_used_somewhere() {
    let everything: String = speakers().into_iter().map(|(_, text)| text).collect();
    let quoted = |key: &str| {
        ['"', '\'', '`']
            .iter()
            .any(|quote| everything.contains(&format!("{quote}{key}{quote}")))
    };
    let used = |key: &String| {
        let script = key.strip_prefix("js-");
        let number = |key: &str| {
            let stem = key.strip_suffix("-one").or(key.strip_suffix("-other"));
            stem.is_some_and(&quoted)
        };
        // looked up by the names of commands and settings: a test in src/cli/help.rs holds them
        let help = key.starts_with("help-");
        help || quoted(key) || script.is_some_and(|key| quoted(key) || number(key))
    };
    let unused: Vec<_> = keys("en").into_iter().filter(|key| !used(key)).collect();
    assert!(unused.is_empty(), "{unused:#?}");
}
