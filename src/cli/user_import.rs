//! `teahouse user import FILE.csv`: many accounts at once, all or none.

use std::path::Path;

use csv::{Position, ReaderBuilder, StringRecord};
use futures_util::{StreamExt, TryStreamExt, stream};

use super::failure::Failure;
use super::house::in_house;
use super::{Context, user};
use crate::auth::Passwords;
use crate::domain::{Password, Sentence, SiteRole, Username, parse_display_name};
use crate::store::users::NewUser;
use crate::store::{StoreError, Transaction};

const HEADER: [&str; 3] = ["username", "display_name", "password"];
/// What some spreadsheets put first.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// One line that keeps every rule.
struct Row {
    line: u64,
    user: NewUser,
    password: Password,
}

/// Why nothing was stored, and in which line.
struct Wrong {
    line: u64,
    error: StoreError,
}

impl From<StoreError> for Wrong {
    /// The commit itself failed: no line is to blame.
    fn from(error: StoreError) -> Self {
        Self { line: 0, error }
    }
}

pub(super) async fn run(file: &Path, context: &Context) -> Result<String, Failure> {
    let text = std::fs::read_to_string(file).map_err(|error| Failure::of_file(file, &error))?;
    let rows = read(&text, context)?;
    let count = rows.len();
    in_house(&context.settings, async |house| {
        let rows = with_hashes(rows).await?;
        let stored: Result<(), Wrong> = house
            .store
            .write(move |transaction: &mut Transaction| {
                Box::pin(async move {
                    for (line, new) in rows {
                        let created = user::create_written_down(transaction, new).await;
                        created.map_err(|error| Wrong { line, error })?;
                    }
                    Ok(())
                })
            })
            .await;
        stored.map_err(|wrong| match wrong.error {
            StoreError::Taken => in_line(wrong.line, &Sentence::new("username-taken"), context),
            error => error.into(),
        })
    })
    .await?;
    let done = Sentence::new("cli-imported").with("count", count);
    Ok(format!("{}\n", done.text(context.locale)))
}

/// Every line checked, before the first password is hashed.
fn read(text: &str, context: &Context) -> Result<Vec<Row>, Failure> {
    let text = text.trim_start_matches(BYTE_ORDER_MARK);
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .from_reader(text.as_bytes());
    let mut records = reader.records();
    let header = records.next().and_then(Result::ok).unwrap_or_default();
    if !header.iter().map(str::trim).eq(HEADER) {
        return Err(Sentence::new("cli-import-header")
            .with("header", HEADER.join(","))
            .into());
    }
    let mut rows = Vec::new();
    for record in records {
        let record = record.map_err(|error| {
            let line = line_of(error.position(), text);
            in_line(line, &Sentence::new("cli-import-columns"), context)
        })?;
        let line = line_of(record.position(), text);
        let row = parse(&record, line, &context.settings.site_name);
        rows.push(row.map_err(|sentence| in_line(line, &sentence, context))?);
    }
    Ok(rows)
}

/// The line in which a record begins. Its position is before the empty lines, and before the line feed of the last CR LF.
fn line_of(position: Option<&Position>, text: &str) -> u64 {
    let Some(position) = position else { return 0 };
    let start = usize::try_from(position.byte()).unwrap_or_default();
    let skipped = text
        .bytes()
        .skip(start)
        .take_while(|byte| matches!(byte, b'\r' | b'\n'))
        .filter(|byte| *byte == b'\n');
    position.line() + skipped.count() as u64
}

fn parse(record: &StringRecord, line: u64, site_name: &str) -> Result<Row, Sentence> {
    let username = Username::parse_by_operator(record[0].trim())?;
    let user = user::new_user(&username, parse_display_name(&record[1])?, SiteRole::Member);
    let own_words = [username.as_str(), &user.display_name, site_name];
    let password = Password::chosen(&record[2], &own_words)?;
    Ok(Row {
        line,
        user,
        password,
    })
}

/// Two at a time, as many as the hashing threads take.
async fn with_hashes(rows: Vec<Row>) -> Result<Vec<(u64, NewUser)>, Failure> {
    let passwords = Passwords::new();
    stream::iter(rows)
        .map(|row| {
            let passwords = passwords.clone();
            async move {
                let mut user = row.user;
                user.password_hash = Some(passwords.hash(row.password).await?);
                Ok((row.line, user))
            }
        })
        .buffered(2)
        .try_collect()
        .await
}

fn in_line(line: u64, sentence: &Sentence, context: &Context) -> Failure {
    Failure::Refused(
        Sentence::new("cli-import-line")
            .with("line", line.to_string())
            .with("reason", sentence.text(context.locale)),
    )
}
