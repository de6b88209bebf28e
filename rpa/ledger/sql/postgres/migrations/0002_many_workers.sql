-- Workers on several machines: who is alive, and who may run a recipe. Times are the server's, so that no machine's clock decides.

-- machine, boot: where it runs, and since which start of that machine. lock_file: locked there while it lives.
-- ended_at: it said goodbye, or its death is proven. lost_at: it was not heard of for so long that its work was given away.
create table worker (
    name       text primary key,
    host       text not null,
    machine    text not null,
    boot       text not null,
    pid        bigint not null,
    lock_file  text not null,
    started_at timestamptz not null,
    beat_at    timestamptz not null,
    ended_at   timestamptz,
    lost_at    timestamptz
);

create table run_lock (
    recipe text primary key,
    owner  text not null,
    since  timestamptz not null
);
