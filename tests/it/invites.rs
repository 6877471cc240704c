//! Links that bring people in: they open the door only while who made them may make such links.

use crate::support::operator::{done, fields};
use crate::support::{PASSWORD, SignedIn, TestServer};

/// A server on which only a link lets anybody register, with these people.
async fn house<const N: usize>(names: [&str; N]) -> (TestServer, [SignedIn; N]) {
    let server = TestServer::empty(&[]);
    for name in names {
        server.create_user(&[name]);
    }
    let mut people = Vec::new();
    for name in names {
        people.push(SignedIn::by_login(&server.visitor(), name).await);
    }
    let people = people.try_into().unwrap_or_else(|_| panic!("one each"));
    (server, people)
}

/// Makes a link on this page; what stands in it.
async fn link(maker: &SignedIn, path: &str, fields: &[(&str, &str)]) -> String {
    let page = maker.post(path, fields).await.must_be(200);
    let (_, rest) = page.body.split_once("invite=").expect("a link");
    rest.split('<').next().expect("its end").to_owned()
}

async fn opens(server: &TestServer, code: &str) -> bool {
    let page = format!("/register?invite={code}");
    server.visitor().get(&page).await.status == 200
}

async fn register(server: &TestServer, name: &str, code: &str) -> u16 {
    let fields = [("username", name), ("password", PASSWORD), ("invite", code)];
    server.visitor().post("/register", &fields).await.status
}

const FEW: [(&str, &str); 2] = [("uses", "25"), ("days", "30")];

#[tokio::test]
async fn a_link_opens_nothing_while_who_made_it_may_make_none() {
    let (server, [owner, bob]) = house(["owner", "bob"]).await;
    owner.create_private_room("den").await;
    done(&server, "room add den bob --role moderator");
    let many = [("uses", "10000"), ("days", "1")];
    bob.post("/rooms/den/invites", &many).await.must_be(422);
    let code = link(&bob, "/rooms/den/invites", &FEW).await;
    for (line, back) in [
        ("room role den bob member", "room role den bob moderator"),
        ("room remove den bob", "room add den bob --role moderator"),
        ("room ban den bob", "room unban den bob"),
    ] {
        assert!(opens(&server, &code).await, "before {line}");
        done(&server, line);
        assert!(!opens(&server, &code).await, "{line}");
        assert_eq!(register(&server, "stranger", &code).await, 403, "{line}");
        done(&server, back);
    }
    done(&server, "room add den bob --role moderator");
    assert_eq!(register(&server, "carl", &code).await, 303);
    bob.post("/rooms/den/leave", &[]).await.must_be(303);
    assert!(!opens(&server, &code).await, "after leaving");

    done(&server, "room add den bob --role moderator");
    done(&server, "user deactivate bob");
    assert_eq!(register(&server, "stranger", &code).await, 403);
    done(&server, "user delete bob --messages keep --yes");
    assert_eq!(register(&server, "stranger", &code).await, 403);
}

#[tokio::test]
async fn who_is_no_admin_any_more_keeps_the_links_into_rooms_of_their_own() {
    let (server, [anna, _bob]) = house(["anna", "bob"]).await;
    done(&server, "user promote anna");
    done(&server, "user promote bob");
    let anna_again = SignedIn::by_login(&server.visitor(), "anna").await;
    anna_again.create_room("hall").await;
    let hall = link(&anna_again, "/rooms/hall/invites", &FEW).await;
    let site = link(&anna_again, "/admin/invites/new", &FEW).await;
    let lobby = [("uses", "1"), ("days", "1"), ("room", "lobby")];
    let lobby = link(&anna_again, "/admin/invites/new", &lobby).await;
    drop(anna);
    done(&server, "user demote anna");
    assert_eq!(register(&server, "carl", &hall).await, 303);
    for code in [site, lobby] {
        assert_eq!(register(&server, "dora", &code).await, 403);
    }
    let made = done(&server, "invite create");
    let (_, code) = made.trim().split_once("invite=").expect("a link");
    assert_eq!(register(&server, "dora", code).await, 303, "the operator's");
}

#[tokio::test]
async fn every_list_of_links_says_which_have_lost_their_makers_right() {
    let (server, [owner, bob]) = house(["owner", "bob"]).await;
    owner.create_private_room("den").await;
    done(&server, "room add den bob --role moderator");
    link(&bob, "/rooms/den/invites", &FEW).await;
    done(&server, "user promote owner");
    let admin = SignedIn::by_login(&server.visitor(), "owner").await;
    let listed = async |state: &str| {
        let list = format!("/admin/invites?state={state}");
        let page = admin.get(&list).await.must_be(200);
        page.body.contains("name=\"id-1\"")
    };
    assert!(listed("usable").await && !listed("ended").await);
    done(&server, "room role den bob member");
    assert!(!listed("usable").await && listed("ended").await);
    for page in ["/admin/invites", "/rooms/den/invites"] {
        let page = admin.get(page).await.must_be(200);
        assert!(page.shows("maker’s right ended"), "{}", page.body);
    }
    let list = done(&server, "invite list");
    assert_eq!(fields(&list)[0][..2], ["1", "ended"], "{list}");

    // It would open the door again with the right, so it can be taken back now.
    let page = admin.get("/rooms/den/invites").await.must_be(200);
    assert!(page.body.contains("/rooms/den/invites/1/revoke"));
    let revoke = admin.post("/rooms/den/invites/1/revoke", &[]).await;
    revoke.must_be(303);
    assert!(listed("revoked").await && !listed("ended").await);
}

#[tokio::test]
async fn no_link_opens_a_direct_room_and_an_admin_does_not_learn_by_asking_that_there_is_one() {
    let (server, [anna, _]) = house(["anna", "bert"]).await;
    server.create_user(&["boss", "--admin"]);
    let boss = SignedIn::by_login(&server.visitor(), "boss").await;
    let opened = anna.post("/direct", &[("people", "bert")]).await;
    let direct = opened.must_be(303).location()["/rooms/".len()..].to_owned();
    let asked = async |room: &str| {
        let fields = [("uses", "1"), ("days", "1"), ("room", room)];
        let page = boss.post("/admin/invites/new", &fields).await;
        page.must_be(422).body.replace(room, "ROOM")
    };
    assert_eq!(asked(&direct).await, asked("direct-nowhere").await);
}
