//! `teahouse report list|resolve`: what was reported, and what is done about it, as on the page of those who look after
//! a room.

use super::arguments::{Report as Command, ReportList, ReportOutcome, ReportResolve};
use super::failure::Failure;
use super::house::in_house;
use super::member::{HOUR, MOST_HOURS};
use super::{Context, room};
use crate::chat::{ChatError, Outcome};
use crate::domain::{Doer, Sentence};
use crate::store::reports::Report;

pub(super) async fn run(command: Command, context: &Context) -> Result<String, Failure> {
    match command {
        Command::List(arguments) => list(&arguments, context).await,
        Command::Resolve(arguments) => resolve(&arguments, context).await,
    }
}

/// The newest first, as on the page.
async fn list(arguments: &ReportList, context: &Context) -> Result<String, Failure> {
    in_house(&context.settings, async |house| {
        let room = match &arguments.room {
            Some(name) => Some(room::get(house, name).await?.id),
            None => None,
        };
        let page = |closed| house.chat.reports(room, closed, i64::MAX, i64::MAX);
        let mut reports = page(false).await?;
        if arguments.all {
            reports.extend(page(true).await?);
            reports.sort_by_key(|report| std::cmp::Reverse(report.id));
        }
        Ok(reports.iter().map(line).collect())
    })
    .await
}

fn line(report: &Report) -> String {
    format!(
        "{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\n",
        report.id,
        report.outcome.as_deref().unwrap_or("open"),
        report.closed_by.as_deref().unwrap_or("-"),
        report.at.rfc3339(),
        report.room_name,
        report.message.author.username,
        report.reporter.username,
        on_one_line(&report.reason),
        on_one_line(&report.text),
    )
}

/// What people typed: neither a tab nor a control character of a terminal is left of it.
fn on_one_line(text: &str) -> String {
    let words = text.split(|c: char| c.is_control() || c.is_whitespace());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

async fn resolve(arguments: &ReportResolve, context: &Context) -> Result<String, Failure> {
    let (id, outcome) = (arguments.id, outcome(&arguments.outcome)?);
    in_house(&context.settings, async |house| {
        let settled = house
            .chat
            .settle_report(Doer::operator(), id, outcome)
            .await;
        settled.map_err(|error| match error {
            ChatError::NotFound => Sentence::new("cli-no-such-report")
                .with("id", id.to_string())
                .into(),
            error => Failure::from(error),
        })?;
        Ok(String::new())
    })
    .await
}

/// The one that was named: `arguments` lets nobody name two or none.
fn outcome(named: &ReportOutcome) -> Result<Outcome, Failure> {
    Ok(match named {
        ReportOutcome { hide: true, .. } => Outcome::Hide,
        ReportOutcome { show: true, .. } => Outcome::Show,
        ReportOutcome { delete: true, .. } => Outcome::Delete,
        ReportOutcome {
            mute: Some(hours), ..
        } => {
            Failure::unless_in_range("--mute", *hours, MOST_HOURS)?;
            Outcome::Mute(HOUR * *hours)
        }
        _ => Outcome::Dismiss,
    })
}
