//! `teahouse user create|list|password`: accounts, made by the operator. What they may do is `user_access`.

use super::arguments::{User as Command, UserCreate, UserPassword};
use super::failure::Failure;
use super::house::{House, in_house};
use super::{Context, password_input, user_access, user_delete, user_import};
use crate::auth::Passwords;
use crate::domain::{AuditEntry, Doer, Sentence, SiteRole, User, Username, parse_display_name};
use crate::store::users::{self, NewUser};
use crate::store::{StoreError, Transaction, audit, new_password};

pub(super) async fn run(command: Command, context: &Context) -> Result<String, Failure> {
    match command {
        Command::Create(arguments) => create(arguments, context).await,
        Command::Import { file } => user_import::run(&file, context).await,
        Command::List => in_house(&context.settings, list).await,
        Command::Password(arguments) => password(arguments, context).await,
        Command::Promote(whom) => user_access::set_role(&whom, SiteRole::Admin, context).await,
        Command::Demote(whom) => user_access::set_role(&whom, SiteRole::Member, context).await,
        Command::Deactivate(whom) => user_access::set_active(&whom, false, context).await,
        Command::Activate(whom) => user_access::set_active(&whom, true, context).await,
        Command::Delete(arguments) => user_delete::run(&arguments, context).await,
        Command::ResetLink(whom) => user_access::reset_link(&whom, context).await,
    }
}

async fn create(arguments: UserCreate, context: &Context) -> Result<String, Failure> {
    let username = Username::parse_by_operator(&arguments.name)?;
    let typed = arguments.display_name.as_deref().unwrap_or_default();
    let display_name = parse_display_name(typed)?;
    let role = match (arguments.admin, arguments.bot) {
        (true, _) => SiteRole::Admin,
        (_, true) => SiteRole::Bot,
        _ => SiteRole::Member,
    };
    in_house(&context.settings, async |house| {
        // before a password is asked for
        if find(house, &arguments.name).await?.is_some() {
            return Err(Failure::new("username-taken"));
        }
        let mut new = new_user(&username, display_name, role);
        if role != SiteRole::Bot {
            let own_words = [
                username.as_str(),
                &new.display_name,
                &context.settings.site_name,
            ];
            let password =
                password_input::ask(arguments.password_stdin, &own_words, context.locale)?;
            new.password_hash = Some(Passwords::new().hash(password).await?);
        }
        let created = house
            .store
            .write(move |transaction: &mut Transaction| {
                Box::pin(create_written_down(transaction, new))
            })
            .await;
        match created {
            Ok(user) => Ok(format!("{}\n", user.username)),
            Err(StoreError::Taken) => Err(Failure::new("username-taken")),
            Err(error) => Err(error.into()),
        }
    })
    .await
}

/// Sets the password and ends every session, in open browsers too.
async fn password(arguments: UserPassword, context: &Context) -> Result<String, Failure> {
    let find = async |house: &House| get(house, &arguments.name).await;
    let user = in_house(&context.settings, find).await?;
    if user.role == SiteRole::Bot {
        return Err(Failure::new("cli-bot-password"));
    }
    let own_words = [
        user.username.as_str(),
        &user.display_name,
        &context.settings.site_name,
    ];
    let password = password_input::ask(arguments.password_stdin, &own_words, context.locale)?;
    let hash = Passwords::new().hash(password).await?;
    // Opened anew: while the question stood, the server that is to be told may have been started.
    in_house(&context.settings, async |house| {
        let done: Result<(), StoreError> = house
            .store
            .write(move |transaction: &mut Transaction| {
                Box::pin(async move {
                    users::set_password(transaction, user.id, &hash).await?;
                    let (doer, person) = (Doer::operator(), user.person());
                    new_password::end_what_was_before(transaction, &doer, &person).await
                })
            })
            .await;
        done?;
        Ok(String::new())
    })
    .await
}

/// Makes an account, which the audit log knows.
pub(super) async fn create_written_down(
    transaction: &mut Transaction,
    new: NewUser,
) -> Result<User, StoreError> {
    let user = users::create(transaction, new).await?;
    let entry = AuditEntry::user_created(&user);
    audit::append(transaction, &Doer::operator(), entry).await?;
    Ok(user)
}

/// A row to be; without a password.
pub(super) fn new_user(
    username: &Username,
    display_name: Option<String>,
    role: SiteRole,
) -> NewUser {
    NewUser {
        username: username.as_str().to_owned(),
        username_folded: username.folded().to_owned(),
        username_skeleton: username.skeleton().to_owned(),
        display_name: display_name.unwrap_or_else(|| username.as_str().to_owned()),
        password_hash: None,
        role,
        locale: None,
    }
}

async fn find(house: &House, typed: &str) -> Result<Option<User>, Failure> {
    let folded = Username::fold_typed(typed);
    let found = users::find_by_name(house.store.reader(), &folded).await?;
    match found {
        // the row of a deleted account has a name, too
        Some(user) if users::is_deleted(house.store.reader(), user.id).await? => Ok(None),
        found => Ok(found),
    }
}

/// The user of a name that somebody typed.
pub(super) async fn get(house: &House, typed: &str) -> Result<User, Failure> {
    let unknown = || Sentence::new("cli-no-such-user").with("name", typed);
    Ok(find(house, typed).await?.ok_or_else(unknown)?)
}

async fn list(house: &House) -> Result<String, Failure> {
    let users = users::list(house.store.reader()).await?;
    let line = |user: &User| {
        let state = match user.deactivated_at {
            Some(_) => "deactivated",
            None => "active",
        };
        format!(
            "{}\t{}\t{}\t{state}\t{}\n",
            user.username,
            user.display_name,
            user.role.as_str(),
            user.created_at.rfc3339()
        )
    };
    Ok(users.iter().map(line).collect())
}
