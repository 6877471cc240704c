//! Texts of 4,000 characters that cost a renderer of Markdown the most: what nests, what never closes, what multiplies.
//! Measured by benches/micro, held to their bound by tests/it/markdown.rs.

/// A unit that is repeated, or two of them in a row.
const REPEATED: [&str; 44] = [
    "a",
    "茶",
    "&",
    "\"",
    "<",
    "\n",
    "> ",
    ">",
    "- ",
    "1. ",
    "* ",
    "  - a\n",
    "[",
    "]",
    "![",
    "[a](",
    "[](",
    "](",
    "[a](b)",
    "[[]](",
    "<a ",
    "<!--",
    "<?",
    "</",
    "*",
    "**",
    "*a ",
    "**a ",
    "_a ",
    "*a _b ",
    "~~a ",
    "a*",
    "`",
    "`a ``",
    "||",
    "||a",
    "|",
    "\\",
    "@张",
    "@a ",
    ":a:",
    ":tea:",
    "http://a.b ",
    "&#0;",
];

/// Texts of several parts.
fn made() -> Vec<(&'static str, String)> {
    let nested = |open: &str| {
        (0..80)
            .map(|depth| format!("{}{open}a\n", "  ".repeat(depth)))
            .collect::<String>()
    };
    vec![
        ("deep lists", nested("- ")),
        ("deep numbers", nested("1. ")),
        (
            "deep quotes",
            (1..80)
                .map(|depth| format!("{}a\n", ">".repeat(depth)))
                .collect(),
        ),
        ("quotes of lists", ">- ".repeat(1_300)),
        (
            "a wide table",
            format!(
                "{}\n{}\n{}",
                "|a".repeat(600),
                "|-".repeat(600),
                "|x\n".repeat(530)
            ),
        ),
        (
            "a long table",
            format!("|a|b\n|-|-\n{}", "|*a*|b\n".repeat(550)),
        ),
        (
            "brackets in each other",
            format!("{}{}", "[".repeat(2_000), "](a)".repeat(500)),
        ),
        (
            "emphasis that closes",
            format!("{}a{}", "*a ".repeat(660), "*".repeat(1_990)),
        ),
        ("runs of both kinds", "*_".repeat(2_000)),
        (
            "runs of every length",
            (1..88)
                .map(|length| format!("{}a ", "*".repeat(length)))
                .collect(),
        ),
        (
            "ticks of every length",
            (1..88)
                .map(|length| format!("{} ", "`".repeat(length)))
                .collect(),
        ),
        ("definitions", "[a]: b\n".repeat(570)),
        ("fences", "```\n".repeat(1_000)),
        ("pictures", ":custom: ".repeat(440)),
        ("links", "[a](http://a.b)".repeat(266)),
        ("people", "@room ".repeat(660)),
        (
            "names without spaces",
            "@张三李四王五赵六钱七孙八周九吴十郑一冯二陈三楮四卫五".repeat(140),
        ),
    ]
}

/// All of them, each with its name.
pub fn texts() -> Vec<(String, String)> {
    let cut = |text: String| text.chars().take(4_000).collect::<String>();
    let repeated = REPEATED
        .iter()
        .map(|unit| (format!("{unit:?}"), unit.repeat(4_000)));
    let made = made()
        .into_iter()
        .map(|(name, text)| (name.to_owned(), text));
    repeated
        .chain(made)
        .map(|(name, text)| (name, cut(text)))
        .collect()
}
