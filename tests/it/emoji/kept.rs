//! Emoji of the site as they are listed, kept by browsers, made by the operator, and written down.

use image::ImageFormat;
use reqwest::Method;

use super::pictures::plain;
use super::{NEW, names, upload};
use crate::support::operator::{done, refused};
use crate::support::visitor::send;
use crate::support::{Answer, TestServer};

#[tokio::test]
async fn the_list_shows_each_with_its_picture_its_maker_and_finds_by_name() {
    let server = TestServer::start().await;
    let admin = server.admin();
    let good = plain(64, 64, ImageFormat::Png);
    upload(admin, "oolong", &good).await.must_be(303);
    upload(admin, "cup", &good).await.must_be(303);
    let page = admin.get("/admin/emoji").await.must_be(200);
    for part in ["src=\"/emoji/oolong\"", ":oolong:", ":cup:", NEW] {
        assert!(page.body.contains(part), "{part}");
    }
    let found = admin.get("/admin/emoji?q=cu").await.must_be(200);
    assert!(found.body.contains(":cup:") && !found.body.contains(":oolong:"));
    let file = admin.get("/admin/emoji?form=csv").await.must_be(200);
    assert!(
        file.body
            .lines()
            .nth(1)
            .is_some_and(|line| line.starts_with("cup,"))
    );
}

#[tokio::test]
async fn a_picture_is_kept_by_browsers_and_another_under_its_name_shows() {
    let server = TestServer::start().await;
    let admin = server.admin();
    upload(admin, "oolong", &plain(64, 64, ImageFormat::Png))
        .await
        .must_be(303);
    let url = |list: &Answer| list.json()["emoji"][0]["url"].as_str().map(str::to_owned);
    let first = url(&admin.get("/api/emoji").await).expect("an address");
    let kept = admin.get(&first).await.must_be(200);
    let caching = kept.header("cache-control").expect("caching");
    assert!(
        caching.starts_with("private") && caching.contains("immutable"),
        "{caching}"
    );
    assert_eq!(kept.header("x-content-type-options"), Some("nosniff"));
    let asked = admin.get("/emoji/oolong").await.must_be(200);
    assert_eq!(asked.header("cache-control"), Some("private, no-cache"));
    let etag = asked.header("etag").expect("an etag").to_owned();
    let again = || {
        admin
            .request(Method::GET, "/emoji/oolong")
            .header("if-none-match", &etag)
    };
    assert_eq!(send(again()).await.status, 304);

    done(&server, "emoji delete oolong");
    upload(admin, "oolong", &plain(32, 64, ImageFormat::Png))
        .await
        .must_be(303);
    assert_eq!(send(again()).await.status, 200, "it is another picture");
    let second = url(&admin.get("/api/emoji").await).expect("an address");
    assert_ne!(first, second);
    let stale = admin.get(&first).await.must_be(200);
    assert_eq!(stale.header("cache-control"), Some("private, no-cache"));
}

#[tokio::test]
async fn the_operator_makes_lists_and_deletes_them_beside_the_server() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    let folder = tempfile::tempdir().expect("a folder");
    let put = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).expect("a file");
        path.to_string_lossy().into_owned()
    };
    let good = put("tea.png", &plain(64, 64, ImageFormat::Png));
    let add = |name: &str, file: &str| server.command(&["emoji", "add", name, file]);
    add("oolong", &good).must_succeed();
    anna.get("/emoji/oolong").await.must_be(200);
    assert_eq!(names(&anna).await, ["oolong"]);
    let listed = done(&server, "emoji list");
    assert!(listed.starts_with(":oolong:\t-\t20"), "{listed}");
    let taken = add("oolong", &good).must_be_refused();
    assert!(taken.contains(":oolong:"), "{taken}");
    add("x", &good).must_be_refused();
    add("svg", &put("tea.svg", b"<svg/>")).must_be_refused();
    add("none", &format!("{good}.none")).must_be_refused();
    add("zero", "/dev/zero").must_be_refused();
    done(&server, "emoji delete :oolong:");
    anna.get("/emoji/oolong").await.must_be(404);
    refused(&server, "emoji delete oolong");
    assert_eq!(done(&server, "emoji list"), "");
}

#[tokio::test]
async fn making_and_deleting_one_is_in_the_audit_log() {
    let server = TestServer::start().await;
    let admin = server.admin();
    upload(admin, "oolong", &plain(64, 64, ImageFormat::Png))
        .await
        .must_be(303);
    let delete = [("action", "delete"), ("id-1", "1"), ("confirmed", "1")];
    admin.post("/admin/emoji", &delete).await.must_be(303);
    upload(admin, "bad", b"no picture").await.must_be(415);
    let page = admin.get("/admin/audit?about=emoji").await.must_be(200);
    for part in ["made an emoji", "deleted an emoji", "Emoji: oolong"] {
        assert!(page.body.contains(part), "{part}");
    }
    assert!(!page.body.contains("Emoji: bad"));
    done(&server, "audit verify");
}
