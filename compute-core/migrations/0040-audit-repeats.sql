-- An entry of the audit is written once, however often that is tried: it has its id before. One row stands for many of a caller who comes to
-- nothing again and again.
alter table platform.audit
  add column entry uuid,
  add column times int not null default 1 check (times > 0);

create unique index audit_entry on platform.audit (entry);
