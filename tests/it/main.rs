//! One binary for every test against a real server: `support` holds the clients, and each other file one promise.
//!
//! Every server is a child process on a port of its own with a temporary directory; nothing is mocked.

#![deny(unused_must_use)]

mod support;

mod access;
mod account;
mod admin;
mod api;
mod architecture;
mod audit;
mod bad_inputs;
mod bookmarks;
mod changes;
mod chat_v1;
mod cli;
mod cli_access;
mod cli_audit;
mod cli_reports;
mod cli_rerender;
mod cli_room_settings;
mod cli_user_delete;
mod commands;
mod direct;
mod doors;
mod durability;
mod emoji;
mod ends;
mod erasing;
mod faulty_layer;
mod fuzz;
mod guessing;
mod history;
mod invites;
mod layer_contract;
mod log;
mod markdown;
mod mentions;
mod migrations;
mod moderation;
mod ordering;
mod origin;
mod own_rank;
mod pages;
mod people;
mod permissions;
mod pins;
mod rates;
mod reaction_rights;
mod reactions;
mod replies;
mod resend;
mod reset;
mod resume;
mod rooms;
mod routes;
mod seam;
mod search;
mod seed_protocol;
mod sessions;
mod shutdown;
mod slow_readers;
mod synced;
mod texts;
mod threads;
mod traces;
mod typing;
mod unread;
mod wrong_commands;
