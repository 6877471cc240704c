//! What the dearest texts cost.

use std::hint::black_box;
use std::time::Instant;

use super::{render, worst_texts::texts};

/// Of each text this many renderings are measured.
const TURNS: usize = 20;

/// Prints the dearest texts, by the longest of their renderings, and how much the HTML has grown.
pub fn print() {
    let mut rows: Vec<(f64, usize, usize, String)> = texts()
        .into_iter()
        .map(|(name, text)| {
            let mut longest = 0.0_f64;
            let mut bytes = 0;
            for _ in 0..TURNS {
                let start = Instant::now();
                bytes = black_box(render(black_box(&text))).len();
                longest = longest.max(start.elapsed().as_secs_f64() * 1_000.0);
            }
            (longest, bytes, text.len(), name)
        })
        .collect();
    rows.sort_by(|one, other| other.0.total_cmp(&one.0));
    println!(
        "{} texts of 4,000 characters, the ten that took longest:",
        rows.len()
    );
    for (milliseconds, html, text, name) in rows.iter().take(10) {
        println!("  {milliseconds:7.2} ms  {text:6} bytes of text  {html:6} of HTML  {name}");
    }
    let most = rows.iter().map(|(_, html, text, _)| html + text).max();
    println!(
        "the most bytes of text and HTML together: {}\n",
        most.unwrap_or_default()
    );
}
