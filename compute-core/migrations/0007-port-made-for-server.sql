-- A port that was made for a server goes with it; one that the user brought only gets free again.
alter table network.port add column made_for_server boolean not null default false;
