-- Under which name a machine has joined with the token: whoever made it is told.
alter table compute.host_join_token add column used_by text;
