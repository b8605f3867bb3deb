-- How much of a host is in use, over time: by its guests and by itself. Kept as what guests use is (0030): as it was measured, then averages
-- and maxima. Null is what nobody has measured; a rate is per second. No reference to the hosts: what is measured of one may outlast it.
create table compute.host_sample (
  host_id               uuid        not null,
  at                    timestamptz not null,
  cpu_percent           real,
  iowait_percent        real,
  load                  real,
  memory_mb             real,
  disk_gb               real,
  disk_read_bytes_rate  real,
  disk_write_bytes_rate real,
  rx_bytes_rate         real,
  tx_bytes_rate         real,
  primary key (host_id, at)
);

create table compute.host_sample_5min (
  host_id                   uuid        not null,
  at                        timestamptz not null,
  cpu_percent               real,
  iowait_percent            real,
  load                      real,
  memory_mb                 real,
  disk_gb                   real,
  disk_read_bytes_rate      real,
  disk_write_bytes_rate     real,
  rx_bytes_rate             real,
  tx_bytes_rate             real,
  cpu_percent_max           real,
  iowait_percent_max        real,
  load_max                  real,
  memory_mb_max             real,
  disk_gb_max               real,
  disk_read_bytes_rate_max  real,
  disk_write_bytes_rate_max real,
  rx_bytes_rate_max         real,
  tx_bytes_rate_max         real,
  primary key (host_id, at)
);

create table compute.host_sample_hour (like compute.host_sample_5min including all);

create index host_sample_at on compute.host_sample using brin (at) with (pages_per_range = 32, autosummarize = on);
create index host_sample_5min_at on compute.host_sample_5min using brin (at) with (pages_per_range = 32, autosummarize = on);
create index host_sample_hour_at on compute.host_sample_hour using brin (at) with (pages_per_range = 32, autosummarize = on);

-- Until when samples are in the averages.
create table compute.host_sample_rolled (
  into_table text        primary key check (into_table in ('5min', 'hour')),
  until      timestamptz not null
);
insert into compute.host_sample_rolled values ('5min', '-infinity'), ('hour', '-infinity');
