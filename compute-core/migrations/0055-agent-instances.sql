-- Which start of a host's agent speaks for it: of two that have the same identity, since one folder was copied, one is heard.
alter table compute.host_identity add column instance uuid;
