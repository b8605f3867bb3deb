-- What a webhook said last that was not well, and when it was told something last: for whoever wonders why nothing arrives.
alter table compute.webhook
  add column reached_at    timestamptz,
  add column last_error    text,
  add column last_error_at timestamptz;
