//! Who may do what: ten kinds of people before every route of the router (`routes`) and every command (`commands`),
//! around a private room and an open one.

mod cast;
mod commands;
mod routes;
