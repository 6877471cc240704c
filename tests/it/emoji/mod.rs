//! Emoji that admins make: what may be uploaded and what becomes of it, who may, who sees it, and what is written down.

mod kept;
mod pictures;

use image::{AnimationDecoder, ImageFormat};
use reqwest::Method;

use crate::support::operator::done;
use crate::support::visitor::send;
use crate::support::{Answer, SignedIn, TestServer, Visitor, database, eventually};
use pictures::{bomb, moving, plain, vast_gif};

const NEW: &str = "/admin/emoji/new";

/// A multipart body: of each part its name, its file name where it has one, and what it holds.
fn multipart(parts: &[(&str, Option<&str>, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, file, data) in parts {
        body.extend(format!("--edge\r\ncontent-disposition: form-data; name=\"{name}\"").bytes());
        if let Some(file) = file {
            // What a browser says of a file is what somebody has told it.
            body.extend(format!("; filename=\"{file}\"\r\ncontent-type: image/png").bytes());
        }
        body.extend(b"\r\n\r\n");
        body.extend(*data);
        body.extend(b"\r\n");
    }
    body.extend(b"--edge--\r\n");
    body
}

async fn send_body(person: &Visitor, body: Vec<u8>) -> Answer {
    let request = person.request(Method::POST, NEW);
    send(
        request
            .header("content-type", "multipart/form-data; boundary=edge")
            .body(body),
    )
    .await
}

async fn upload(person: &Visitor, name: &str, file: &[u8]) -> Answer {
    let parts = [
        ("name", None, name.as_bytes()),
        ("file", Some("tea.png"), file),
    ];
    send_body(person, multipart(&parts)).await
}

async fn names(person: &SignedIn) -> Vec<String> {
    let list = person.get("/api/emoji").await.must_be(200).json();
    let all = list["emoji"].as_array().expect("a list");
    let name = |one: &serde_json::Value| one["name"].as_str().expect("a name").to_owned();
    all.iter().map(name).collect()
}

/// The bytes that are served, and their type.
async fn picture(person: &Visitor, path: &str) -> (Vec<u8>, String) {
    let answer = person
        .request(Method::GET, path)
        .send()
        .await
        .expect("an answer");
    assert_eq!(answer.status(), 200, "{path}");
    let kind = answer.headers()["content-type"].to_str().expect("a type");
    let kind = kind.to_owned();
    (answer.bytes().await.expect("a whole body").to_vec(), kind)
}

#[tokio::test]
async fn each_kind_of_picture_becomes_a_small_one_that_everybody_signed_in_sees() {
    let server = TestServer::start().await;
    let (admin, anna) = (server.admin(), server.register("anna").await);
    for (name, format) in [
        ("png", ImageFormat::Png),
        ("jpeg", ImageFormat::Jpeg),
        ("webp", ImageFormat::WebP),
        ("gif", ImageFormat::Gif),
    ] {
        let made = upload(admin, name, &plain(400, 200, format)).await;
        made.must_lead_to("/admin/emoji");
        let (bytes, kind) = picture(&anna, &format!("/emoji/{name}")).await;
        assert_eq!(kind, "image/png", "{name}");
        let drawn = image::load_from_memory(&bytes).expect("a picture");
        assert_eq!((drawn.width(), drawn.height()), (128, 64), "{name}");
    }
    upload(admin, "small", &plain(20, 20, ImageFormat::Png))
        .await
        .must_be(303);
    let (bytes, _) = picture(&anna, "/emoji/small").await;
    assert_eq!(
        image::load_from_memory(&bytes).expect("a picture").width(),
        20
    );
    assert_eq!(names(&anna).await, ["gif", "jpeg", "png", "small", "webp"]);
}

#[tokio::test]
async fn a_picture_that_moves_goes_on_moving_and_one_with_too_much_in_it_stands_still() {
    let server = TestServer::start().await;
    let admin = server.admin();
    upload(admin, "dance", &moving(300, 4)).await.must_be(303);
    let (bytes, kind) = picture(admin, "/emoji/dance").await;
    assert_eq!(kind, "image/gif");
    let decoder = image::codecs::gif::GifDecoder::new(std::io::Cursor::new(bytes));
    let frames = decoder.expect("a GIF").into_frames().collect_frames();
    let frames = frames.expect("frames");
    assert_eq!(frames.len(), 4);
    assert!(frames.iter().all(|frame| frame.buffer().width() <= 128));
    upload(admin, "crowd", &moving(16, 120)).await.must_be(303);
    assert_eq!(picture(admin, "/emoji/crowd").await.1, "image/png");
}

#[tokio::test]
async fn what_is_no_picture_or_too_much_of_one_is_refused_with_the_form_and_nothing_is_kept() {
    let server = TestServer::start().await;
    let admin = server.admin();
    let good = plain(64, 64, ImageFormat::Png);
    let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>";
    let html = b"<!doctype html><script>alert(1)</script>";
    let padded = |size: usize| [&good[..], &vec![0; size - good.len()]].concat();
    for (what, file, status) in [
        ("an SVG", &svg[..], 415),
        ("a page", html, 415),
        ("a BMP", &plain(8, 8, ImageFormat::Gif)[1..], 415),
        ("text", b"oolong", 415),
        ("nothing", b"", 422),
        ("half a picture", &good[..good.len() / 2], 422),
        ("the head of a picture", &good[..16], 422),
        ("a bomb", &bomb(20_000), 422),
        ("a wide bomb", &plain(2_049, 1, ImageFormat::Png), 422),
        ("a vast GIF", &vast_gif(), 422),
        ("a large file", &padded(256 * 1024 + 1), 413),
        ("a larger one", &padded(511 * 1024), 413),
    ] {
        let answer = upload(admin, "oolong", file).await;
        assert_eq!(answer.status, status, "{what}: {}", answer.body);
        let again =
            answer.body.contains("name=\"file\"") && answer.body.contains("value=\"oolong\"");
        assert!(again && answer.body.contains("role=\"alert\""), "{what}");
    }
    upload(admin, "oolong", &padded(600 * 1024))
        .await
        .must_be(413);
    assert!(names(admin).await.is_empty());
    let kept = database::number(&server, "select count(*) from custom_emoji").await;
    assert_eq!(kept, 0);
    upload(admin, "largest", &padded(256 * 1024))
        .await
        .must_be(303);
}

#[tokio::test]
async fn of_a_file_that_is_two_things_at_once_only_the_picture_is_served() {
    let server = TestServer::start().await;
    let admin = server.admin();
    let page = b"<script>alert('oolong')</script>";
    for (name, format) in [("left", ImageFormat::Png), ("right", ImageFormat::Gif)] {
        let both = [&plain(32, 32, format), &page[..]].concat();
        upload(admin, name, &both).await.must_be(303);
        let (bytes, kind) = picture(admin, &format!("/emoji/{name}")).await;
        assert_eq!(kind, "image/png");
        assert!(!bytes.windows(6).any(|part| part == b"script"), "{name}");
    }
}

#[tokio::test]
async fn a_body_that_is_no_form_of_ours_is_refused() {
    let server = TestServer::start().await;
    let admin = server.admin();
    let good = plain(64, 64, ImageFormat::Png);
    let file = ("file", Some("tea.png"), &good[..]);
    for (what, parts, status) in [
        ("no name", vec![file], 422),
        ("no file", vec![("name", None, &b"oolong"[..])], 422),
        (
            "another field",
            vec![("name", None, b"oolong"), ("picture", Some("a"), &good)],
            422,
        ),
        (
            "two files",
            vec![("name", None, b"oolong"), file, file],
            400,
        ),
        (
            "two names",
            vec![("name", None, b"oolong"), ("name", None, b"two"), file],
            400,
        ),
        ("no text", vec![("name", None, b"\xff\xfe"), file], 400),
        ("no parts", vec![], 422),
    ] {
        let answer = send_body(admin, multipart(&parts)).await;
        assert_eq!(answer.status, status, "{what}: {}", answer.body);
    }
    let broken = multipart(&[("name", None, b"oolong"), file]);
    let cut = send_body(admin, broken[..broken.len() / 2].to_vec()).await;
    assert_eq!(cut.status, 400);
    admin.post(NEW, &[("name", "oolong")]).await.must_be(415);
    assert!(names(admin).await.is_empty());
}

#[tokio::test]
async fn a_name_is_one_of_ours_and_free() {
    let server = TestServer::start().await;
    let admin = server.admin();
    let good = plain(64, 64, ImageFormat::Png);
    for typed in [
        "",
        "t",
        "a b",
        "a/b",
        "../x",
        "<b>",
        "喝茶",
        &"a".repeat(33),
    ] {
        let answer = upload(admin, typed, &good).await;
        assert_eq!(answer.status, 422, "{typed}");
    }
    for typed in ["smile", ":thumbsup:", "Tada"] {
        let answer = upload(admin, typed, &good).await;
        assert_eq!(answer.status, 409, "{typed}");
        assert!(answer.body.contains("field-error"), "{typed}");
    }
    upload(admin, " :Green_Tea: ", &good).await.must_be(303);
    let taken = upload(admin, "green_tea", &good).await.must_be(409);
    assert!(taken.body.contains("value=\"green_tea\""));
    assert_eq!(names(admin).await, ["green_tea"]);
}

#[tokio::test]
async fn only_those_who_are_signed_in_see_one_and_only_admins_make_and_delete() {
    let server = TestServer::start().await;
    let (admin, anna) = (server.admin(), server.register("anna").await);
    let good = plain(64, 64, ImageFormat::Png);
    upload(admin, "oolong", &good).await.must_be(303);
    let nobody = server.visitor();
    let (hidden, absent) = (
        nobody.get("/emoji/oolong").await,
        nobody.get("/emoji/none").await,
    );
    assert_eq!((hidden.status, &hidden.body), (404, &absent.body));
    nobody.get("/api/emoji").await.must_be(401);
    upload(&anna, "mine", &good).await.must_be(404);
    anna.get("/admin/emoji").await.must_be(404);
    let delete = [("action", "delete"), ("id-1", "1"), ("confirmed", "1")];
    anna.post("/admin/emoji", &delete).await.must_be(404);
    anna.get("/emoji/oolong").await.must_be(200);
    for path in ["/emoji/none", "/emoji/TEA%00", "/emoji/..%2F", "/emoji/t"] {
        anna.get(path).await.must_be(404);
    }
    let asked = admin.post("/admin/emoji", &delete[..2]).await.must_be(200);
    assert!(asked.body.contains("name=\"confirmed\""), "it asks first");
    admin.post("/admin/emoji", &delete).await.must_be(303);
    anna.get("/emoji/oolong").await.must_be(404);
    assert!(names(&anna).await.is_empty());
}

#[test]
fn every_emoji_of_the_picker_is_one_that_the_server_knows_in_the_same_spelling() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    for language in ["en", "zh"] {
        let path = root.join(format!("static/vendor/emoji/{language}.json"));
        let data = std::fs::read_to_string(path).expect("the data");
        let all: Vec<serde_json::Value> = serde_json::from_str(&data).expect("JSON");
        assert!(all.len() > 1_800, "{}", all.len());
        let skins = |one: &serde_json::Value| one["skins"].as_array().cloned().unwrap_or_default();
        let offered = all
            .iter()
            .flat_map(|one| [vec![one.clone()], skins(one)].concat());
        let unknown: Vec<String> = offered
            .map(|one| one["emoji"].as_str().expect("an emoji").to_owned())
            .filter(|emoji| emojis::get(emoji).is_none_or(|known| known.as_str() != emoji))
            .collect();
        assert!(unknown.is_empty(), "{} {unknown:?}", unknown.len());
    }
}

#[tokio::test]
async fn messages_show_one_as_soon_as_the_operator_has_made_it_and_its_name_once_it_is_gone() {
    let server = TestServer::start().await;
    let anna = server.register("anna").await;
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("tea.png");
    std::fs::write(&file, plain(64, 64, ImageFormat::Png)).expect("a file");
    let html = async || {
        let said = serde_json::json!({ "message": "a :oolong: please" });
        let answer = anna.post_json("/api/rooms/lobby/messages", &said).await;
        answer.must_be(201).json()["html"]
            .as_str()
            .expect("HTML")
            .to_owned()
    };
    let as_picture =
        "<img class=\"emoji\" src=\"/emoji/oolong\" alt=\":oolong:\" title=\":oolong:\">";
    assert!(html().await.contains("a :oolong: please"));
    let add = ["emoji", "add", "oolong", &file.to_string_lossy()];
    server.command(&add).must_succeed();
    eventually("messages show it", async || {
        html().await.contains(as_picture)
    })
    .await;
    done(&server, "emoji delete oolong");
    eventually("messages show its name", async || {
        html().await.contains("a :oolong: please")
    })
    .await;
}
