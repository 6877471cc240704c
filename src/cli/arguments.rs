//! The shape of the command line (docs/protocol.md §4). Every text of it is in `locales/`, put in by `help`.

use std::path::PathBuf;

use clap::{ArgAction, Args, Parser, Subcommand};

use crate::config::Flags;
use crate::domain::{RoomKind, RoomRole};

#[derive(Debug, Parser)]
#[command(
    name = "teahouse",
    version,
    disable_help_flag = true,
    disable_version_flag = true
)]
#[command(disable_help_subcommand = true)]
pub(super) struct Arguments {
    #[command(flatten)]
    pub flags: Flags,
    #[command(subcommand)]
    pub command: Option<Command>,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    Serve,
    Migrate(Migrate),
    #[command(subcommand)]
    User(User),
    #[command(subcommand)]
    Room(Room),
    #[command(subcommand)]
    Report(Report),
    #[command(subcommand)]
    Invite(Invite),
    #[command(subcommand)]
    Session(Session),
    #[command(subcommand)]
    Audit(Audit),
    #[command(subcommand)]
    Emoji(Emoji),
    #[command(subcommand)]
    Layer(Layer),
    #[command(subcommand)]
    Search(Search),
    Send(Send),
    Rerender,
}

/// The user that a command is about.
#[derive(Debug, Args)]
pub(super) struct OneUser {
    #[arg(id = "whom", value_name = "NAME")]
    pub name: String,
}

/// The room that a command is about.
#[derive(Debug, Args)]
pub(super) struct OneRoom {
    #[arg(id = "which_room", value_name = "ROOM")]
    pub name: String,
}

/// A room and somebody in it.
#[derive(Debug, Args)]
pub(super) struct InRoom {
    #[arg(id = "which_room", value_name = "ROOM")]
    pub room: String,
    #[arg(id = "whom", value_name = "USER")]
    pub user: String,
}

#[derive(Debug, Args)]
pub(super) struct Migrate {
    #[arg(long)]
    pub plan: bool,
    #[arg(long, conflicts_with = "plan")]
    pub status: bool,
}

#[derive(Debug, Subcommand)]
pub(super) enum User {
    Create(UserCreate),
    Import { file: PathBuf },
    List,
    Password(UserPassword),
    Promote(OneUser),
    Demote(OneUser),
    Deactivate(OneUser),
    Activate(OneUser),
    Delete(UserDelete),
    ResetLink(OneUser),
}

#[derive(Debug, Args)]
pub(super) struct UserCreate {
    pub name: String,
    #[arg(long)]
    pub display_name: Option<String>,
    #[arg(long)]
    pub admin: bool,
    #[arg(long, conflicts_with_all = ["admin", "password_stdin"])]
    pub bot: bool,
    #[arg(long)]
    pub password_stdin: bool,
}

#[derive(Debug, Args)]
pub(super) struct UserPassword {
    pub name: String,
    #[arg(long)]
    pub password_stdin: bool,
}

#[derive(Debug, Args)]
pub(super) struct UserDelete {
    #[command(flatten)]
    pub whom: OneUser,
    /// Whether what the person wrote goes too.
    #[arg(id = "messages", long, value_name = "keep|remove", value_parser = go_too, action = ArgAction::Set)]
    pub with_messages: bool,
    #[arg(long)]
    pub yes: bool,
}

fn go_too(typed: &str) -> Result<bool, &'static str> {
    match typed {
        "keep" => Ok(false),
        "remove" => Ok(true),
        _ => Err("neither"),
    }
}

#[derive(Debug, Subcommand)]
pub(super) enum Room {
    Create(RoomCreate),
    List,
    Show(OneRoom),
    Set(RoomSet),
    Archive(OneRoom),
    Restore(OneRoom),
    Delete(OneRoom),
    Add(RoomAdd),
    Remove(InRoom),
    Ban(InRoom),
    Unban(InRoom),
    Role(RoomSetRole),
    Mute(RoomMute),
    Unmute(InRoom),
}

#[derive(Debug, Args)]
pub(super) struct RoomCreate {
    pub name: String,
    #[arg(long)]
    pub title: Option<String>,
    #[arg(long, default_value = "", hide_default_value = true)]
    pub topic: String,
    #[arg(long)]
    pub private: bool,
}

#[derive(Debug, Args)]
pub(super) struct RoomSet {
    #[command(flatten)]
    pub room: OneRoom,
    #[command(flatten)]
    pub wishes: RoomWishes,
}

