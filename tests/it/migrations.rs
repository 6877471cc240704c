//! The database's shape: made, made again, refused when it is newer, and every statement fits it.

use sqlx::{Executor, SqlSafeStr};

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

#[tokio::test]
async fn unread_counts_of_an_older_database_are_right_after_its_migration() {
    let mut server = TestServer::stopped(&[]);
    of_an_older_release(
        &server,
        1,
        &[
            "insert into users (id, username, username_folded, username_skeleton, display_name, role, created_at)
             values (1, 'anna', 'anna', 'anna', 'Anna', 'member', 0), (2, 'bert', 'bert', 'bert', 'Bert', 'member', 0)",
            "insert into rooms (id, name, title, kind, head, created_at)
             values (7, 'ops', 'Ops', 'open', 12, 0), (8, 'tea', 'Tea', 'open', 2, 0), (9, 'mute', 'Mute', 'open', 0, 0)",
            // Seqs 1 and 4 of ops are no messages; 6 of it is deleted, 9 and 12 are anna's own.
            "insert into messages (room_id, seq, user_id, body, html, created_at, deleted_at)
             select 7, value, iif(value in (9, 12), 1, 2), 'text', '<p>text</p>', 0, iif(value = 6, 1, null)
             from json_each('[2,3,5,6,7,8,9,10,11,12]')",
            "insert into messages (room_id, seq, user_id, body, html, created_at)
             values (8, 2, 2, 'late', '<p>late</p>', 0), (8, 1, 2, 'early', '<p>early</p>', 0)",
            "insert into memberships (room_id, user_id, role, last_read, joined_at)
             values (7, 1, 'member', 3, 0), (8, 1, 'member', 0, 0), (9, 1, 'member', 0, 0)",
        ],
    )
    .await;
    server.command(&["migrate"]).must_succeed();
    let places = "select count(*) from messages m where place <> (select count(*) from messages o
         where o.room_id = m.room_id and o.seq <= m.seq)";
    assert_eq!(database::number(&server, places).await, 0);
    server
        .command_with_input(&["user", "password", "anna"], "correct horse battery\n")
        .must_succeed();
    server.restart();
    let visitor = server.visitor();
    visitor
        .sign_in_with("anna", "correct horse battery")
        .await
        .must_lead_to("/");
    let rooms = visitor.get("/api/rooms").await.json();
    let unread = |name: &str| {
        let rooms = rooms["rooms"].as_array().expect("a list");
        let room = rooms.iter().find(|room| room["name"] == name);
        room.expect("the room")["unread"].clone()
    };
    // 5, 7, 8, 10 and 11 of ops; both of tea
    assert_eq!([unread("ops"), unread("tea"), unread("mute")], [5, 2, 0]);
}

/// String literals of the store that are whole statements. Pieces of statements are built into whole ones at run time,
/// and are held by the tests that run them.
fn statements() -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/store")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).expect("a text file");
            let name = path
                .file_name()
                .expect("a name")
                .to_string_lossy()
                .into_owned();
            found.extend(literals(&text).into_iter().map(|sql| (name.clone(), sql)));
        }
    }
    found.retain(|(_, text)| {
        let first = text.split_whitespace().next().unwrap_or_default();
        let whole = ["select", "insert", "update", "delete", "with"].contains(&first);
        // What ends open (`… in (`, `values `) is continued at run time.
        let open = text.ends_with(['(', ' ']);
        whole && !open && text.split_whitespace().count() > 2 && !text.contains('{')
    });
    found
}

/// The string literals of a Rust file, line continuations joined.
fn literals(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let code: String = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .flat_map(|line| [line, "\n"])
        .collect();
    let mut characters = code.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\'' if characters.peek() == Some(&'"') => drop(characters.next()),
            '"' => {
                let mut literal = String::new();
                while let Some(inner) = characters.next() {
                    match inner {
                        '"' => break,
                        '\\' if characters.peek() == Some(&'\n') => {
                            while characters.next_if(|c| c.is_whitespace()).is_some() {}
                        }
                        '\\' => literal.extend(characters.next()),
                        other => literal.push(other),
                    }
                }
                found.push(literal);
            }
            _ => {}
        }
    }
    found
}

#[tokio::test]
async fn every_statement_of_the_store_fits_the_schema() {
    let server = TestServer::stopped(&[]);
    server.command(&["migrate"]).must_succeed();
    let statements = statements();
    assert!(
        statements.len() > 20,
        "the statements were not found: {}",
        statements.len()
    );
    let pool = database::open(&server).await;
    let mut wrong = Vec::new();
    for (file, sql) in statements {
        if let Err(error) = pool
            .prepare(sqlx::AssertSqlSafe(sql.clone()).into_sql_str())
            .await
        {
            wrong.push(format!("{file}: {error}\n{sql}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}
