//! The table as a picture: a bar for each server, in groups, on a logarithmic scale. SVG written by hand.

use std::fmt::Write;
use std::path::Path;

use super::Failed;
use super::series::short;

pub struct Bar {
    pub group: String,
    pub name: String,
    pub value: f64,
}

const WIDTH: f64 = 860.0;
const LEFT: f64 = 220.0;
const RIGHT: f64 = 70.0;
const ROW: f64 = 22.0;
const COLOURS: [&str; 4] = ["#2f6f4f", "#8a8f98", "#b5bac2", "#c58b3c"];
const STYLE: &str = "text{font:13px system-ui,sans-serif;fill:#333}.group{font-weight:600}\
    @media(prefers-color-scheme:dark){text{fill:#ddd}}";

/// Writes the picture; the first name of a group comes first in its colours.
pub fn write(path: &Path, title: &str, bars: &[Bar]) -> Result<(), Failed> {
    let values = || {
        bars.iter()
            .map(|bar| bar.value)
            .filter(|value| *value > 0.0)
    };
    let least = values().fold(f64::INFINITY, f64::min).log10().floor();
    let most = values().fold(0.0, f64::max).log10().ceil();
    let scale = (WIDTH - LEFT - RIGHT) / (most - least).max(1.0);
    let mut body = String::new();
    let (mut y, mut group, mut colour) = (40.0, "", 0);
    for bar in bars {
        if bar.group != group {
            y += ROW * 0.6;
            writeln!(
                body,
                r#"<text class="group" x="8" y="{:.0}">{}</text>"#,
                y + 15.0,
                bar.group
            )?;
            y += ROW;
            (group, colour) = (&bar.group, 0);
        }
        let length = ((bar.value.max(1e-9).log10() - least) * scale).max(1.0);
        writeln!(
            body,
            r#"<text x="{x:.0}" y="{text:.0}" text-anchor="end">{}</text><rect x="{LEFT}" y="{y:.0}" width="{length:.1}" height="16" rx="2" fill="{}"/><text x="{end:.0}" y="{text:.0}">{}</text>"#,
            bar.name,
            COLOURS[colour % COLOURS.len()],
            short(bar.value),
            x = LEFT - 8.0,
            text = y + 13.0,
            end = LEFT + length + 6.0,
        )?;
        y += ROW;
        colour += 1;
    }
    let height = y + 20.0;
    let picture = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{height:.0}\" \
         viewBox=\"0 0 {WIDTH} {height:.0}\">\n<style>{STYLE}</style>\n<text class=\"group\" x=\"8\" y=\"24\">{title} \
         (logarithmic, shorter is better)</text>\n{body}</svg>\n"
    );
    std::fs::write(path, picture)?;
    println!("\nThe picture: {}", path.display());
    Ok(())
}
