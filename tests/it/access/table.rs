//! The table of what every route answers whom; `routes` asks.

use reqwest::Method;

/// A line for each route: what it answers nobody, a stranger, a member, a muted one, a former one, a banned one, a
/// moderator, the owner, an admin who is no member, and somebody whose account was switched off. Those with a room
/// stand there three times: of the private room `den`, of the open room `hall`, and of a direct room, in which
/// nobody has a rank: there one member is blocked by the next.
///
/// Forms are empty and of the wrong type for the API: 422 and 415 are answers to somebody who may ask.
const TABLE: &str = "
                                                   none strg memb mute form bann mode ownr admn off

[any]
GET    /                                           303  303  303  303  303  303  303  303  303  303
GET    /setup                                      404  404  404  404  404  404  404  404  404  404
POST   /setup                                      404  404  404  404  404  404  404  404  404  404
GET    /login                                      200  303  303  303  303  303  303  303  303  200
POST   /login                                      422  422  422  422  422  422  422  422  422  422
GET    /register                                   200  200  200  200  200  200  200  200  200  200
POST   /register                                   422  422  422  422  422  422  422  422  422  422
GET    /reset                                      403  403  403  403  403  403  403  403  403  403
POST   /reset                                      403  403  403  403  403  403  403  403  403  403
GET    /account                                    303  200  200  200  200  200  200  200  200  303
POST   /account                                    303  303  303  303  303  303  303  303  303  303
POST   /account/theme                              303  422  422  422  422  422  422  422  422  303
GET    /account/password                           303  200  200  200  200  200  200  200  200  303
POST   /account/password                           303  422  422  422  422  422  422  422  422  303
GET    /rooms                                      303  200  200  200  200  200  200  200  200  303
POST   /rooms                                      303  422  422  422  422  422  422  422  422  303
GET    /threads                                    303  200  200  200  200  200  200  200  200  303
GET    /account/sessions                           303  200  200  200  200  200  200  200  200  303
POST   /account/sessions                           303  422  422  422  422  422  422  422  422  303
GET    /account/blocked                            303  200  200  200  200  200  200  200  200  303
GET    /help/formatting                            303  200  200  200  200  200  200  200  200  303
GET    /bookmarks                                  303  200  200  200  200  200  200  200  200  303
POST   /bookmarks                                  303  404  404  404  404  404  404  404  404  303
GET    /search                                     303  200  200  200  200  200  200  200  200  303
GET    /people/{username}                          303  200  200  200  200  200  200  200  200  303
POST   /people/{username}/block                    303  422  422  422  422  422  422  422  422  303
POST   /direct                                     303  422  422  422  422  422  422  422  422  303
GET    /admin                                      303  404  404  404  404  404  404  404  303  303
GET    /admin/users                                303  404  404  404  404  404  404  404  200  303
GET    /admin/rooms                                303  404  404  404  404  404  404  404  200  303
GET    /admin/memberships                          303  404  404  404  404  404  404  404  200  303
GET    /admin/messages                             303  404  404  404  404  404  404  404  200  303
GET    /admin/invites                              303  404  404  404  404  404  404  404  200  303
GET    /admin/sessions                             303  404  404  404  404  404  404  404  200  303
GET    /admin/audit                                303  404  404  404  404  404  404  404  200  303
POST   /admin/users                                303  404  404  404  404  404  404  404  422  303
POST   /admin/rooms                                303  404  404  404  404  404  404  404  422  303
POST   /admin/memberships                          303  404  404  404  404  404  404  404  422  303
POST   /admin/messages                             303  404  404  404  404  404  404  404  422  303
POST   /admin/invites                              303  404  404  404  404  404  404  404  422  303
GET    /admin/emoji                                303  404  404  404  404  404  404  404  200  303
POST   /admin/emoji                                303  404  404  404  404  404  404  404  422  303
GET    /admin/emoji/new                            303  404  404  404  404  404  404  404  200  303
POST   /admin/emoji/new                            303  404  404  404  404  404  404  404  415  303
POST   /admin/sessions                             303  404  404  404  404  404  404  404  422  303
GET    /admin/users/{id}                           303  404  404  404  404  404  404  404  200  303
POST   /admin/users/{id}/reset-link                303  404  404  404  404  404  404  404  200  303
GET    /admin/invites/new                          303  404  404  404  404  404  404  404  200  303
POST   /admin/invites/new                          303  404  404  404  404  404  404  404  422  303
GET    /admin/reports                              303  404  404  404  404  404  404  404  200  303
POST   /admin/reports/{report}                     303  404  404  404  404  404  404  404  422  303
GET    /admin/settings                             303  404  404  404  404  404  404  404  200  303
POST   /admin/settings                             303  404  404  404  404  404  404  404  303  303
GET    /admin/health                               303  404  404  404  404  404  404  404  200  303
GET    /api/me                                     401  200  200  200  200  200  200  200  200  401
GET    /api/rooms                                  401  200  200  200  200  200  200  200  200  401
GET    /api/bookmarks                              401  200  200  200  200  200  200  200  200  401
GET    /api/search                                 401  422  422  422  422  422  422  422  422  401
GET    /emoji/{name}                               404  404  404  404  404  404  404  404  404  404
GET    /api/emoji                                  401  200  200  200  200  200  200  200  200  401
GET    /mentions                                   303  200  200  200  200  200  200  200  200  303
GET    /api/mentions                               401  200  200  200  200  200  200  200  200  401
GET    /ws/chat                                    401  101  101  101  101  101  101  101  101  401
GET    /healthz                                    200  200  200  200  200  200  200  200  200  200
GET    /readyz                                     200  200  200  200  200  200  200  200  200  200
GET    /static/{version}/{*path}                   404  404  404  404  404  404  404  404  404  404

