//! Figures of several runs: median and spread, percentiles, and the table they are printed in.

/// One figure, measured once in each run.
#[derive(Clone, Debug, Default)]
pub struct Series(Vec<f64>);

impl Series {
    pub fn push(&mut self, value: f64) {
        self.0.push(value);
    }

    fn sorted(&self) -> Vec<f64> {
        let mut values = self.0.clone();
        values.sort_by(f64::total_cmp);
        values
    }

    pub fn median(&self) -> f64 {
        percentile(&self.sorted(), 50.0)
    }

    /// `median (least–most)`; a dash where nothing was measured.
    pub fn cell(&self) -> String {
        let sorted = self.sorted();
        match (sorted.first(), sorted.last()) {
            (Some(least), Some(most)) if sorted.len() > 1 => {
                let median = short(self.median());
                format!("{median} ({}–{})", short(*least), short(*most))
            }
            (Some(only), _) => short(*only),
            _ => "–".to_owned(),
        }
    }
}

/// Three digits that count.
pub fn short(value: f64) -> String {
    match value.abs() {
        large if large >= 100_000.0 => format!("{:.0} k", value / 1000.0),
        large if large >= 100.0 => format!("{value:.0}"),
        middle if middle >= 10.0 => format!("{value:.1}"),
        middle if middle >= 1.0 => format!("{value:.2}"),
        _ => format!("{value:.3}"),
    }
}

/// Of sorted values; 0 where there are none.
pub fn percentile(sorted: &[f64], percent: f64) -> f64 {
    let last = sorted.len().saturating_sub(1);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "an index within the list"
    )]
    let index = ((last as f64) * percent / 100.0).round() as usize;
    sorted.get(index).copied().unwrap_or_default()
}

/// The same of values in any order.
pub fn percentile_of(values: &mut [f64], percent: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    percentile(values, percent)
}

/// A table in Markdown, as docs/performance.md has it.
pub struct Table {
    head: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    pub fn new(head: &[&str]) -> Self {
        Self {
            head: head.iter().map(|&word| word.to_owned()).collect(),
            rows: Vec::new(),
        }
    }

    pub fn row(&mut self, cells: Vec<String>) {
        self.rows.push(cells);
    }

    pub fn print(&self, title: &str) {
        println!("\n### {title}\n");
        println!("| {} |", self.head.join(" | "));
        println!("|{}", "---|".repeat(self.head.len()));
        for row in &self.rows {
            println!("| {} |", row.join(" | "));
        }
    }
}
