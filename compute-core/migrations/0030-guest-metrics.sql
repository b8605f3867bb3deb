-- What guests use of their hosts, over time: as it was measured, and averages and maxima of 5 minutes and of an hour. Null is what nobody
-- has measured; a rate is per second. No reference to the servers: what is measured of one may outlast it, for as long as the settings say.
create table compute.guest_sample (
  server_id                uuid        not null,
  at                       timestamptz not null,
  cpu_percent              real,
  memory_mb                real,
  disk_read_bytes_rate     real,
  disk_write_bytes_rate    real,
  disk_read_requests_rate  real,
  disk_write_requests_rate real,
  rx_bytes_rate            real,
  tx_bytes_rate            real,
  rx_packets_rate          real,
  tx_packets_rate          real,
  primary key (server_id, at)
);

create table compute.guest_sample_5min (
  server_id                    uuid        not null,
  at                           timestamptz not null,
  cpu_percent                  real,
  memory_mb                    real,
  disk_read_bytes_rate         real,
  disk_write_bytes_rate        real,
  disk_read_requests_rate      real,
  disk_write_requests_rate     real,
  rx_bytes_rate                real,
  tx_bytes_rate                real,
  rx_packets_rate              real,
  tx_packets_rate              real,
  cpu_percent_max              real,
  memory_mb_max                real,
  disk_read_bytes_rate_max     real,
  disk_write_bytes_rate_max    real,
  disk_read_requests_rate_max  real,
  disk_write_requests_rate_max real,
  rx_bytes_rate_max            real,
  tx_bytes_rate_max            real,
  rx_packets_rate_max          real,
  tx_packets_rate_max          real,
  primary key (server_id, at)
);

create table compute.guest_sample_hour (like compute.guest_sample_5min including all);

-- Rows come in the order of time and go in it: a range index is next to nothing and finds what is old.
create index guest_sample_at on compute.guest_sample using brin (at) with (pages_per_range = 32, autosummarize = on);
create index guest_sample_5min_at on compute.guest_sample_5min using brin (at) with (pages_per_range = 32, autosummarize = on);
create index guest_sample_hour_at on compute.guest_sample_hour using brin (at) with (pages_per_range = 32, autosummarize = on);

-- Until when samples are in the averages.
create table compute.guest_sample_rolled (
  into_table text        primary key check (into_table in ('5min', 'hour')),
  until      timestamptz not null
);
insert into compute.guest_sample_rolled values ('5min', '-infinity'), ('hour', '-infinity');
