//! Where one is led after a question and a deed: back to just what one saw.

use crate::support::{Answer, TestServer};

/// Where `Cancel` of a question leads.
fn cancel(question: &Answer) -> String {
    let (before, _) = question.body.split_once(">Cancel<").expect("a way back");
    let (_, href) = before.rsplit_once("href=\"").expect("a link");
    href.trim_end_matches('"')
        .replace("&#38;", "&")
        .replace("&amp;", "&")
}

#[tokio::test]
async fn a_question_and_a_deed_lead_back_to_just_what_one_saw() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    let admin = server.admin();
    let id = format!("id-{}", anna.id().await);
    let asked = "/admin/users?order=down&q=anna&sort=username";
    let list = admin.get(&format!("{asked}&done=3")).await.must_be(200);
    let here = asked.replace('&', "&#38;");
    assert!(
        list.body
            .contains(&format!("name=\"back\" value=\"{here}\"")),
        "{}",
        list.body
    );

    let mut fields = vec![
        ("action", "deactivate"),
        (id.as_str(), "1"),
        ("back", asked),
    ];
    let question = admin.post("/admin/users", &fields).await.must_be(200);
    assert_eq!(cancel(&question), asked);
    fields.push(("confirmed", "1"));
    let done = "/admin/users?done=1&order=down&q=anna&sort=username";
    admin.post("/admin/users", &fields).await.must_lead_to(done);
    assert!(admin.get(done).await.must_be(200).shows("anna"));
}

#[tokio::test]
async fn what_is_done_on_the_page_of_one_user_is_said_there() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    let admin = server.admin();
    let id = anna.id().await;
    let (chosen, page) = (format!("id-{id}"), format!("/admin/users/{id}"));
    let fields = [
        ("action", "deactivate"),
        (chosen.as_str(), "1"),
        ("back", page.as_str()),
        ("confirmed", "1"),
    ];
    let done = format!("{page}?done=1");
    admin
        .post("/admin/users", &fields)
        .await
        .must_lead_to(&done);
    assert!(admin.get(&done).await.must_be(200).shows("Done for one."));
    assert!(!admin.get(&page).await.must_be(200).shows("Done for one."));
}

#[tokio::test]
async fn no_question_leads_back_to_another_site() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    let admin = server.admin();
    let id = format!("id-{}", anna.id().await);
    for elsewhere in [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "",
    ] {
        let mut fields = vec![
            ("action", "deactivate"),
            (id.as_str(), "1"),
            ("back", elsewhere),
        ];
        let question = admin.post("/admin/users", &fields).await.must_be(200);
        assert_eq!(cancel(&question), "/admin/users", "{elsewhere}");
        fields.push(("confirmed", "1"));
        let done = admin.post("/admin/users", &fields).await;
        done.must_lead_to("/admin/users?done=1");
    }
}

#[tokio::test]
async fn a_page_of_a_list_of_which_nothing_is_left_gives_way_to_the_first() {
    let server = TestServer::start().await;
    // Behind a row `zzzz`, as the way to the next page is written.
    let place = "dDk5OTk5OSB6enp6";
    let left = format!("/admin/users?after={place}&done=1&order=up&sort=username");
    let first = "/admin/users?done=1&order=up&sort=username";
    server.admin().get(&left).await.must_lead_to(first);
}
