//! The languages of code blocks: those that static/vendor/highlight.js colours, by every name that people use.

/// The class is made of the first name, the others are spellings of it.
const LANGUAGES: [&[&str]; 36] = [
    &["bash", "sh", "zsh"],
    &["shell", "console", "shellsession"],
    &["c", "h"],
    &["cpp", "c++", "cc", "cxx", "hpp", "h++"],
    &["csharp", "cs", "c#"],
    &["css"],
    &["diff", "patch"],
    &["go", "golang"],
    &["graphql", "gql"],
    &["ini", "toml", "conf"],
    &["java"],
    &["javascript", "js", "jsx", "mjs", "cjs"],
    &["json", "jsonc", "json5"],
    &["kotlin", "kt", "kts"],
    &["less"],
    &["lua"],
    &["makefile", "make", "mk"],
    &["markdown", "md"],
    &["objectivec", "objc", "obj-c", "mm"],
    &["perl", "pl"],
    &["php"],
    &["plaintext", "text", "txt"],
    &["python", "py", "python3"],
    &["r"],
    &["ruby", "rb"],
    &["rust", "rs"],
    &["scss"],
    &["sql"],
    &["swift"],
    &["typescript", "ts", "tsx", "mts", "cts"],
    &["vbnet", "vb"],
    &["wasm"],
    &["xml", "html", "xhtml", "svg", "rss", "atom", "plist"],
    &["yaml", "yml"],
    &["php-template"],
    &["python-repl", "pycon"],
];

/// The classes there are, as they stand in the HTML.
pub(super) fn classes() -> impl Iterator<Item = String> {
    LANGUAGES.iter().map(|names| class(names[0]))
}

/// The class of a language.
pub(super) fn class(language: &str) -> String {
    format!("language-{language}")
}

/// The language that a name means.
pub(super) fn find(name: &str) -> Option<&'static str> {
    let known = |names: &&&[&str]| names.iter().any(|known| known.eq_ignore_ascii_case(name));
    LANGUAGES.iter().find(known).map(|names| names[0])
}

/// Whether a word may be the name of some language.
pub(super) fn is_name(word: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"+#._-".contains(&byte);
    word.len() <= 20 && word.bytes().all(fits)
}
