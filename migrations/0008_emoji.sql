-- Emoji of this site, made by admins and written `:name:`.
create table custom_emoji (
    id integer primary key,
    -- Folded: `:Tea:` and `:tea:` are one.
    name text not null unique,
    -- Small, drawn anew from what was uploaded.
    picture blob not null,
    type text not null check (type in ('image/png', 'image/gif')),
    -- Of the picture's SHA-256; another picture under the same name is another address.
    version text not null,
    created_by integer references users (id),
    created_at bigint not null
);
