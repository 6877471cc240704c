//! Lists of rows whose statement text is the same for many lengths, so that it is prepared once and not for each.

use sqlx::query_builder::Separated;
use sqlx::{QueryBuilder, Sqlite};

/// The values of one row.
pub(super) type Values<'q> = Separated<'q, Sqlite, &'static str>;

/// Appends `values (…), (…)`, filled up to a power of two with rows of nulls, which the statement has to leave out.
pub(super) fn push_rows<T>(
    query: &mut QueryBuilder<Sqlite>,
    columns: usize,
    rows: Vec<T>,
    mut bind: impl FnMut(&mut Values<'_>, T),
) {
    let width = rows.len().next_power_of_two();
    let nulls = std::iter::repeat_with(|| None);
    let padded = rows.into_iter().map(Some).chain(nulls).take(width);
    query.push_values(padded, |mut values, row| match row {
        Some(row) => bind(&mut values, row),
        None => {
            for _ in 0..columns {
                values.push_bind(None::<i64>);
            }
        }
    });
}