[den]
POST   /rooms/{room}/join                          303  404  303  303  404  404  303  303  404  303
GET    /rooms/{room}                               303  404  200  200  404  404  200  200  404  303
GET    /rooms/{room}/messages/{id}                 303  404  200  200  404  404  200  200  404  303
POST   /rooms/{room}/messages                      303  404  422  422  404  404  422  422  404  303
GET    /rooms/{room}/leave                         303  404  200  200  404  404  200  200  404  303
POST   /rooms/{room}/leave                         303  404  303  303  404  404  303  303  404  303
GET    /rooms/{room}/messages/{id}/report          303  404  200  200  404  404  200  200  404  303
POST   /rooms/{room}/messages/{id}/report          303  404  303  303  404  404  303  303  404  303
GET    /rooms/{room}/threads/{id}                  303  404  200  200  404  404  200  200  404  303
POST   /rooms/{room}/threads/{id}/read             303  404  303  303  404  404  303  303  404  303
GET    /rooms/{room}/messages/{id}/history         303  404  200  200  404  404  200  200  404  303
GET    /rooms/{room}/settings                      303  404  403  403  404  404  200  200  200  303
POST   /rooms/{room}/settings                      303  404  403  403  404  404  422  422  422  303
POST   /rooms/{room}/archive                       303  404  403  403  404  404  403  303  303  303
POST   /rooms/{room}/delete                        303  404  403  403  404  404  403  422  422  303
GET    /rooms/{room}/members                       303  404  200  200  404  404  200  200  200  303
POST   /rooms/{room}/members                       303  404  403  403  404  404  422  422  422  303
POST   /rooms/{room}/members/{user}                303  404  403  403  404  404  422  422  422  303
GET    /rooms/{room}/invites                       303  404  403  403  404  404  200  200  200  303
POST   /rooms/{room}/invites                       303  404  403  403  404  404  422  422  422  303
POST   /rooms/{room}/invites/{invite}/revoke       303  404  403  403  404  404  404  404  404  303
GET    /rooms/{room}/reports                       303  404  403  403  404  404  200  200  200  303
POST   /rooms/{room}/reports/{report}              303  404  403  403  404  404  422  422  422  303
GET    /rooms/{room}/audit                         303  404  403  403  404  404  200  200  200  303
GET    /api/rooms/{room}/status                    401  404  204  204  404  404  204  204  404  401
GET    /api/rooms/{room}/people                    401  404  200  200  404  404  200  200  404  401
GET    /api/rooms/{room}/messages                  401  404  200  200  404  404  200  200  404  401
POST   /api/rooms/{room}/messages                  401  404  415  415  404  404  415  415  404  401
GET    /api/messages/{id}/reactions                401  404  200  200  404  404  200  200  404  401
POST   /api/messages/{id}/reactions                401  404  415  415  404  404  415  415  404  401
POST   /api/messages/{id}/pin                      401  404  415  415  404  404  415  415  404  401
POST   /api/messages/{id}/bookmark                 401  404  415  415  404  404  415  415  404  401
GET    /api/rooms/{room}/pins                      401  404  200  200  404  404  200  200  404  401
POST   /rooms/{room}/messages/{id}/reactions       303  404  422  422  404  404  422  422  404  303
POST   /rooms/{room}/messages/{id}/pin             303  404  422  422  404  404  422  422  404  303
POST   /rooms/{room}/messages/{id}/bookmark        303  404  422  422  404  404  422  422  404  303
GET    /rooms/{room}/pins                          303  404  200  200  404  404  200  200  404  303
PATCH  /api/messages/{id}                          401  404  415  415  404  404  415  415  404  401
DELETE /api/messages/{id}                          401  404  403  403  404  404  204  204  404  401
GET    /api/messages/{id}/thread                   401  404  200  200  404  404  200  200  404  401
POST   /api/messages/{id}/thread/read              401  404  415  415  404  404  415  415  404  401
GET    /api/messages/{id}/history                  401  404  200  200  404  404  200  200  404  401
GET    /ws/chat/{room}                             401  404  101  101  404  404  101  101  404  401

