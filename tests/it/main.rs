//! One binary for every test against a real server: `support` holds the clients, and each other file one promise.
//!
//! Every server is a child process on a port of its own with a temporary directory; nothing is mocked.

#![deny(unused_must_use)]

mod support;

mod access;
mod account;
mod api;
mod architecture;
mod bad_inputs;
mod changes;
mod chat_v1;
mod cli;
mod commands;
mod doors;
mod durability;
mod faulty_layer;
mod fuzz;
mod guessing;
mod history;
mod layer_contract;
mod migrations;
mod ordering;
mod origin;
mod pages;
mod people;
mod rates;
mod resend;
mod resume;
mod rooms;
mod routes;
mod seam;
mod seed_protocol;
mod sessions;
mod shutdown;
mod slow_readers;
mod synced;
mod texts;
mod unread;
mod wrong_commands;
