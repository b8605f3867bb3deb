-- By what a control process is known to have the secrets of this cloud, and not others.
create table platform.secret_fingerprint (
  name        text primary key,
  fingerprint text not null
);
