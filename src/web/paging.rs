//! Lists in pages, the newest first: where a page begins, and where the next one does.

use crate::domain::{ErrorCode, Refusal, Sentence};

/// The number before which a page begins; none is the newest page.
///
/// # Errors
/// `bad_request` for what no page gave.
pub(super) fn read_cursor(cursor: Option<&str>) -> Result<i64, Refusal> {
    match cursor.map(str::parse::<i64>) {
        None => Ok(i64::MAX),
        Some(Ok(number)) if number >= 0 => Ok(number),
        Some(_) => Err(Refusal::because(
            ErrorCode::BadRequest,
            Sentence::new("api-bad-cursor"),
        )),
    }
}

/// Leaves `most` of a page that was asked for with one more, and says where the next one begins.
pub(super) fn cut<T>(page: &mut Vec<T>, most: i64, number: impl Fn(&T) -> i64) -> Option<String> {
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    let more = page.len() > most;
    page.truncate(most);
    page.last()
        .filter(|_| more)
        .map(|last| number(last).to_string())
}
