-- Sources that go on where they stopped.

-- How far a source was read: what it wants to know when it is read again.
create table mark (
    recipe text not null,
    name   text not null,
    told   text not null,
    primary key (recipe, name)
) strict, without rowid;
