//! Every statement of the store fits the schema that the migrations make.

use sqlx::{Executor, SqlSafeStr};

use crate::support::{TestServer, database};

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
