-- Servers whose guests ran when their host went down, to be started again once it is up: `boot_id` is that of the start of the host in which
-- they ran, so that nothing is started before the next one.
create table compute.guest_after_boot (
  server_id uuid        primary key references compute.server (id),
  boot_id   text        not null,
  at        timestamptz not null default now()
);
