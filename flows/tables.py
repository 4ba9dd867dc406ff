"""The tables of the state of a corpus; what is in them, :mod:`flows.state` tells."""

from __future__ import annotations

VERSION = 7
"""Of the tables below, kept in SQLite's ``user_version``."""
SCHEMA = f"""
begin immediate;
create table if not exists outcomes (
    id text primary key, sha256 text, fingerprint text not null, state text not null,
    row text not null, ledger text not null, counts text not null
) without rowid;
create table if not exists sources (id text primary key, packed blob not null) without rowid;
create table if not exists signatures (
    id text primary key, exact blob not null, sketch blob not null,
    length integer not null, created text
) without rowid;
create table if not exists duplicates (
    id text primary key, original text, share real, copies integer not null
) without rowid;
create table if not exists texts (path text primary key, size integer, time integer) without rowid;
create table if not exists outlines (
    id text primary key, sha256 text, code text not null, host text not null, keys blob not null,
    marks blob not null, witness blob
) without rowid;
create table if not exists templates (
    site text primary key, documents integer not null, counts text not null
) without rowid;
create table if not exists echoes (
    mark text primary key, hosts integer not null, documents integer not null
) without rowid;
create table if not exists facts (name text primary key, value text not null) without rowid;
create table if not exists files (
    path blob primary key, id text not null, size integer not null, fault text,
    format text, tag text, stamp text
) without rowid;
create index if not exists files_by_id on files (id);
create table if not exists tags (path blob primary key, tag text not null) without rowid;
create table if not exists surveyed (
    path blob primary key, id text not null, format text not null, stamp text, aside text not null
) without rowid;
create table if not exists records (
    id text primary key, file blob not null, place integer, size integer not null, version text,
    site text not null, fault text, unsupported text, print text
) without rowid;
create index if not exists records_by_file on records (file, place);
create table if not exists todo (number integer primary key, id text not null);
pragma user_version = {VERSION};
commit;
"""
