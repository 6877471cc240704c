//! Lists that are searched, filtered, sorted, turned page by page, and written out.

use std::collections::BTreeSet;

use crate::support::{Answer, SignedIn, TestServer, database, encoded};

/// The numbers of a list's rows, in the order of the page.
fn rows(page: &Answer) -> Vec<i64> {
    let boxes = page.body.split("name=\"id-").skip(1);
    boxes
        .filter_map(|rest| rest.split('"').next()?.parse().ok())
        .collect()
}

/// Where `Previous` or `Next` leads.
fn turned(page: &Answer, rel: &str) -> Option<String> {
    let (before, _) = page.body.split_once(&format!("rel=\"{rel}\""))?;
    let href = before.rsplit("href=\"").next()?.split('"').next()?;
    Some(href.replace("&#38;", "&").replace("&amp;", "&"))
}

async fn with_people(count: usize) -> TestServer {
    let server = TestServer::start().await;
    let pool = database::open(&server).await;
    // As the writer would, but without hashing a hundred passwords.
    sqlx::query(
        "with recursive n (i) as (select 1 union all select i + 1 from n where i < $1)
         insert into users (username, username_folded, username_skeleton, display_name, role, created_at)
         select 'person' || i, 'person' || i, 'person' || i, case i % 3 when 0 then '王小明' else 'Same Name' end,
            'member', 1000000 * (i % 7 + 1) from n",
    )
    .bind(i64::try_from(count).expect("few"))
    .execute(&pool)
    .await
    .expect("people");
    pool.close().await;
    server
}

/// Every row of a list, turning its pages forwards, each of at most fifty.
async fn all(admin: &SignedIn, first: &str) -> Vec<i64> {
    let mut found = Vec::new();
    let mut next = Some(first.to_owned());
    while let Some(path) = next {
        let page = admin.get(&path).await.must_be(200);
        let part = rows(&page);
        assert!(part.len() <= 50, "{}", part.len());
        found.extend(part);
        next = turned(&page, "next");
    }
    found
}

#[tokio::test]
async fn pages_of_fifty_miss_nobody_and_show_nobody_twice_however_they_are_sorted() {
    let server = with_people(120).await;
    let admin = server.admin();
    let everybody = 121;
    for sort in ["username", "name", "role", "created", "seen"] {
        let up = all(admin, &format!("/admin/users?sort={sort}&order=up")).await;
        let down = all(admin, &format!("/admin/users?sort={sort}&order=down")).await;
        let distinct: BTreeSet<_> = up.iter().collect();
        assert_eq!((up.len(), distinct.len()), (everybody, everybody), "{sort}");
        assert_eq!(up, down.into_iter().rev().collect::<Vec<_>>(), "{sort}");
    }
}

#[tokio::test]
async fn the_way_back_shows_the_page_that_was_there() {
    let server = with_people(120).await;
    let admin = server.admin();
    let first = admin.get("/admin/users").await;
    assert_eq!(turned(&first, "prev"), None);
    let second = admin
        .get(&turned(&first, "next").expect("a next page"))
        .await;
    let third = admin
        .get(&turned(&second, "next").expect("a third page"))
        .await;
    assert_eq!(turned(&third, "next"), None);
    let back = admin
        .get(&turned(&third, "prev").expect("a way back"))
        .await;
    assert_eq!(rows(&back), rows(&second));
    let start = admin.get(&turned(&back, "prev").expect("a way back")).await;
    assert_eq!(rows(&start), rows(&first));
}

#[tokio::test]
async fn a_list_finds_a_part_of_a_chinese_name_and_takes_signs_of_patterns_literally() {
    let server = with_people(30).await;
    let admin = server.admin();
    let found = |text: &str| format!("/admin/users?q={}", encoded(text));
    assert_eq!(all(admin, &found("小")).await.len(), 10);
    assert_eq!(all(admin, &found("王小明")).await.len(), 10);
    assert_eq!(all(admin, &found("same")).await.len(), 20);
    for nobody in ["%", "_", "'", "小明王", "\\"] {
        assert_eq!(all(admin, &found(nobody)).await.len(), 0, "{nobody}");
    }
}

#[tokio::test]
async fn filters_narrow_a_list_and_nonsense_in_the_address_changes_nothing() {
    let server = with_people(10).await;
    let admin = server.admin();
    assert_eq!(all(admin, "/admin/users?role=admin").await.len(), 1);
    assert_eq!(
        all(admin, "/admin/users?role=member&state=active")
            .await
            .len(),
        10
    );
    assert_eq!(all(admin, "/admin/users?state=deactivated").await.len(), 0);
    for nonsense in [
        "role=%27",
        "sort=password_hash",
        "order=x",
        "after=%00",
        "before=zz&after=zz",
    ] {
        let page = format!("/admin/users?{nonsense}");
        assert_eq!(all(admin, &page).await.len(), 11, "{nonsense}");
    }
}

#[tokio::test]
async fn a_list_as_a_file_has_every_row_and_no_formula() {
    let server = with_people(2_100).await;
    let pool = database::open(&server).await;
    sqlx::query("update users set display_name = '=cmd()' where username = 'person7'")
        .execute(&pool)
        .await
        .expect("a name");
    pool.close().await;
    let file = server
        .admin()
        .get("/admin/users?form=csv")
        .await
        .must_be(200);
    assert_eq!(file.header("content-type"), Some("text/csv; charset=utf-8"));
    let mut lines = csv::Reader::from_reader(file.body.as_bytes());
    assert_eq!(&lines.headers().expect("a head")[0], "username");
    let names: Vec<String> = lines
        .records()
        .map(|line| line.expect("a line")[1].to_owned())
        .collect();
    assert_eq!(names.len(), 2_101);
    assert!(names.contains(&"'=cmd()".to_owned()));
    let found = server.admin().get("/admin/users?form=csv&q=person20").await;
    assert_eq!(
        found.body.lines().count(),
        1 + 111,
        "what is narrowed stays so"
    );
}
