//! What every command works with: the database, the verbs, and the bell of a running server.

use std::fs::DirBuilder;
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;
use std::sync::Arc;

use super::failure::Failure;
use crate::channels::DoorbellLayer;
use crate::chat::Chat;
use crate::clock::SystemClock;
use crate::config::{Live, Settings};
use crate::store::{Location, Store};

/// An open database and what may be done with it.
pub(super) struct House {
    pub store: Store,
    pub chat: Chat,
}

/// Opens the house, does the work, rings for what it commits, and closes.
pub(super) async fn in_house<T>(
    settings: &Settings,
    work: impl AsyncFnOnce(&House) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let store = open_store(settings).await?;
    let layer = Arc::new(connect(settings).await?);
    let live = Arc::new(Live::new(settings.clone()));
    let chat = Chat::new(store.clone(), layer, Arc::new(SystemClock), live).await?;
    let house = House { store, chat };
    house.chat.publish_during(work(&house)).await
}

/// The layer of a running server, or one of our own.
pub(super) async fn connect(settings: &Settings) -> Result<DoorbellLayer, Failure> {
    let folder = settings.data_folder();
    DoorbellLayer::connect(&folder)
        .await
        .map_err(|error| Failure::of_file(&folder, &error))
}

/// The database, made and migrated where that is still to be done.
pub(super) async fn open_store(settings: &Settings) -> Result<Store, Failure> {
    make_private_folder(&settings.data_folder())?;
    let location = Location::parse(&settings.database)?;
    Ok(Store::open(&location, Arc::new(SystemClock)).await?)
}

/// Makes a folder for the owner of the process only (0700). One that exists is left as its owner has it: it may be
/// shared with others on purpose, and the files in it are private by themselves.
pub(super) fn make_private_folder(folder: &Path) -> Result<(), Failure> {
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .map_err(|error| Failure::of_file(folder, &error))
}
