//! The audit log by the command line: what is written down, and whether somebody has changed it.

use crate::support::operator::{done, fields, refused, run};
use crate::support::{TestServer, database};

#[tokio::test]
async fn each_deed_is_one_line_of_the_audit_log_and_a_deed_that_was_none_is_not() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    anna.create_private_room("den").await;
    server.create_user(&["bert"]);
    let before = fields(&done(&server, "audit list")).len();
    done(&server, "room add den bert --role moderator");
    done(&server, "room add den bert --role moderator");
    done(&server, "room remove den bert");
    refused(&server, "room remove den bert");
    done(&server, "user deactivate bert");
    done(&server, "user deactivate bert");
    let list = done(&server, "audit list");
    let lines = fields(&list);
    let told: Vec<&[&str]> = lines[before..].iter().map(|line| &line[2..]).collect();
    let owner = "{\"role\":\"moderator\"}";
    assert_eq!(
        told,
        [
            [
                "operator",
                "command",
                "-",
                "member.added",
                "den",
                "bert",
                "",
                owner
            ],
            [
                "operator",
                "command",
                "-",
                "member.removed",
                "den",
                "bert",
                owner,
                ""
            ],
            [
                "operator",
                "command",
                "-",
                "user.deactivated",
                "-",
                "bert",
                "",
                ""
            ],
        ],
        "{list}"
    );
    let newest = done(&server, "audit list --limit 2");
    assert!(list.ends_with(&newest), "{newest}");
    assert_eq!(fields(&newest).len(), 2);
    assert_eq!(run(&server, "audit list --limit 0").code, Some(2));
}

#[tokio::test]
async fn accounts_and_passwords_are_written_down_however_they_are_made() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    let change = [
        ("current_password", crate::support::PASSWORD),
        ("new_password", "a quiet green river"),
    ];
    anna.post("/account/password", &change).await.must_be(303);
    server.create_user(&["bert"]);
    server
        .command_with_input(&["user", "password", "bert"], "a quiet green river\n")
        .must_succeed();
    let rows =
        "username,display_name,password\ncarl,,a quiet green river\ndora,,a quiet green river\n";
    std::fs::write(server.directory().join("people.csv"), rows).unwrap();
    done(&server, "user import people.csv");
    done(&server, "send lobby hello");
    let list = done(&server, "audit list");
    let told: Vec<[&str; 5]> = fields(&list)
        .iter()
        .map(|line| [line[2], line[3], line[4], line[5], line[7]])
        .collect();
    let here = "127.0.0.1";
    assert_eq!(
        told,
        [
            ["boss", "page", here, "user.created", "boss"],
            ["anna", "page", here, "user.created", "anna"],
            ["anna", "page", here, "user.password", "anna"],
            ["operator", "command", "-", "user.created", "bert"],
            ["operator", "command", "-", "user.password", "bert"],
            ["operator", "command", "-", "user.created", "carl"],
            ["operator", "command", "-", "user.created", "dora"],
            ["operator", "command", "-", "user.created", "teahouse"],
            ["operator", "command", "-", "member.added", "teahouse"],
        ],
        "{list}"
    );
    assert!(!list.contains("river"), "{list}");
}

#[tokio::test]
async fn a_row_of_the_audit_log_that_is_changed_or_cut_off_shows() {
    let server = TestServer::start().await;
    for name in ["anna", "bert", "carl"] {
        server.create_user(&[name]);
    }
    let whole = done(&server, "audit verify");
    let parts = fields(&whole);
    assert_eq!((parts.len(), parts[0][0], parts[0][1].len()), (1, "4", 64));

    let pool = database::open(&server).await;
    let execute =
        async |statement: &'static str| sqlx::query(statement).execute(&pool).await.map(drop);
    let change = "update audit set whom = 'somebody' where id = 2";
    assert!(
        execute(change).await.is_err(),
        "the database itself refuses"
    );
    execute("drop trigger audit_is_never_changed")
        .await
        .unwrap();
    execute("drop trigger audit_is_never_shortened")
        .await
        .unwrap();
    execute(change).await.unwrap();
    let sentence = refused(&server, "audit verify");
    assert!(sentence.contains("row 2 "), "{sentence}");
    execute("update audit set whom = 'anna' where id = 2")
        .await
        .unwrap();
    assert_eq!(done(&server, "audit verify"), whole);
    execute("delete from audit where id = 4").await.unwrap();
    let sentence = refused(&server, "audit verify");
    assert!(sentence.contains("row 4 "), "{sentence}");
    pool.close().await;
}

#[tokio::test]
async fn the_log_is_found_whole_while_others_append_to_it() {
    let server = TestServer::stopped(&[]);
    done(&server, "room create ops");
    std::thread::scope(|scope| {
        let writing = scope.spawn(|| {
            for _ in 0..10 {
                done(&server, "room archive ops");
                done(&server, "room restore ops");
            }
        });
        while !writing.is_finished() {
            done(&server, "audit verify");
        }
    });
    assert!(done(&server, "audit verify").starts_with("21\t"));
}
