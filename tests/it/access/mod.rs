//! Who may do what: each kind of person before every route of the router (`routes`) and every command (`commands`),
//! around a private room, an open one and a direct one.

mod cast;
mod commands;
mod routes;
mod table;