[hall]
POST   /rooms/{room}/join                          303  303  303  303  303  403  303  303  303  303
GET    /rooms/{room}                               303  200  200  200  200  403  200  200  200  303
GET    /rooms/{room}/messages/{id}                 303  200  200  200  200  403  200  200  200  303
POST   /rooms/{room}/messages                      303  422  422  422  422  403  422  422  422  303
GET    /rooms/{room}/leave                         303  404  200  200  404  403  200  200  404  303
POST   /rooms/{room}/leave                         303  303  303  303  303  403  303  303  303  303
GET    /rooms/{room}/messages/{id}/report          303  200  200  200  200  403  200  200  200  303
POST   /rooms/{room}/messages/{id}/report          303  303  303  303  303  403  303  303  303  303
GET    /rooms/{room}/threads/{id}                  303  200  200  200  200  403  200  200  200  303
POST   /rooms/{room}/threads/{id}/read             303  303  303  303  303  403  303  303  303  303
GET    /rooms/{room}/messages/{id}/history         303  200  200  200  200  403  200  200  200  303
GET    /rooms/{room}/settings                      303  403  403  403  403  403  200  200  200  303
POST   /rooms/{room}/settings                      303  403  403  403  403  403  422  422  422  303
POST   /rooms/{room}/archive                       303  403  403  403  403  403  403  303  303  303
POST   /rooms/{room}/delete                        303  403  403  403  403  403  403  422  422  303
GET    /rooms/{room}/members                       303  200  200  200  200  403  200  200  200  303
POST   /rooms/{room}/members                       303  403  403  403  403  403  422  422  422  303
POST   /rooms/{room}/members/{user}                303  403  403  403  403  403  422  422  422  303
GET    /rooms/{room}/invites                       303  403  403  403  403  403  200  200  200  303
POST   /rooms/{room}/invites                       303  403  403  403  403  403  422  422  422  303
POST   /rooms/{room}/invites/{invite}/revoke       303  403  403  403  403  403  404  404  404  303
GET    /rooms/{room}/reports                       303  403  403  403  403  403  200  200  200  303
POST   /rooms/{room}/reports/{report}              303  403  403  403  403  403  422  422  422  303
GET    /rooms/{room}/audit                         303  403  403  403  403  403  200  200  200  303
GET    /api/rooms/{room}/status                    401  204  204  204  204  403  204  204  204  401
GET    /api/rooms/{room}/people                    401  200  200  200  200  403  200  200  200  401
GET    /api/rooms/{room}/messages                  401  200  200  200  200  403  200  200  200  401
POST   /api/rooms/{room}/messages                  401  415  415  415  415  403  415  415  415  401
GET    /api/messages/{id}/reactions                401  200  200  200  200  403  200  200  200  401
POST   /api/messages/{id}/reactions                401  415  415  415  415  403  415  415  415  401
POST   /api/messages/{id}/pin                      401  415  415  415  415  403  415  415  415  401
POST   /api/messages/{id}/bookmark                 401  415  415  415  415  403  415  415  415  401
GET    /api/rooms/{room}/pins                      401  200  200  200  200  403  200  200  200  401
POST   /rooms/{room}/messages/{id}/reactions       303  422  422  422  422  403  422  422  422  303
POST   /rooms/{room}/messages/{id}/pin             303  422  422  422  422  403  422  422  422  303
POST   /rooms/{room}/messages/{id}/bookmark        303  422  422  422  422  403  422  422  422  303
GET    /rooms/{room}/pins                          303  200  200  200  200  403  200  200  200  303
PATCH  /api/messages/{id}                          401  415  415  415  415  403  415  415  415  401
DELETE /api/messages/{id}                          401  403  403  403  403  403  204  204  204  401
GET    /api/messages/{id}/thread                   401  200  200  200  200  403  200  200  200  401
POST   /api/messages/{id}/thread/read              401  415  415  415  415  403  415  415  415  401
GET    /api/messages/{id}/history                  401  200  200  200  200  403  200  200  200  401
GET    /ws/chat/{room}                             401  101  101  101  101  403  101  101  101  401

