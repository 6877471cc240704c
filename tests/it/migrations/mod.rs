//! The database's shape: made, made again, refused when it is newer; data of an older release goes on.

mod conversation;
mod rooms;
mod statements;
mod threads;

use sqlx::Executor;

use crate::support::{SignedIn, TestServer, database};

#[tokio::test]
async fn a_fresh_directory_is_migrated_and_a_second_time_changes_nothing() {
    let server = TestServer::stopped(&[]);
    assert_eq!(
        server.command(&["migrate", "--status"]).code,
        Some(1),
        "everything is pending"
    );
    assert!(
        !server.database_file().exists(),
        "a question changes nothing"
    );
    server.command(&["migrate", "--plan"]).must_succeed();
    assert!(!server.database_file().exists(), "a plan changes nothing");

    server.command(&["migrate"]).must_succeed();
    server.command(&["migrate", "--status"]).must_succeed();
    let schema = schema(&server).await;
    assert!(
        schema.iter().any(|sql| sql.contains("room_events")),
        "{schema:?}"
    );
    server.command(&["migrate"]).must_succeed();
    assert_eq!(schema, self::schema(&server).await);
}

async fn schema(server: &TestServer) -> Vec<String> {
    let pool = database::open(server).await;
    let query = "select sql from sqlite_master where sql is not null order by name";
    let sql = sqlx::query_scalar(query).fetch_all(&pool).await;
    pool.close().await;
    sql.expect("a schema")
}

#[tokio::test]
async fn serving_migrates_by_itself_and_four_at_once_are_one() {
    let server = TestServer::stopped(&[]);
    let migrating = || server.command(&["migrate"]);
    std::thread::scope(|scope| {
        let all: Vec<_> = (0..4).map(|_| scope.spawn(migrating)).collect();
        for one in all {
            one.join().expect("no panic").must_succeed();
        }
    });
    server.command(&["migrate", "--status"]).must_succeed();
    let applied = database::number(
        &server,
        "select count(*) - count(distinct version) from _sqlx_migrations",
    )
    .await;
    assert_eq!(applied, 0);

    let fresh = TestServer::empty(&[]);
    fresh.command(&["migrate", "--status"]).must_succeed();
}

#[tokio::test]
async fn a_database_of_a_newer_release_is_refused_and_left_as_it_is() {
    let mut server = TestServer::start().await;
    let anna = server.register("anna").await;
    anna.enter("lobby").await.post("before the downgrade").await;
    server.terminate();
    assert_eq!(server.exit().await.code(), Some(0));
    let newer =
        "insert into _sqlx_migrations (version, description, success, checksum, execution_time)
                 values (9999, 'from the future', 1, x'00', 0)";
    let pool = database::open(&server).await;
    sqlx::query(newer).execute(&pool).await.unwrap();
    sqlx::query("pragma wal_checkpoint(truncate)")
        .execute(&pool)
        .await
        .unwrap();
    pool.close().await;

    let before = std::fs::read(server.database_file()).unwrap();
    for command in [
        &["serve", "--listen", "127.0.0.1:0"][..],
        &["migrate"],
        &["user", "list"],
    ] {
        let sentence = server.command(command).must_be_refused();
        assert!(sentence.contains("newer"), "{command:?}: {sentence}");
    }
    assert_eq!(server.command(&["migrate", "--status"]).code, Some(1));
    assert!(
        std::fs::read(server.database_file()).unwrap() == before,
        "the file was changed"
    );

    let pool = database::open(&server).await;
    sqlx::query("delete from _sqlx_migrations where version = 9999")
        .execute(&pool)
        .await
        .unwrap();
    pool.close().await;
    server.restart();
    let anna = SignedIn::by_login(&server.visitor(), "anna").await;
    assert_eq!(anna.messages("lobby").await.len(), 1);
}

/// A file as a release wrote it that knew only the migrations up to `version`.
async fn of_an_older_release(server: &TestServer, version: i64, data: &'static [&'static str]) {
    use sqlx::migrate::Migrator;
    let folder = tempfile::tempdir().expect("a folder");
    let all = std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("migrations");
    for entry in std::fs::read_dir(all).expect("migrations").flatten() {
        let name = entry.file_name().into_string().expect("a plain name");
        let number = name
            .split('_')
            .next()
            .and_then(|number| number.parse().ok());
        if number.is_some_and(|number: i64| number <= version) {
            std::fs::copy(entry.path(), folder.path().join(name)).expect("a copy");
        }
    }
    let file = server.database_file();
    std::fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
    std::fs::File::create(&file).expect("an empty file");
    let pool = database::open(server).await;
    let older = Migrator::new(folder.path()).await.expect("migrations");
    older.run(&pool).await.expect("a schema");
    for statement in data {
        pool.execute(*statement).await.expect(statement);
    }
    pool.close().await;
}
