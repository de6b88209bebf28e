-- Workers on several machines: who is alive, and who may run a recipe. Times are the server's, so that no machine's clock decides.

-- ended_at: it said goodbye. lost_at: its heart was not heard for so long that its work was given to others.
create table worker (
    name       text primary key,
    host       text not null,
    machine    text not null,
    pid        bigint not null,
    started_at timestamptz not null,
    beat_at    timestamptz not null,
    ended_at   timestamptz,
    lost_at    timestamptz
);

create table run_lock (
    recipe   text primary key,
    owner    text not null,
    since    timestamptz not null
);