[direct]
                                                   none strg memb blkd blkr admn off
POST   /rooms/{room}/join                          303  404  303  303  303  404  303
GET    /rooms/{room}                               303  404  200  200  200  404  303
GET    /rooms/{room}/messages/{id}                 303  404  200  200  200  404  303
POST   /rooms/{room}/messages                      303  404  422  422  422  404  303
GET    /rooms/{room}/leave                         303  404  404  404  404  404  303
POST   /rooms/{room}/leave                         303  404  403  403  403  404  303
GET    /rooms/{room}/messages/{id}/report          303  404  200  200  200  404  303
POST   /rooms/{room}/messages/{id}/report          303  404  303  303  303  404  303
GET    /rooms/{room}/threads/{id}                  303  404  200  200  200  404  303
POST   /rooms/{room}/threads/{id}/read             303  404  303  303  303  404  303
GET    /rooms/{room}/messages/{id}/history         303  404  200  200  200  404  303
GET    /rooms/{room}/settings                      303  404  403  403  403  404  303
POST   /rooms/{room}/settings                      303  404  403  403  403  404  303
POST   /rooms/{room}/archive                       303  404  403  403  403  404  303
POST   /rooms/{room}/delete                        303  404  403  403  403  404  303
GET    /rooms/{room}/members                       303  404  200  200  200  404  303
POST   /rooms/{room}/members                       303  404  403  403  403  404  303
POST   /rooms/{room}/members/{user}                303  404  403  403  403  404  303
GET    /rooms/{room}/invites                       303  404  403  403  403  404  303
POST   /rooms/{room}/invites                       303  404  403  403  403  404  303
POST   /rooms/{room}/invites/{invite}/revoke       303  404  403  403  403  404  303
GET    /rooms/{room}/reports                       303  404  403  403  403  200  303
POST   /rooms/{room}/reports/{report}              303  404  403  403  403  422  303
GET    /rooms/{room}/audit                         303  404  403  403  403  404  303
GET    /api/rooms/{room}/status                    401  404  204  204  204  404  401
GET    /api/rooms/{room}/people                    401  404  200  200  200  404  401
GET    /api/rooms/{room}/messages                  401  404  200  200  200  404  401
POST   /api/rooms/{room}/messages                  401  404  415  415  415  404  401
GET    /api/messages/{id}/reactions                401  404  200  200  200  404  401
POST   /api/messages/{id}/reactions                401  404  415  415  415  404  401
POST   /api/messages/{id}/pin                      401  404  415  415  415  404  401
POST   /api/messages/{id}/bookmark                 401  404  415  415  415  404  401
GET    /api/rooms/{room}/pins                      401  404  200  200  200  404  401
POST   /rooms/{room}/messages/{id}/reactions       303  404  422  422  422  404  303
POST   /rooms/{room}/messages/{id}/pin             303  404  422  422  422  404  303
POST   /rooms/{room}/messages/{id}/bookmark        303  404  422  422  422  404  303
GET    /rooms/{room}/pins                          303  404  200  200  200  404  303
PATCH  /api/messages/{id}                          401  404  415  415  415  404  401
DELETE /api/messages/{id}                          401  404  403  403  403  404  401
GET    /api/messages/{id}/thread                   401  404  200  200  200  404  401
POST   /api/messages/{id}/thread/read              401  404  415  415  415  404  401
GET    /api/messages/{id}/history                  401  404  200  200  200  404  401
GET    /ws/chat/{room}                             401  404  101  101  101  404  401

[last]
POST   /logout                                     303  303  303  303  303  303  303  303  303  303
";

/// A line of it.
pub struct Row {
    pub section: &'static str,
    pub method: Method,
    pub path: &'static str,
    pub expected: Vec<u16>,
}

/// All of them, in order.
pub fn table() -> Vec<Row> {
    let (mut rows, mut section) = (Vec::new(), "");
    for line in TABLE.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words[..] {
            [name] => section = name.trim_matches(['[', ']']),
            [method, path, ..] if path.starts_with('/') => rows.push(Row {
                section,
                method: method.parse().expect("a method"),
                path,
                expected: words[2..]
                    .iter()
                    .map(|word| word.parse().expect("a status"))
                    .collect(),
            }),
            _ => {}
        }
    }
    rows
}