/// What is to be otherwise; at least one.
#[derive(Debug, Args)]
#[group(required = true, multiple = true)]
pub(super) struct RoomWishes {
    #[arg(long)]
    pub title: Option<String>,
    #[arg(long)]
    pub topic: Option<String>,
    #[arg(long, value_name = "open|private", value_parser = kind)]
    pub kind: Option<RoomKind>,
    #[arg(long, value_name = "SECONDS")]
    pub slow: Option<u32>,
    #[arg(long, value_name = "on|off", value_parser = on, action = ArgAction::Set)]
    pub announcements: Option<bool>,
    #[arg(long, value_name = "NAME")]
    pub rename: Option<String>,
    #[arg(long, value_name = "on|off", value_parser = on, action = ArgAction::Set)]
    pub default: Option<bool>,
}

fn kind(typed: &str) -> Result<RoomKind, &'static str> {
    RoomKind::parse(typed).ok_or("no such kind")
}

fn on(typed: &str) -> Result<bool, &'static str> {
    match typed {
        "on" => Ok(true),
        "off" => Ok(false),
        _ => Err("neither"),
    }
}

#[derive(Debug, Args)]
pub(super) struct RoomAdd {
    #[command(flatten)]
    pub who: InRoom,
    #[arg(long, value_parser = role)]
    pub role: Option<RoomRole>,
}

#[derive(Debug, Args)]
pub(super) struct RoomSetRole {
    #[command(flatten)]
    pub who: InRoom,
    #[arg(value_parser = role)]
    pub role: RoomRole,
}

#[derive(Debug, Args)]
pub(super) struct RoomMute {
    #[command(flatten)]
    pub who: InRoom,
    #[arg(long)]
    pub hours: Option<u32>,
}

/// The sentence about a wrong one is made by `usage`.
fn role(typed: &str) -> Result<RoomRole, &'static str> {
    RoomRole::typed(typed).ok_or("no such role")
}

#[derive(Debug, Subcommand)]
pub(super) enum Report {
    List(ReportList),
    Resolve(ReportResolve),
}

#[derive(Debug, Args)]
pub(super) struct ReportList {
    #[arg(long)]
    pub room: Option<String>,
    /// As without it.
    #[arg(long, conflicts_with = "all")]
    pub open: bool,
    #[arg(long)]
    pub all: bool,
}

#[derive(Debug, Args)]
pub(super) struct ReportResolve {
    pub id: i64,
    #[command(flatten)]
    pub outcome: ReportOutcome,
}

/// What is done about it; one.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub(super) struct ReportOutcome {
    #[arg(long)]
    pub hide: bool,
    #[arg(long)]
    pub show: bool,
    #[arg(long)]
    pub delete: bool,
    #[arg(long, value_name = "HOURS", num_args = 0..=1, default_missing_value = "24")]
    pub mute: Option<u32>,
    #[arg(long)]
    pub dismiss: bool,
}

#[derive(Debug, Subcommand)]
pub(super) enum Invite {
    Create(InviteCreate),
    List,
    Revoke { id: i64 },
}

#[derive(Debug, Subcommand)]
pub(super) enum Session {
    List {
        #[arg(id = "whom", value_name = "USER")]
        user: Option<String>,
    },
    End {
        id: i64,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum Audit {
    List(AuditList),
    Verify,
}

#[derive(Debug, Args)]
pub(super) struct AuditList {
    #[arg(long, default_value_t = 100, hide_default_value = true)]
    pub limit: u32,
}

#[derive(Debug, Args)]
pub(super) struct InviteCreate {
    #[arg(long, default_value_t = 1, hide_default_value = true)]
    pub uses: u32,
    #[arg(long, default_value_t = 7, hide_default_value = true)]
    pub days: u32,
    #[arg(long)]
    pub room: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(super) enum Emoji {
    Add(EmojiAdd),
    List,
    Delete { name: String },
}

#[derive(Debug, Args)]
pub(super) struct EmojiAdd {
    pub name: String,
    pub file: PathBuf,
}

#[derive(Debug, Subcommand)]
pub(super) enum Layer {
    Check,
}

#[derive(Debug, Subcommand)]
pub(super) enum Search {
    Check,
    Reindex,
}

#[derive(Debug, Args)]
pub(super) struct Send {
    pub room: String,
    pub text: String,
    #[arg(long = "as", id = "as", value_name = "NAME")]
    pub author: Option<String>,
}
