//! What a new password ends, by whichever way it was set: called in the same write.

use super::{StoreError, Transaction, audit, sessions};
use crate::domain::{AuditEntry, Doer, Person};

/// Ends every session of the user and every link that would set another password, and writes the deed down.
///
/// # Errors
/// Database errors.
pub async fn end_what_was_before(
    transaction: &mut Transaction,
    doer: &Doer,
    person: &Person,
) -> Result<(), StoreError> {
    sessions::delete_of_user(transaction, person.id).await?;
    sqlx::query("delete from reset_links where user_id = $1")
        .bind(person.id.0)
        .execute(&mut **transaction)
        .await?;
    let entry = AuditEntry::new("user.password").to(person);
    audit::append(transaction, doer, entry).await
}
