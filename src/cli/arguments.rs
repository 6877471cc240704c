//! The shape of the command line (docs/protocol.md §4). Every text of it is in `locales/`, put in by `help`.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::config::Flags;

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
    Invite(Invite),
    #[command(subcommand)]
    Layer(Layer),
    Send(Send),
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

#[derive(Debug, Subcommand)]
pub(super) enum Room {
    Create(RoomCreate),
    List,
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

#[derive(Debug, Subcommand)]
pub(super) enum Invite {
    Create(InviteCreate),
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
pub(super) enum Layer {
    Check,
}

#[derive(Debug, Args)]
pub(super) struct Send {
    pub room: String,
    pub text: String,
    #[arg(long = "as", id = "as", value_name = "NAME")]
    pub author: Option<String>,
}
