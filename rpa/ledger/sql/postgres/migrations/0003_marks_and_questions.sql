-- Sources that go on where they stopped, and readings that a person confirms.

-- How far a source was read: what it wants to know when it is read again.
create table mark (
    recipe text not null,
    name   text not null,
    told   text not null,
    primary key (recipe, name)
);

-- What a step has asked about its readings, and what a person has answered: outputs of that step.
create table question (
    item        bigint not null references item (id),
    step        text not null,
    asked       text not null,
    asked_at    text not null,
    answer      text,
    said        text not null default '',
    answered_at text,
    primary key (item, step)
);
