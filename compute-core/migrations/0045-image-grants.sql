-- Grants to bring an image to a host, or from it, that have been used: each is good for one transfer.
create table compute.used_image_grant (
  nonce text primary key,
  used_at timestamptz not null default now(),
  -- Afterwards the grant is good for nothing by itself, and its row goes.
  expires_at timestamptz not null
);

create index used_image_grant_by_expiry on compute.used_image_grant (expires_at);
