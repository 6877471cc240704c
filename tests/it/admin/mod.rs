//! The admin's site: its lists, and what is done there.

mod bulk;
mod deeds;
mod lists;
mod way_back;
