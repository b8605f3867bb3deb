-- Made from the migrations by `pnpm --filter @kilonova/compute-core schema`; the tests compare it.

table compute.aggregate
  id integer not null generated always as identity
  uuid uuid not null
  name text not null
  metadata jsonb not null default '{}'::jsonb
  created_at timestamp with time zone not null default now()
  updated_at timestamp with time zone
  constraint aggregate_name_key UNIQUE (name)
  constraint aggregate_pkey PRIMARY KEY (id)
  constraint aggregate_uuid_key UNIQUE (uuid)
  CREATE TRIGGER announce AFTER INSERT OR DELETE OR UPDATE ON compute.aggregate FOR EACH ROW EXECUTE FUNCTION platform.announce('aggregate', 'id', 'name')

table compute.aggregate_host
  aggregate_id integer not null
  host_id uuid not null
  constraint aggregate_host_aggregate_id_fkey FOREIGN KEY (aggregate_id) REFERENCES compute.aggregate(id)
  constraint aggregate_host_host_id_fkey FOREIGN KEY (host_id) REFERENCES compute.host(id) ON DELETE CASCADE
  constraint aggregate_host_pkey PRIMARY KEY (aggregate_id, host_id)
  CREATE INDEX aggregate_host_of ON compute.aggregate_host USING btree (host_id)
  CREATE TRIGGER announce AFTER INSERT OR DELETE ON compute.aggregate_host FOR EACH ROW EXECUTE FUNCTION platform.announce('aggregate', 'aggregate_id', '', 'part')

CREATE OR REPLACE FUNCTION compute.announce_server()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
declare
  server  compute.server := case when tg_op = 'DELETE' then old else new end;
  is_gone boolean        := tg_op = 'DELETE' or server.deleted_at is not null;
begin
  insert into platform.event (topic, subject_id, project_id, change, shown)
  values (
    'server', server.id, server.project_id,
    case when is_gone then 'deleted' when tg_op = 'INSERT' then 'created' else 'updated' end,
    case when not is_gone then jsonb_build_object(
      'name', server.name,
      'vmState', server.vm_state,
      'taskState', server.task_state,
      'powerState', server.power_state,
      'progress', server.progress,
      'lockedBy', server.locked_by,
      'lockedReason', server.locked_reason,
      'launchedAt', server.launched_at,
      'updatedAt', server.updated_at,
      'hostName', (select name from compute.host where id = server.host_id),
      'networkInfo', coalesce((
        select jsonb_agg(jsonb_build_object(
          'networkName', port -> 'networkName', 'mac', port -> 'mac', 'fixedIps', port -> 'fixedIps'))
        from jsonb_array_elements(server.network_info) port), '[]')
    ) end
  );
  perform pg_notify('kilonova_event', 'server');
  return null;
end $function$


table compute.bulk_item
  run_id uuid not null
  position integer not null
  server_id uuid not null
  request_id text not null
  state text not null default 'waiting'::text
  status integer
  message text
  sent_at timestamp with time zone
  constraint bulk_item_pkey PRIMARY KEY (run_id, "position")
  constraint bulk_item_run_id_fkey FOREIGN KEY (run_id) REFERENCES compute.bulk_run(id) ON DELETE CASCADE
  constraint bulk_item_run_id_server_id_key UNIQUE (run_id, server_id)
  constraint bulk_item_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'sending'::text, 'accepted'::text, 'refused'::text, 'not-sent'::text])))
  CREATE INDEX bulk_item_open ON compute.bulk_item USING btree (run_id, "position") WHERE (state = ANY (ARRAY['waiting'::text, 'sending'::text]))
  CREATE INDEX bulk_item_request ON compute.bulk_item USING btree (request_id)

table compute.bulk_run
  id uuid not null
  seq bigint not null generated always as identity
  user_id text not null
  project_id text
  application_credential_id text
  trust_id text
  client_address text
  request_id text not null
  action text not null
  body jsonb
  version text not null
  created_at timestamp with time zone not null default now()
  updated_at timestamp with time zone not null default now()
  finished_at timestamp with time zone
  constraint bulk_run_pkey PRIMARY KEY (id)
  constraint bulk_run_seq_key UNIQUE (seq)
  CREATE INDEX bulk_run_of_project ON compute.bulk_run USING btree (project_id, seq DESC)
  CREATE INDEX bulk_run_of_user ON compute.bulk_run USING btree (user_id, seq DESC)
  CREATE INDEX bulk_run_open ON compute.bulk_run USING btree (seq) WHERE (finished_at IS NULL)
  CREATE TRIGGER announce AFTER INSERT OR UPDATE ON compute.bulk_run FOR EACH ROW EXECUTE FUNCTION platform.announce('bulk-run', 'id', 'action,user_id,finished_at')

table compute.console_token
  hash bytea not null
  server_id uuid not null
  protocol text not null
  type text not null
  expires_at timestamp with time zone not null
  constraint console_token_pkey PRIMARY KEY (hash)
  constraint console_token_server_id_fkey FOREIGN KEY (server_id) REFERENCES compute.server(id)
  CREATE INDEX console_token_expiry ON compute.console_token USING btree (expires_at)

table compute.control_service
  id uuid not null
  process_id uuid not null
  binary_name text not null
  constraint control_service_pkey PRIMARY KEY (id)
  constraint control_service_process_id_binary_name_key UNIQUE (process_id, binary_name)
  constraint control_service_process_id_fkey FOREIGN KEY (process_id) REFERENCES platform.control_process(id) ON DELETE CASCADE

table compute.flavor
  id text not null
  name text not null
  ram_mb integer not null
  vcpus integer not null
  disk_gb integer not null
  ephemeral_gb integer not null default 0
  swap_mb integer not null default 0
  rxtx_factor real not null default 1.0
  is_public boolean not null default true
  disabled boolean not null default false
  description text
  extra_specs jsonb not null default '{}'::jsonb
  created_at timestamp with time zone not null default now()
  updated_at timestamp with time zone
  constraint flavor_disk_gb_check CHECK ((disk_gb >= 0))
  constraint flavor_ephemeral_gb_check CHECK ((ephemeral_gb >= 0))
  constraint flavor_name_key UNIQUE (name)
  constraint flavor_pkey PRIMARY KEY (id)
  constraint flavor_ram_mb_check CHECK ((ram_mb >= 1))
  constraint flavor_swap_mb_check CHECK ((swap_mb >= 0))
  constraint flavor_vcpus_check CHECK ((vcpus >= 1))
  CREATE TRIGGER announce AFTER INSERT OR DELETE OR UPDATE ON compute.flavor FOR EACH ROW EXECUTE FUNCTION platform.announce('flavor')

table compute.flavor_access
  flavor_id text not null
  project_id text not null
  constraint flavor_access_flavor_id_fkey FOREIGN KEY (flavor_id) REFERENCES compute.flavor(id) ON DELETE CASCADE
  constraint flavor_access_pkey PRIMARY KEY (flavor_id, project_id)
  CREATE TRIGGER announce AFTER INSERT OR DELETE ON compute.flavor_access FOR EACH ROW EXECUTE FUNCTION platform.announce('flavor', 'flavor_id', '', 'part')

table compute.guest_after_boot
  server_id uuid not null
  boot_id text not null
  at timestamp with time zone not null default now()
  host_id uuid not null
  stopped_at timestamp with time zone
  constraint guest_after_boot_host_id_fkey FOREIGN KEY (host_id) REFERENCES compute.host(id) ON DELETE CASCADE
  constraint guest_after_boot_pkey PRIMARY KEY (server_id)
  constraint guest_after_boot_server_id_fkey FOREIGN KEY (server_id) REFERENCES compute.server(id)

table compute.guest_sample
  server_id uuid not null
  at timestamp with time zone not null
  cpu_percent real
  memory_mb real
  disk_read_bytes_rate real
  disk_write_bytes_rate real
  disk_read_requests_rate real
  disk_write_requests_rate real
  rx_bytes_rate real
  tx_bytes_rate real
  rx_packets_rate real
  tx_packets_rate real
  constraint guest_sample_pkey PRIMARY KEY (server_id, at)
  CREATE INDEX guest_sample_at ON compute.guest_sample USING brin (at) WITH (pages_per_range='32', autosummarize='on')

table compute.guest_sample_5min
  server_id uuid not null
  at timestamp with time zone not null
  cpu_percent real
  memory_mb real
  disk_read_bytes_rate real
  disk_write_bytes_rate real
  disk_read_requests_rate real
  disk_write_requests_rate real
  rx_bytes_rate real
  tx_bytes_rate real
  rx_packets_rate real
  tx_packets_rate real
  cpu_percent_max real
  memory_mb_max real
  disk_read_bytes_rate_max real
  disk_write_bytes_rate_max real
  disk_read_requests_rate_max real
  disk_write_requests_rate_max real
  rx_bytes_rate_max real
  tx_bytes_rate_max real
  rx_packets_rate_max real
  tx_packets_rate_max real
  constraint guest_sample_5min_pkey PRIMARY KEY (server_id, at)
  CREATE INDEX guest_sample_5min_at ON compute.guest_sample_5min USING brin (at) WITH (pages_per_range='32', autosummarize='on')

table compute.guest_sample_hour
  server_id uuid not null
  at timestamp with time zone not null
  cpu_percent real
  memory_mb real
  disk_read_bytes_rate real
  disk_write_bytes_rate real
  disk_read_requests_rate real
  disk_write_requests_rate real
  rx_bytes_rate real
  tx_bytes_rate real
  rx_packets_rate real
  tx_packets_rate real
  cpu_percent_max real
  memory_mb_max real
  disk_read_bytes_rate_max real
  disk_write_bytes_rate_max real
  disk_read_requests_rate_max real
  disk_write_requests_rate_max real
  rx_bytes_rate_max real
  tx_bytes_rate_max real
  rx_packets_rate_max real
  tx_packets_rate_max real
  constraint guest_sample_hour_pkey PRIMARY KEY (server_id, at)
  CREATE INDEX guest_sample_hour_at ON compute.guest_sample_hour USING brin (at) WITH (pages_per_range='32', autosummarize='on')

table compute.guest_sample_rolled
  into_table text not null
  until timestamp with time zone not null
  constraint guest_sample_rolled_into_table_check CHECK ((into_table = ANY (ARRAY['5min'::text, 'hour'::text])))
  constraint guest_sample_rolled_pkey PRIMARY KEY (into_table)

table compute.host
  id uuid not null
  service_id uuid not null
  name text not null
  zone text not null default 'nova'::text
  enabled boolean not null default true
  disabled_reason text
  forced_down boolean not null default false
  facts jsonb not null
  created_at timestamp with time zone not null default now()
  last_seen_at timestamp with time zone not null default now()
  constraint host_name_key UNIQUE (name)
  constraint host_pkey PRIMARY KEY (id)
  constraint host_service_id_key UNIQUE (service_id)
  CREATE TRIGGER announce AFTER INSERT OR DELETE OR UPDATE OF enabled, disabled_reason, forced_down, facts, zone ON compute.host FOR EACH ROW EXECUTE FUNCTION platform.announce('host')

table compute.host_identity
  id uuid not null
  host_name text not null
  machine_id text not null
  serial text not null
  not_after timestamp with time zone not null
  renewed_at timestamp with time zone
  address text not null
  wire_port integer not null
  contract_version integer not null
  agent_version text not null
  joined_at timestamp with time zone not null default now()
  instance uuid
  previous_serials text[] not null default '{}'::text[]
  constraint host_identity_host_name_key UNIQUE (host_name)
  constraint host_identity_pkey PRIMARY KEY (id)
  constraint host_identity_wire_port_check CHECK (((wire_port >= 1) AND (wire_port <= 65535)))

table compute.host_join_token
  id uuid not null
  hash bytea not null
  host_name text
  created_by text not null
  created_at timestamp with time zone not null default now()
  expires_at timestamp with time zone not null
  used_at timestamp with time zone
  used_by text
  constraint host_join_token_hash_key UNIQUE (hash)
  constraint host_join_token_pkey PRIMARY KEY (id)

table compute.host_report
  host_id uuid not null
  guests jsonb not null
  disks uuid[] not null
  changed_at timestamp with time zone not null default now()
  constraint host_report_host_id_fkey FOREIGN KEY (host_id) REFERENCES compute.host(id) ON DELETE CASCADE
  constraint host_report_pkey PRIMARY KEY (host_id)

table compute.host_sample
  host_id uuid not null
  at timestamp with time zone not null
  cpu_percent real
  iowait_percent real
  load real
  memory_mb real
  disk_gb real
  disk_read_bytes_rate real
  disk_write_bytes_rate real
  rx_bytes_rate real
  tx_bytes_rate real
  constraint host_sample_pkey PRIMARY KEY (host_id, at)
  CREATE INDEX host_sample_at ON compute.host_sample USING brin (at) WITH (pages_per_range='32', autosummarize='on')

table compute.host_sample_5min
  host_id uuid not null
  at timestamp with time zone not null
  cpu_percent real
  iowait_percent real
  load real
  memory_mb real
  disk_gb real
  disk_read_bytes_rate real
  disk_write_bytes_rate real
  rx_bytes_rate real
  tx_bytes_rate real
  cpu_percent_max real
  iowait_percent_max real
  load_max real
  memory_mb_max real
  disk_gb_max real
  disk_read_bytes_rate_max real
  disk_write_bytes_rate_max real
  rx_bytes_rate_max real
  tx_bytes_rate_max real
  constraint host_sample_5min_pkey PRIMARY KEY (host_id, at)
  CREATE INDEX host_sample_5min_at ON compute.host_sample_5min USING brin (at) WITH (pages_per_range='32', autosummarize='on')

table compute.host_sample_hour
  host_id uuid not null
  at timestamp with time zone not null
  cpu_percent real
  iowait_percent real
  load real
  memory_mb real
  disk_gb real
  disk_read_bytes_rate real
  disk_write_bytes_rate real
  rx_bytes_rate real
  tx_bytes_rate real
  cpu_percent_max real
  iowait_percent_max real
  load_max real
  memory_mb_max real
  disk_gb_max real
  disk_read_bytes_rate_max real
  disk_write_bytes_rate_max real
  rx_bytes_rate_max real
  tx_bytes_rate_max real
  constraint host_sample_hour_pkey PRIMARY KEY (host_id, at)
  CREATE INDEX host_sample_hour_at ON compute.host_sample_hour USING brin (at) WITH (pages_per_range='32', autosummarize='on')

table compute.host_sample_rolled
  into_table text not null
  until timestamp with time zone not null
  constraint host_sample_rolled_into_table_check CHECK ((into_table = ANY (ARRAY['5min'::text, 'hour'::text])))
  constraint host_sample_rolled_pkey PRIMARY KEY (into_table)

table compute.instance_action
  id bigint not null generated always as identity
  server_id uuid not null
  action text not null
  request_id text not null
  user_id text not null
  project_id text not null
  message text
  start_time timestamp with time zone not null default now()
  updated_at timestamp with time zone not null default now()
  constraint instance_action_pkey PRIMARY KEY (id)
  constraint instance_action_server_id_fkey FOREIGN KEY (server_id) REFERENCES compute.server(id)
  CREATE INDEX instance_action_failed ON compute.instance_action USING btree (project_id, start_time DESC, id DESC) WHERE (message IS NOT NULL)
  CREATE INDEX instance_action_failed_of_all ON compute.instance_action USING btree (start_time DESC, id DESC) WHERE (message IS NOT NULL)
  CREATE INDEX instance_action_failed_request ON compute.instance_action USING btree (request_id) WHERE (message IS NOT NULL)
  CREATE INDEX instance_action_newest ON compute.instance_action USING btree (server_id, id DESC)
  CREATE INDEX instance_action_of_all ON compute.instance_action USING btree (start_time DESC, id DESC)
  CREATE INDEX instance_action_of_project ON compute.instance_action USING btree (project_id, start_time DESC, id DESC)
  CREATE INDEX instance_action_of_request ON compute.instance_action USING btree (request_id)
  CREATE INDEX instance_action_of_user ON compute.instance_action USING btree (user_id, start_time DESC, id DESC)
  CREATE UNIQUE INDEX instance_action_request ON compute.instance_action USING btree (server_id, request_id, action)
  CREATE TRIGGER announce AFTER INSERT OR UPDATE ON compute.instance_action FOR EACH ROW EXECUTE FUNCTION platform.announce('action', 'server_id', 'id,action,request_id,user_id,message')
  CREATE TRIGGER notify_done AFTER INSERT ON compute.instance_action FOR EACH ROW WHEN ((new.action = ANY (ARRAY['lock'::text, 'unlock'::text]))) EXECUTE FUNCTION compute.notify_done()

table compute.instance_action_event
  id bigint not null generated always as identity
  action_id bigint not null
  event text not null
  start_time timestamp with time zone not null default now()
  finish_time timestamp with time zone
  result text
  details text
  traceback text
  host text
  constraint instance_action_event_action_id_event_key UNIQUE (action_id, event)
  constraint instance_action_event_action_id_fkey FOREIGN KEY (action_id) REFERENCES compute.instance_action(id)
  constraint instance_action_event_pkey PRIMARY KEY (id)
  constraint instance_action_event_result_check CHECK ((result = ANY (ARRAY['Success'::text, 'Error'::text])))

table compute.key_pair
  id bigint not null generated always as identity
  user_id text not null
  name text not null
  type text not null
  fingerprint text not null
  public_key text not null
  created_at timestamp with time zone not null default now()
  constraint key_pair_pkey PRIMARY KEY (id)
  constraint key_pair_type_check CHECK ((type = ANY (ARRAY['ssh'::text, 'x509'::text])))
  constraint key_pair_user_id_name_key UNIQUE (user_id, name)
  CREATE TRIGGER announce AFTER INSERT OR DELETE ON compute.key_pair FOR EACH ROW EXECUTE FUNCTION platform.announce('key-pair', 'user_id')

table compute.migration
  id bigint not null generated always as identity
  uuid uuid not null default gen_random_uuid()
  server_id uuid not null
  flow_id text not null
  type text not null
  status text not null
  source_host text not null
  dest_host text
  old_flavor_id text not null
  new_flavor_id text not null
  user_id text not null
  project_id text not null
  created_at timestamp with time zone not null default now()
  updated_at timestamp with time zone not null default now()
  constraint migration_flow_id_key UNIQUE (flow_id)
  constraint migration_pkey PRIMARY KEY (id)
  constraint migration_server_id_fkey FOREIGN KEY (server_id) REFERENCES compute.server(id)
  constraint migration_type_check CHECK ((type = ANY (ARRAY['resize'::text, 'migration'::text, 'live-migration'::text, 'evacuation'::text])))
  constraint migration_uuid_key UNIQUE (uuid)
  CREATE INDEX migration_newest ON compute.migration USING btree (created_at DESC, id DESC)
  CREATE INDEX migration_project ON compute.migration USING btree (project_id, id DESC)
  CREATE INDEX migration_server ON compute.migration USING btree (server_id, id DESC)
  CREATE INDEX migration_status ON compute.migration USING btree (status, updated_at)
  CREATE INDEX migration_user ON compute.migration USING btree (user_id, id DESC)

table compute.notification
  id bigint not null generated always as identity
  message_id uuid not null default gen_random_uuid()
  server_id uuid not null
  phase text not null
  what text not null
  server jsonb not null
  before jsonb
  action jsonb
  fault jsonb
  created_at timestamp with time zone not null default now()
  attempts integer not null default 0
  due_at timestamp with time zone not null default now()
  constraint notification_phase_check CHECK ((phase = ANY (ARRAY['start'::text, 'end'::text, 'error'::text, 'update'::text, 'done'::text])))
  constraint notification_pkey PRIMARY KEY (id)
  CREATE INDEX notification_due ON compute.notification USING btree (due_at, id)

CREATE OR REPLACE FUNCTION compute.notify(subject uuid, its_phase text, its_what text, request text, its_before jsonb)
 RETURNS void
 LANGUAGE sql
AS $function$
  insert into compute.notification (server_id, phase, what, before, server, action, fault)
  select s.id, its_phase, its_what, its_before,
    to_jsonb(s) - 'user_data' - 'password_crypt' || jsonb_build_object('host_name', h.name),
    (select to_jsonb(a) from compute.instance_action a
     where a.server_id = s.id and a.request_id = request order by a.id desc limit 1),
    case when its_phase = 'error' then
      (select to_jsonb(f) from compute.server_fault f where f.server_id = s.id order by f.id desc limit 1) end
  from compute.server s left join compute.host h on h.id = s.host_id
  where s.id = subject and exists (select from compute.webhook)
$function$


CREATE OR REPLACE FUNCTION compute.notify_begun()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  perform compute.notify(new.subject_id::uuid, 'start', new.flow, new.request_id, null);
  return null;
end $function$


CREATE OR REPLACE FUNCTION compute.notify_done()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  perform compute.notify(new.server_id, 'done', new.action, new.request_id, null);
  return null;
end $function$


CREATE OR REPLACE FUNCTION compute.notify_ended()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
declare
  failed boolean;
begin
  if exists (select from platform.job j where j.subject_id = new.subject_id and j.request_id = new.request_id
             and j.flow = new.flow and j.finished_at is null) then
    return null;
  end if;
  select a.message = 'Error' into failed from compute.instance_action a
  where a.server_id = new.subject_id::uuid and a.request_id = new.request_id order by a.id desc limit 1;
  perform compute.notify(new.subject_id::uuid, case when failed then 'error' else 'end' end, new.flow, new.request_id, null);
  return null;
end $function$


CREATE OR REPLACE FUNCTION compute.notify_updated()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  perform compute.notify(new.id, 'update', 'update', null, jsonb_build_object(
    'vm_state', old.vm_state, 'task_state', old.task_state,
    'name', case when old.name is distinct from new.name then old.name end));
  return null;
end $function$


table compute.quota_limit
  scope text not null
  user_id text not null default ''::text
  resource text not null
  hard_limit integer not null
  constraint quota_limit_hard_limit_check CHECK ((hard_limit >= '-1'::integer))
  constraint quota_limit_pkey PRIMARY KEY (scope, user_id, resource)

table compute.server
  id uuid not null
  seq bigint not null generated always as identity
  project_id text not null
  user_id text not null
  name text not null
  description text
  hostname text not null
  vm_state text not null
  task_state text
  power_state text not null default 'pending'::text
  progress integer not null default 0
  host_id uuid
  availability_zone text
  pinned_zone text
  image_id uuid
  image_properties jsonb not null default '{}'::jsonb
  flavor_id text not null
  flavor jsonb not null
  vcpus integer not null
  ram_mb integer not null
  key_name text
  key_data text
  metadata jsonb not null default '{}'::jsonb
  tags text[] not null default '{}'::text[]
  user_data text
  config_drive boolean not null default false
  access_ip_v4 inet
  access_ip_v6 inet
  disk_config text not null default 'MANUAL'::text
  scheduler_hints jsonb not null default '{}'::jsonb
  network_info jsonb not null default '[]'::jsonb
  locked_by text
  locked_reason text
  reservation_id text not null
  launch_index integer not null default 0
  root_device_name text
  trusted_certs text[]
  generation integer not null default 0
  created_at timestamp with time zone not null default now()
  updated_at timestamp with time zone not null default now()
  launched_at timestamp with time zone
  terminated_at timestamp with time zone
  deleted_at timestamp with time zone
  old_flavor jsonb
  old_vm_state text
  rescue_image_id uuid
  shelved_image_id uuid
  shelved_at timestamp with time zone
  resized_at timestamp with time zone
  soft_deleted_at timestamp with time zone
  password_crypt text
  server_group_id uuid
  constraint server_disk_config_check CHECK ((disk_config = ANY (ARRAY['AUTO'::text, 'MANUAL'::text])))
  constraint server_host_id_fkey FOREIGN KEY (host_id) REFERENCES compute.host(id)
  constraint server_locked_by_check CHECK ((locked_by = ANY (ARRAY['owner'::text, 'admin'::text])))
  constraint server_pkey PRIMARY KEY (id)
  constraint server_power_state_check CHECK ((power_state = ANY (ARRAY['pending'::text, 'running'::text, 'paused'::text, 'shutdown'::text, 'crashed'::text, 'suspended'::text])))
  constraint server_progress_check CHECK (((progress >= 0) AND (progress <= 100)))
  constraint server_seq_key UNIQUE (seq)
  constraint server_server_group_id_fkey FOREIGN KEY (server_group_id) REFERENCES compute.server_group(id) ON DELETE SET NULL
  constraint server_vm_state_check CHECK ((vm_state = ANY (ARRAY['active'::text, 'building'::text, 'paused'::text, 'suspended'::text, 'stopped'::text, 'rescued'::text, 'resized'::text, 'soft-delete'::text, 'deleted'::text, 'error'::text, 'shelved'::text, 'shelved_offloaded'::text])))
  CREATE INDEX server_address ON compute.server USING gin (network_info jsonb_path_ops) WHERE (deleted_at IS NULL)
  CREATE INDEX server_busy ON compute.server USING btree (updated_at) WHERE ((task_state IS NOT NULL) AND (deleted_at IS NULL))
  CREATE INDEX server_caseless_name ON compute.server USING btree (lower(name)) WHERE (deleted_at IS NULL)
  CREATE INDEX server_flavor ON compute.server USING btree (flavor_id) WHERE (deleted_at IS NULL)
  CREATE INDEX server_group_member ON compute.server USING btree (server_group_id) WHERE (server_group_id IS NOT NULL)
  CREATE INDEX server_host ON compute.server USING btree (host_id) WHERE (deleted_at IS NULL)
  CREATE INDEX server_listing ON compute.server USING btree (created_at DESC, id DESC) WHERE (deleted_at IS NULL)
  CREATE INDEX server_name ON compute.server USING btree (name) WHERE (deleted_at IS NULL)
  CREATE INDEX server_name_search ON compute.server USING gin (name gin_trgm_ops) WHERE (deleted_at IS NULL)
  CREATE INDEX server_project ON compute.server USING btree (project_id, created_at DESC, id DESC) WHERE (deleted_at IS NULL)
  CREATE INDEX server_state ON compute.server USING btree (vm_state, task_state) WHERE (deleted_at IS NULL)
  CREATE INDEX server_tags ON compute.server USING gin (tags)
  CREATE INDEX server_updated ON compute.server USING btree (updated_at)
  CREATE INDEX server_usage ON compute.server USING btree (project_id, id) WHERE (launched_at IS NOT NULL)
  CREATE INDEX server_waiting ON compute.server USING btree (vm_state, updated_at) WHERE ((deleted_at IS NULL) AND (vm_state = ANY (ARRAY['resized'::text, 'soft-delete'::text, 'shelved'::text])))
  CREATE TRIGGER announce AFTER INSERT OR DELETE OR UPDATE ON compute.server FOR EACH ROW EXECUTE FUNCTION compute.announce_server()
  CREATE TRIGGER notify_updated AFTER UPDATE ON compute.server FOR EACH ROW WHEN (((old.deleted_at IS NULL) AND ((old.vm_state IS DISTINCT FROM new.vm_state) OR (old.task_state IS DISTINCT FROM new.task_state) OR (old.name IS DISTINCT FROM new.name) OR (old.metadata IS DISTINCT FROM new.metadata) OR (old.tags IS DISTINCT FROM new.tags) OR (old.network_info IS DISTINCT FROM new.network_info) OR (old.host_id IS DISTINCT FROM new.host_id) OR (old.power_state IS DISTINCT FROM new.power_state)))) EXECUTE FUNCTION compute.notify_updated()

table compute.server_fault
  id bigint not null generated always as identity
  server_id uuid not null
  code integer not null
  message text not null
  details text
  request_id text
  created_at timestamp with time zone not null default now()
  constraint server_fault_pkey PRIMARY KEY (id)
  constraint server_fault_server_id_fkey FOREIGN KEY (server_id) REFERENCES compute.server(id)
  CREATE INDEX server_fault_newest ON compute.server_fault USING btree (server_id, id DESC)

table compute.server_group
  id uuid not null
  project_id text not null
  user_id text not null
  name text not null
  policy text not null
  max_server_per_host integer
  created_at timestamp with time zone not null default now()
  constraint server_group_check CHECK (((max_server_per_host IS NULL) OR ((max_server_per_host >= 1) AND (policy = 'anti-affinity'::text))))
  constraint server_group_pkey PRIMARY KEY (id)
  constraint server_group_policy_check CHECK ((policy = ANY (ARRAY['affinity'::text, 'anti-affinity'::text, 'soft-affinity'::text, 'soft-anti-affinity'::text])))
  CREATE INDEX server_group_project ON compute.server_group USING btree (project_id, created_at, id)
  CREATE TRIGGER announce AFTER INSERT OR DELETE ON compute.server_group FOR EACH ROW EXECUTE FUNCTION platform.announce('server-group')

table compute.server_template
  id uuid not null
  project_id text not null
  user_id text not null
  name text not null
  request jsonb not null
  revision integer not null default 1
  created_at timestamp with time zone not null default now()
  updated_at timestamp with time zone not null default now()
  constraint server_template_pkey PRIMARY KEY (id)
  constraint server_template_project_id_name_key UNIQUE (project_id, name)
  CREATE TRIGGER announce AFTER INSERT OR DELETE OR UPDATE ON compute.server_template FOR EACH ROW EXECUTE FUNCTION platform.announce('server-template', 'id', 'name')

table compute.used_image_grant
  nonce text not null
  used_at timestamp with time zone not null default now()
  expires_at timestamp with time zone not null
  constraint used_image_grant_pkey PRIMARY KEY (nonce)
  CREATE INDEX used_image_grant_by_expiry ON compute.used_image_grant USING btree (expires_at)

table compute.webhook
  url text not null
  failures integer not null default 0
  due_at timestamp with time zone not null default now()
  reached_at timestamp with time zone
  last_error text
  last_error_at timestamp with time zone
  constraint webhook_pkey PRIMARY KEY (url)

table identity.access_rule
  id text not null
  user_id text not null
  service text not null
  path text not null
  method text not null
  constraint access_rule_pkey PRIMARY KEY (id)
  constraint access_rule_user_id_fkey FOREIGN KEY (user_id) REFERENCES identity."user"(id) ON DELETE CASCADE
  constraint access_rule_user_id_service_path_method_key UNIQUE (user_id, service, path, method)

table identity.application_credential
  id text not null
  user_id text not null
  project_id text not null
  name text not null
  description text
  secret_hash text not null
  unrestricted boolean not null default false
  expires_at timestamp with time zone
  constraint application_credential_pkey PRIMARY KEY (id)
  constraint application_credential_project_id_fkey FOREIGN KEY (project_id) REFERENCES identity.project(id) ON DELETE CASCADE
  constraint application_credential_user_id_fkey FOREIGN KEY (user_id) REFERENCES identity."user"(id) ON DELETE CASCADE
  constraint application_credential_user_id_name_key UNIQUE (user_id, name)

table identity.application_credential_access_rule
  application_credential_id text not null
  access_rule_id text not null
  constraint application_credential_access_ru_application_credential_id_fkey FOREIGN KEY (application_credential_id) REFERENCES identity.application_credential(id) ON DELETE CASCADE
  constraint application_credential_access_rule_access_rule_id_fkey FOREIGN KEY (access_rule_id) REFERENCES identity.access_rule(id) DEFERRABLE INITIALLY DEFERRED
  constraint application_credential_access_rule_pkey PRIMARY KEY (application_credential_id, access_rule_id)

table identity.application_credential_role
  application_credential_id text not null
  role_id text not null
  constraint application_credential_role_application_credential_id_fkey FOREIGN KEY (application_credential_id) REFERENCES identity.application_credential(id) ON DELETE CASCADE
  constraint application_credential_role_pkey PRIMARY KEY (application_credential_id, role_id)
  constraint application_credential_role_role_id_fkey FOREIGN KEY (role_id) REFERENCES identity.role(id)

table identity.credential
  id text not null
  user_id text not null
  project_id text
  type text not null
  access text
  blob text not null
  application_credential_id text
  trust_id text
  extra jsonb not null default '{}'::jsonb
  used_step bigint
  constraint credential_access_key UNIQUE (access)
  constraint credential_application_credential_id_fkey FOREIGN KEY (application_credential_id) REFERENCES identity.application_credential(id) ON DELETE CASCADE
  constraint credential_pkey PRIMARY KEY (id)
  constraint credential_project_id_fkey FOREIGN KEY (project_id) REFERENCES identity.project(id) ON DELETE CASCADE
  constraint credential_trust_id_fkey FOREIGN KEY (trust_id) REFERENCES identity.trust(id) ON DELETE CASCADE
  constraint credential_user_id_fkey FOREIGN KEY (user_id) REFERENCES identity."user"(id) ON DELETE CASCADE
  CREATE INDEX credential_user ON identity.credential USING btree (user_id)

table identity.domain
  id text not null
  name text not null
  description text not null default ''::text
  enabled boolean not null default true
  extra jsonb not null default '{}'::jsonb
  options jsonb not null default '{}'::jsonb
  constraint domain_name_key UNIQUE (name)
  constraint domain_pkey PRIMARY KEY (id)
  CREATE TRIGGER refuse_same_name BEFORE INSERT OR UPDATE OF name ON identity.domain FOR EACH ROW EXECUTE FUNCTION identity.refuse_same_name()

CREATE OR REPLACE FUNCTION identity.end_delegations_of_role()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  delete from identity.application_credential c
    using identity.application_credential_role r where r.application_credential_id = c.id and r.role_id = old.id;
  delete from identity.trust t using identity.trust_role r where r.trust_id = t.id and r.role_id = old.id;
  return old;
end $function$


table identity.endpoint
  id text not null
  service_id text not null
  interface text not null
  region_id text
  url text not null
  enabled boolean not null default true
  extra jsonb not null default '{}'::jsonb
  constraint endpoint_interface_check CHECK ((interface = ANY (ARRAY['public'::text, 'internal'::text, 'admin'::text])))
  constraint endpoint_pkey PRIMARY KEY (id)
  constraint endpoint_region_id_fkey FOREIGN KEY (region_id) REFERENCES identity.region(id)
  CREATE INDEX endpoint_service ON identity.endpoint USING btree (service_id)

table identity.federated_grant
  user_id text not null
  role_id text not null
  project_id text not null
  constraint federated_grant_pkey PRIMARY KEY (user_id, role_id, project_id)
  constraint federated_grant_project_id_fkey FOREIGN KEY (project_id) REFERENCES identity.project(id) ON DELETE CASCADE
  constraint federated_grant_role_id_fkey FOREIGN KEY (role_id) REFERENCES identity.role(id) ON DELETE CASCADE
  constraint federated_grant_user_id_fkey FOREIGN KEY (user_id) REFERENCES identity."user"(id) ON DELETE CASCADE

table identity.federated_user
  issuer text not null
  subject text not null
  user_id text not null
  constraint federated_user_pkey PRIMARY KEY (issuer, subject)
  constraint federated_user_user_id_fkey FOREIGN KEY (user_id) REFERENCES identity."user"(id) ON DELETE CASCADE
  CREATE INDEX federated_user_user ON identity.federated_user USING btree (user_id)

table identity.group
  id text not null
  domain_id text not null
  name text not null
  description text not null default ''::text
  extra jsonb not null default '{}'::jsonb
  constraint group_domain_id_fkey FOREIGN KEY (domain_id) REFERENCES identity.domain(id) ON DELETE CASCADE
  constraint group_domain_id_name_key UNIQUE (domain_id, name)
  constraint group_pkey PRIMARY KEY (id)
  CREATE TRIGGER refuse_same_name BEFORE INSERT OR UPDATE OF name ON identity."group" FOR EACH ROW EXECUTE FUNCTION identity.refuse_same_name()

table identity.group_member
  group_id text not null
  user_id text not null
  constraint group_member_group_id_fkey FOREIGN KEY (group_id) REFERENCES identity."group"(id) ON DELETE CASCADE
  constraint group_member_pkey PRIMARY KEY (group_id, user_id)
  constraint group_member_user_id_fkey FOREIGN KEY (user_id) REFERENCES identity."user"(id) ON DELETE CASCADE
  CREATE INDEX group_member_user ON identity.group_member USING btree (user_id)
  CREATE TRIGGER announce AFTER INSERT OR DELETE ON identity.group_member FOR EACH ROW EXECUTE FUNCTION platform.announce('access', 'user_id')

table identity.project
  id text not null
  domain_id text not null
  name text not null
  description text not null default ''::text
  enabled boolean not null default true
  parent_id text not null default 'default'::text
  tags text[] not null default '{}'::text[]
  created_at timestamp with time zone not null default now()
  extra jsonb not null default '{}'::jsonb
  options jsonb not null default '{}'::jsonb
  constraint project_domain_id_fkey FOREIGN KEY (domain_id) REFERENCES identity.domain(id)
  constraint project_domain_id_name_key UNIQUE (domain_id, name)
  constraint project_pkey PRIMARY KEY (id)
  CREATE INDEX project_by_creation ON identity.project USING btree (created_at, id)
  CREATE INDEX project_by_name ON identity.project USING btree (name, id)
  CREATE INDEX project_caseless_name ON identity.project USING btree (lower(name))
  CREATE INDEX project_parent ON identity.project USING btree (parent_id)
  CREATE INDEX project_tags ON identity.project USING gin (tags)
  CREATE TRIGGER announce AFTER INSERT OR DELETE OR UPDATE ON identity.project FOR EACH ROW EXECUTE FUNCTION platform.announce('project')
  CREATE TRIGGER refuse_same_name BEFORE INSERT OR UPDATE OF name ON identity.project FOR EACH ROW EXECUTE FUNCTION identity.refuse_same_name()

CREATE OR REPLACE FUNCTION identity.refuse_same_name()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
declare
  place text := coalesce(to_jsonb(new) ->> 'domain_id', '');
  taken boolean;
begin
  if tg_op = 'UPDATE' and lower(new.name) = lower(old.name) then return new; end if;
  -- Of two that take the same name at the same time the second sees what the first has done.
  perform pg_advisory_xact_lock(hashtextextended(tg_table_name || '/' || place || '/' || lower(new.name), 0));
  execute format(
    'select exists (select from identity.%I t where lower(t.name) = lower($1) and t.id <> $2
      and coalesce(to_jsonb(t) ->> ''domain_id'', '''') = $3)',
    tg_table_name) into taken using new.name, new.id, place;
  if taken then raise unique_violation using message = 'the name is taken'; end if;
  return new;
end $function$


table identity.region
  id text not null
  description text not null default ''::text
  parent_region_id text
  extra jsonb not null default '{}'::jsonb
  constraint region_parent_region_id_fkey FOREIGN KEY (parent_region_id) REFERENCES identity.region(id)
  constraint region_pkey PRIMARY KEY (id)

table identity.role
  id text not null
  name text not null
  description text not null default ''::text
  extra jsonb not null default '{}'::jsonb
  options jsonb not null default '{}'::jsonb
  domain_id text
  constraint role_domain_id_fkey FOREIGN KEY (domain_id) REFERENCES identity.domain(id) ON DELETE CASCADE
  constraint role_pkey PRIMARY KEY (id)
  CREATE UNIQUE INDEX role_name ON identity.role USING btree (COALESCE(domain_id, ''::text), name)
  CREATE TRIGGER end_delegations BEFORE DELETE ON identity.role FOR EACH ROW EXECUTE FUNCTION identity.end_delegations_of_role()
  CREATE TRIGGER refuse_same_name BEFORE INSERT OR UPDATE OF name ON identity.role FOR EACH ROW EXECUTE FUNCTION identity.refuse_same_name()

table identity.role_assignment
  user_id text
  role_id text not null
  project_id text
  domain_id text
  on_system boolean not null default false
  group_id text
  constraint role_assignment_check CHECK (((num_nonnulls(project_id, domain_id) + (on_system)::integer) = 1))
  constraint role_assignment_check1 CHECK ((num_nonnulls(user_id, group_id) = 1))
  constraint role_assignment_domain_id_fkey FOREIGN KEY (domain_id) REFERENCES identity.domain(id) ON DELETE CASCADE
  constraint role_assignment_group_id_fkey FOREIGN KEY (group_id) REFERENCES identity."group"(id) ON DELETE CASCADE
  constraint role_assignment_project_id_fkey FOREIGN KEY (project_id) REFERENCES identity.project(id) ON DELETE CASCADE
  constraint role_assignment_role_id_fkey FOREIGN KEY (role_id) REFERENCES identity.role(id) ON DELETE CASCADE
  constraint role_assignment_user_id_fkey FOREIGN KEY (user_id) REFERENCES identity."user"(id) ON DELETE CASCADE
  CREATE INDEX role_assignment_domain ON identity.role_assignment USING btree (domain_id) WHERE (domain_id IS NOT NULL)
  CREATE INDEX role_assignment_group ON identity.role_assignment USING btree (group_id)
  CREATE UNIQUE INDEX role_assignment_once ON identity.role_assignment USING btree (COALESCE(user_id, ''::text), COALESCE(group_id, ''::text), role_id, COALESCE(project_id, ''::text), COALESCE(domain_id, ''::text), on_system)
  CREATE INDEX role_assignment_project ON identity.role_assignment USING btree (project_id)
  CREATE INDEX role_assignment_role ON identity.role_assignment USING btree (role_id)
  CREATE INDEX role_assignment_user ON identity.role_assignment USING btree (user_id)
  CREATE TRIGGER announce AFTER INSERT OR DELETE ON identity.role_assignment FOR EACH ROW EXECUTE FUNCTION platform.announce('access', 'user_id')

table identity.role_implies
  role_id text not null
  implied_id text not null
  constraint role_implies_implied_id_fkey FOREIGN KEY (implied_id) REFERENCES identity.role(id) ON DELETE CASCADE
  constraint role_implies_pkey PRIMARY KEY (role_id, implied_id)
  constraint role_implies_role_id_fkey FOREIGN KEY (role_id) REFERENCES identity.role(id) ON DELETE CASCADE
  CREATE TRIGGER announce AFTER INSERT OR DELETE ON identity.role_implies FOR EACH ROW EXECUTE FUNCTION platform.announce('access', 'user_id')

table identity.service
  id text not null
  type text not null
  name text not null default ''::text
  description text not null default ''::text
  enabled boolean not null default true
  extra jsonb not null default '{}'::jsonb
  constraint service_pkey PRIMARY KEY (id)

table identity.token
  hash bytea not null
  user_id text not null
  project_id text
  on_system boolean not null default false
  methods text[] not null
  audit_ids text[] not null
  issued_at timestamp with time zone not null default now()
  expires_at timestamp with time zone not null
  domain_id text
  application_credential_id text
  trust_id text
  constraint token_application_credential_id_fkey FOREIGN KEY (application_credential_id) REFERENCES identity.application_credential(id) ON DELETE CASCADE
  constraint token_check CHECK (((num_nonnulls(project_id, domain_id) + (on_system)::integer) <= 1))
  constraint token_domain_id_fkey FOREIGN KEY (domain_id) REFERENCES identity.domain(id) ON DELETE CASCADE
  constraint token_pkey PRIMARY KEY (hash)
  constraint token_project_id_fkey FOREIGN KEY (project_id) REFERENCES identity.project(id) ON DELETE CASCADE
  constraint token_trust_id_fkey FOREIGN KEY (trust_id) REFERENCES identity.trust(id) ON DELETE CASCADE
  constraint token_user_id_fkey FOREIGN KEY (user_id) REFERENCES identity."user"(id) ON DELETE CASCADE
  CREATE INDEX token_application_credential ON identity.token USING btree (application_credential_id) WHERE (application_credential_id IS NOT NULL)
  CREATE INDEX token_expiry ON identity.token USING btree (expires_at)
  CREATE INDEX token_trust ON identity.token USING btree (trust_id) WHERE (trust_id IS NOT NULL)
  CREATE INDEX token_user ON identity.token USING btree (user_id)
  CREATE TRIGGER announce AFTER DELETE ON identity.token FOR EACH ROW WHEN ((old.expires_at > now())) EXECUTE FUNCTION platform.announce('session', 'user_id')

table identity.trust
  id text not null
  trustor_user_id text not null
  trustee_user_id text not null
  project_id text not null
  impersonation boolean not null
  expires_at timestamp with time zone
  remaining_uses integer
  redelegation_count integer not null default 0
  redelegated_trust_id text
  extra jsonb not null default '{}'::jsonb
  created_at timestamp with time zone not null default now()
  constraint trust_pkey PRIMARY KEY (id)
  constraint trust_project_id_fkey FOREIGN KEY (project_id) REFERENCES identity.project(id) ON DELETE CASCADE
  constraint trust_redelegated_trust_id_fkey FOREIGN KEY (redelegated_trust_id) REFERENCES identity.trust(id) ON DELETE CASCADE
  constraint trust_redelegation_count_check CHECK ((redelegation_count >= 0))
  constraint trust_remaining_uses_check CHECK ((remaining_uses >= 0))
  constraint trust_trustee_user_id_fkey FOREIGN KEY (trustee_user_id) REFERENCES identity."user"(id) ON DELETE CASCADE
  constraint trust_trustor_user_id_fkey FOREIGN KEY (trustor_user_id) REFERENCES identity."user"(id) ON DELETE CASCADE
  CREATE INDEX trust_trustee ON identity.trust USING btree (trustee_user_id)
  CREATE INDEX trust_trustor ON identity.trust USING btree (trustor_user_id)

table identity.trust_role
  trust_id text not null
  role_id text not null
  constraint trust_role_pkey PRIMARY KEY (trust_id, role_id)
  constraint trust_role_role_id_fkey FOREIGN KEY (role_id) REFERENCES identity.role(id)
  constraint trust_role_trust_id_fkey FOREIGN KEY (trust_id) REFERENCES identity.trust(id) ON DELETE CASCADE

table identity.user
  id text not null
  domain_id text not null
  name text not null
  email text
  description text not null default ''::text
  enabled boolean not null default true
  default_project_id text
  password_hash text
  created_at timestamp with time zone not null default now()
  extra jsonb not null default '{}'::jsonb
  options jsonb not null default '{}'::jsonb
  constraint user_default_project_id_fkey FOREIGN KEY (default_project_id) REFERENCES identity.project(id) ON DELETE SET NULL
  constraint user_domain_id_fkey FOREIGN KEY (domain_id) REFERENCES identity.domain(id)
  constraint user_domain_id_name_key UNIQUE (domain_id, name)
  constraint user_pkey PRIMARY KEY (id)
  CREATE INDEX user_by_creation ON identity."user" USING btree (created_at, id)
  CREATE INDEX user_by_name ON identity."user" USING btree (name, id)
  CREATE INDEX user_caseless_name ON identity."user" USING btree (lower(name))
  CREATE INDEX user_default_project ON identity."user" USING btree (default_project_id) WHERE (default_project_id IS NOT NULL)
  CREATE TRIGGER announce AFTER UPDATE OF enabled ON identity."user" FOR EACH ROW WHEN ((old.enabled <> new.enabled)) EXECUTE FUNCTION platform.announce('session')
  CREATE TRIGGER refuse_same_name BEFORE INSERT OR UPDATE OF name ON identity."user" FOR EACH ROW EXECUTE FUNCTION identity.refuse_same_name()

table image.image
  id uuid not null
  project_id text not null
  name text
  status text not null
  visibility text not null default 'shared'::text
  protected boolean not null default false
  os_hidden boolean not null default false
  disk_format text
  container_format text
  min_disk integer not null default 0
  min_ram integer not null default 0
  size bigint
  virtual_size bigint
  checksum text
  os_hash_algo text
  os_hash_value text
  properties jsonb not null default '{}'::jsonb
  tags text[] not null default '{}'::text[]
  created_at timestamp with time zone not null default now()
  updated_at timestamp with time zone not null default now()
  saved_by uuid
  constraint image_check CHECK (((status <> 'active'::text) OR ((size IS NOT NULL) AND (os_hash_value IS NOT NULL))))
  constraint image_min_disk_check CHECK ((min_disk >= 0))
  constraint image_min_ram_check CHECK ((min_ram >= 0))
  constraint image_pkey PRIMARY KEY (id)
  constraint image_status_check CHECK ((status = ANY (ARRAY['queued'::text, 'saving'::text, 'uploading'::text, 'importing'::text, 'active'::text, 'deactivated'::text, 'killed'::text, 'deleted'::text, 'pending_delete'::text])))
  constraint image_visibility_check CHECK ((visibility = ANY (ARRAY['public'::text, 'private'::text, 'shared'::text, 'community'::text])))
  CREATE INDEX image_listing ON image.image USING btree (created_at DESC, id DESC)
  CREATE INDEX image_name ON image.image USING btree (name)
  CREATE INDEX image_owner ON image.image USING btree (project_id, created_at DESC, id DESC)
  CREATE TRIGGER announce AFTER INSERT OR DELETE OR UPDATE ON image.image FOR EACH ROW EXECUTE FUNCTION platform.announce('image', 'id', 'name,status,visibility,size')
  CREATE TRIGGER take_id BEFORE INSERT ON image.image FOR EACH ROW EXECUTE FUNCTION image.take_id()

table image.member
  image_id uuid not null
  project_id text not null
  status text not null default 'pending'::text
  created_at timestamp with time zone not null default now()
  updated_at timestamp with time zone not null default now()
  constraint member_image_id_fkey FOREIGN KEY (image_id) REFERENCES image.image(id) ON DELETE CASCADE
  constraint member_pkey PRIMARY KEY (image_id, project_id)
  constraint member_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'accepted'::text, 'rejected'::text])))
  CREATE INDEX member_project ON image.member USING btree (project_id, image_id)
  CREATE TRIGGER announce AFTER INSERT OR DELETE OR UPDATE ON image.member FOR EACH ROW EXECUTE FUNCTION platform.announce('image', 'image_id', '', 'part')

table image.metadef_namespace
  namespace text not null
  project_id text not null
  display_name text
  description text
  visibility text not null default 'private'::text
  protected boolean not null default false
  created_at timestamp with time zone not null default now()
  updated_at timestamp with time zone not null default now()
  constraint metadef_namespace_pkey PRIMARY KEY (namespace)
  constraint metadef_namespace_visibility_check CHECK ((visibility = ANY (ARRAY['public'::text, 'private'::text])))

table image.metadef_part
  id bigint not null generated always as identity
  namespace text not null
  kind text not null
  name text not null
  body jsonb not null default '{}'::jsonb
  created_at timestamp with time zone not null default now()
  updated_at timestamp with time zone not null default now()
  constraint metadef_part_kind_check CHECK ((kind = ANY (ARRAY['object'::text, 'property'::text, 'tag'::text, 'resource_type'::text])))
  constraint metadef_part_namespace_fkey FOREIGN KEY (namespace) REFERENCES image.metadef_namespace(namespace) ON UPDATE CASCADE ON DELETE CASCADE
  constraint metadef_part_namespace_kind_name_key UNIQUE (namespace, kind, name)
  constraint metadef_part_pkey PRIMARY KEY (id)

table image.metadef_resource_type
  name text not null
  created_at timestamp with time zone not null default now()
  updated_at timestamp with time zone not null default now()
  constraint metadef_resource_type_pkey PRIMARY KEY (name)

CREATE OR REPLACE FUNCTION image.take_id()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  insert into image.taken_id (id) values (new.id) on conflict do nothing;
  -- Without the id there is no image: the insert adds no row, which every writer of images looks at.
  if not found then return null; end if;
  return new;
end $function$


table image.taken_id
  id uuid not null
  constraint taken_id_pkey PRIMARY KEY (id)

CREATE OR REPLACE FUNCTION network.announce_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  insert into platform.event (topic, subject_id, change) values ('reconcile', 'changed-ports', 'updated');
  perform pg_notify('kilonova_event', 'reconcile');
  return null;
end $function$


CREATE OR REPLACE FUNCTION network.announce_network()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
declare
  network network.network := case when tg_op = 'DELETE' then old else new end;
  -- Who loses it has to hear of that as well.
  is_everybodys boolean := network.shared or network.router_external or (tg_op = 'UPDATE' and (old.shared or old.router_external));
begin
  insert into platform.event (topic, subject_id, project_id, change)
  values (
    'network', network.id, case when not is_everybodys then network.project_id end,
    case tg_op when 'INSERT' then 'created' when 'DELETE' then 'deleted' else 'updated' end
  );
  perform pg_notify('kilonova_event', 'network');
  return null;
end $function$


CREATE OR REPLACE FUNCTION network.announce_port()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
declare
  port network.port := case when tg_op = 'DELETE' then old else new end;
begin
  insert into platform.event (topic, subject_id, project_id, change)
  select 'port', port.id, project_id, case tg_op when 'INSERT' then 'created' when 'DELETE' then 'deleted' else 'updated' end
  from (
    select port.project_id union select n.project_id from network.network n where n.id = port.network_id
  ) as who_sees_it;
  perform pg_notify('kilonova_event', 'port');
  return null;
end $function$


CREATE OR REPLACE FUNCTION network.announce_subnet()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
declare
  subnet network.subnet := case when tg_op = 'DELETE' then old else new end;
begin
  -- One that goes with its network says nothing: there is no network any more.
  insert into platform.event (topic, subject_id, project_id, change)
  select 'network', n.id, case when not (n.shared or n.router_external) then n.project_id end, 'updated'
  from network.network n where n.id = subnet.network_id;
  perform pg_notify('kilonova_event', 'network');
  return null;
end $function$


table network.changed_server
  server_id uuid not null
  change_no bigint not null
  constraint changed_server_pkey PRIMARY KEY (server_id)
  CREATE TRIGGER announce AFTER INSERT OR UPDATE ON network.changed_server FOR EACH STATEMENT EXECUTE FUNCTION network.announce_change()

table network.network
  id uuid not null
  project_id text not null
  name text not null default ''::text
  description text not null default ''::text
  admin_state_up boolean not null default true
  shared boolean not null default false
  router_external boolean not null default false
  port_security_enabled boolean not null default true
  mtu integer not null default 1500
  link_no integer not null generated always as identity
  made_on_demand boolean not null default false
  tags text[] not null default '{}'::text[]
  revision_number integer not null default 1
  created_at timestamp with time zone not null default now()
  updated_at timestamp with time zone not null default now()
  availability_zone_hints text[] not null default '{}'::text[]
  constraint network_link_no_key UNIQUE (link_no)
  constraint network_mtu_check CHECK (((mtu >= 68) AND (mtu <= 9216)))
  constraint network_pkey PRIMARY KEY (id)
  CREATE UNIQUE INDEX network_on_demand ON network.network USING btree (project_id) WHERE made_on_demand
  CREATE INDEX network_project ON network.network USING btree (project_id)
  CREATE TRIGGER announce AFTER INSERT OR DELETE OR UPDATE ON network.network FOR EACH ROW EXECUTE FUNCTION network.announce_network()

table network.port
  id uuid not null
  network_id uuid not null
  project_id text not null
  name text not null default ''::text
  description text not null default ''::text
  mac_address macaddr not null
  admin_state_up boolean not null default true
  status text not null default 'DOWN'::text
  device_id text not null default ''::text
  device_owner text not null default ''::text
  binding_host text not null default ''::text
  port_security_enabled boolean not null default true
  tags text[] not null default '{}'::text[]
  revision_number integer not null default 1
  created_at timestamp with time zone not null default now()
  updated_at timestamp with time zone not null default now()
  made_for_server boolean not null default false
  in_default_group boolean not null default true
  binding_profile jsonb not null default '{}'::jsonb
  constraint port_network_id_fkey FOREIGN KEY (network_id) REFERENCES network.network(id)
  constraint port_network_id_mac_address_key UNIQUE (network_id, mac_address)
  constraint port_pkey PRIMARY KEY (id)
  constraint port_status_check CHECK ((status = ANY (ARRAY['ACTIVE'::text, 'DOWN'::text, 'BUILD'::text, 'ERROR'::text])))
  CREATE INDEX port_device ON network.port USING btree (device_id)
  CREATE INDEX port_host ON network.port USING btree (binding_host) WHERE (binding_host <> ''::text)
  CREATE INDEX port_project ON network.port USING btree (project_id)
  CREATE TRIGGER announce AFTER INSERT OR DELETE OR UPDATE ON network.port FOR EACH ROW EXECUTE FUNCTION network.announce_port()

table network.port_address
  port_id uuid not null
  subnet_id uuid not null
  ip_address inet not null
  constraint port_address_pkey PRIMARY KEY (subnet_id, ip_address)
  constraint port_address_port_id_fkey FOREIGN KEY (port_id) REFERENCES network.port(id) ON DELETE CASCADE
  constraint port_address_subnet_id_fkey FOREIGN KEY (subnet_id) REFERENCES network.subnet(id)
  CREATE INDEX port_address_port ON network.port_address USING btree (port_id)

table network.quota
  project_id text not null
  resource text not null
  hard_limit integer not null
  constraint quota_hard_limit_check CHECK ((hard_limit >= '-1'::integer))
  constraint quota_pkey PRIMARY KEY (project_id, resource)

table network.subnet
  id uuid not null
  network_id uuid not null
  project_id text not null
  name text not null default ''::text
  description text not null default ''::text
  ip_version integer not null
  cidr cidr not null
  gateway_ip inet
  enable_dhcp boolean not null default true
  dns_nameservers inet[] not null default '{}'::inet[]
  allocation_pools jsonb not null
  host_routes jsonb not null default '[]'::jsonb
  tags text[] not null default '{}'::text[]
  revision_number integer not null default 1
  created_at timestamp with time zone not null default now()
  updated_at timestamp with time zone not null default now()
  made_on_demand boolean not null default false
  dhcp_ip inet
  constraint subnet_ip_version_check CHECK ((ip_version = ANY (ARRAY[4, 6])))
  constraint subnet_network_id_fkey FOREIGN KEY (network_id) REFERENCES network.network(id) ON DELETE CASCADE
  constraint subnet_no_overlap EXCLUDE USING gist (network_id WITH =, ((cidr)::inet) inet_ops WITH &&)
  constraint subnet_pkey PRIMARY KEY (id)
  CREATE INDEX subnet_network ON network.subnet USING btree (network_id)
  CREATE INDEX subnet_project ON network.subnet USING btree (project_id)
  CREATE TRIGGER announce AFTER INSERT OR DELETE OR UPDATE ON network.subnet FOR EACH ROW EXECUTE FUNCTION network.announce_subnet()

table placement.allocation
  consumer_id uuid not null
  provider_id uuid not null
  resource_class text not null
  used integer not null
  constraint allocation_consumer_id_fkey FOREIGN KEY (consumer_id) REFERENCES placement.consumer(id) ON DELETE CASCADE
  constraint allocation_pkey PRIMARY KEY (consumer_id, provider_id, resource_class)
  constraint allocation_provider_id_resource_class_fkey FOREIGN KEY (provider_id, resource_class) REFERENCES placement.inventory(provider_id, resource_class)
  constraint allocation_used_check CHECK ((used > 0))
  CREATE INDEX allocation_provider ON placement.allocation USING btree (provider_id, resource_class)

table placement.consumer
  id uuid not null
  project_id text not null
  user_id text not null
  generation integer not null default 0
  created_at timestamp with time zone not null default now()
  constraint consumer_pkey PRIMARY KEY (id)
  CREATE INDEX consumer_project ON placement.consumer USING btree (project_id)

table placement.inventory
  provider_id uuid not null
  resource_class text not null
  total integer not null
  reserved integer not null default 0
  min_unit integer not null default 1
  max_unit integer not null default 2147483647
  step_size integer not null default 1
  allocation_ratio real not null default 1.0
  reported_reserved integer not null
  reported_ratio real not null
  constraint inventory_allocation_ratio_check CHECK ((allocation_ratio > (0)::double precision))
  constraint inventory_check CHECK (((reserved >= 0) AND (reserved <= total)))
  constraint inventory_pkey PRIMARY KEY (provider_id, resource_class)
  constraint inventory_provider_id_fkey FOREIGN KEY (provider_id) REFERENCES placement.resource_provider(id) ON DELETE CASCADE
  constraint inventory_total_check CHECK ((total >= 1))
  CREATE TRIGGER announce AFTER UPDATE OF reserved, allocation_ratio ON placement.inventory FOR EACH ROW EXECUTE FUNCTION platform.announce('host', 'provider_id', '', 'part')

table placement.provider_aggregate
  provider_id uuid not null
  aggregate_uuid uuid not null
  constraint provider_aggregate_pkey PRIMARY KEY (provider_id, aggregate_uuid)

table placement.resource_provider
  id uuid not null
  name text not null
  generation integer not null default 0
  parent_id uuid
  created_at timestamp with time zone not null default now()
  updated_at timestamp with time zone not null default now()
  constraint resource_provider_name_key UNIQUE (name)
  constraint resource_provider_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES placement.resource_provider(id)
  constraint resource_provider_pkey PRIMARY KEY (id)

table placement.trait
  provider_id uuid not null
  name text not null
  constraint trait_pkey PRIMARY KEY (provider_id, name)
  constraint trait_provider_id_fkey FOREIGN KEY (provider_id) REFERENCES placement.resource_provider(id) ON DELETE CASCADE

CREATE OR REPLACE FUNCTION platform.announce()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
declare
  changed jsonb := to_jsonb(case when tg_op = 'DELETE' then old else new end);
begin
  insert into platform.event (topic, subject_id, project_id, change, shown)
  values (
    tg_argv[0],
    coalesce(changed ->> coalesce(tg_argv[1], 'id'), ''),
    -- What everybody may see is everybody's news.
    case when changed ->> 'visibility' = 'public' then null else changed ->> 'project_id' end,
    case when tg_argv[3] = 'part' then 'updated' when tg_op = 'INSERT' then 'created' when tg_op = 'DELETE' then 'deleted' else 'updated' end,
    case when tg_op <> 'DELETE' then
      (select jsonb_object_agg(name, changed -> name) from unnest(string_to_array(tg_argv[2], ',')) as shown (name)) end
  );
  perform pg_notify('kilonova_event', tg_argv[0]);
  return null;
end $function$


CREATE OR REPLACE FUNCTION platform.announce_job()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  insert into platform.event (topic, subject_id, change) values ('job', new.id, 'created');
  perform pg_notify('kilonova_event', 'job');
  return null;
end $function$


table platform.audit
  id bigint not null generated always as identity
  at timestamp with time zone not null default clock_timestamp()
  service text not null
  action text not null
  method text not null
  path text not null
  user_id text
  user_name text
  project_id text
  project_name text
  scope text not null
  delegation jsonb
  target_kind text
  target_id text
  target_name text
  outcome text not null
  status smallint not null
  message text
  methods text[]
  request_id text not null
  address text
  entry uuid
  times integer not null default 1
  constraint audit_outcome_check CHECK ((outcome = ANY (ARRAY['success'::text, 'failure'::text, 'refused'::text])))
  constraint audit_pkey PRIMARY KEY (id)
  constraint audit_scope_check CHECK ((scope = ANY (ARRAY['project'::text, 'domain'::text, 'system'::text, 'none'::text])))
  constraint audit_times_check CHECK ((times > 0))
  CREATE INDEX audit_action ON platform.audit USING btree (lower(action), at, id)
  CREATE INDEX audit_address ON platform.audit USING btree (lower(address), at, id)
  CREATE UNIQUE INDEX audit_entry ON platform.audit USING btree (entry)
  CREATE INDEX audit_kind ON platform.audit USING btree (lower(target_kind), at, id)
  CREATE INDEX audit_newest ON platform.audit USING btree (at, id)
  CREATE INDEX audit_not_well ON platform.audit USING btree (outcome, at, id) WHERE (outcome <> 'success'::text)
  CREATE INDEX audit_project ON platform.audit USING btree (lower(project_id), at, id)
  CREATE INDEX audit_project_name ON platform.audit USING btree (lower(project_name), at, id)
  CREATE INDEX audit_request ON platform.audit USING btree (lower(request_id))
  CREATE INDEX audit_service ON platform.audit USING btree (service, at, id)
  CREATE INDEX audit_target ON platform.audit USING btree (lower(target_id), at, id)
  CREATE INDEX audit_target_name ON platform.audit USING btree (lower(target_name), at, id)
  CREATE INDEX audit_user ON platform.audit USING btree (lower(user_id), at, id)
  CREATE INDEX audit_user_name ON platform.audit USING btree (lower(user_name), at, id)

table platform.control_process
  id uuid not null
  incarnation uuid not null
  host_name text not null
  pid integer not null
  roles text[] not null
  version text not null
  revision text
  address text
  started_at timestamp with time zone not null default now()
  renewed_at timestamp with time zone not null default now()
  lease_until timestamp with time zone not null
  released_at timestamp with time zone
  taken_over_at timestamp with time zone
  taken_over_by uuid
  hosts text[] not null default '{}'::text[]
  reconcilers jsonb
  constraint control_process_pkey PRIMARY KEY (id)
  CREATE TRIGGER announce AFTER INSERT OR DELETE OR UPDATE OF incarnation, address, released_at, taken_over_at ON platform.control_process FOR EACH ROW EXECUTE FUNCTION platform.announce('process')

table platform.event
  id bigint not null generated always as identity
  topic text not null
  subject_id text not null
  project_id text
  at timestamp with time zone not null default now()
  change text not null default 'updated'::text
  shown jsonb
  constraint event_change_check CHECK ((change = ANY (ARRAY['created'::text, 'updated'::text, 'deleted'::text])))
  constraint event_pkey PRIMARY KEY (id)
  CREATE INDEX event_at ON platform.event USING btree (at)

table platform.host_state
  host_name text not null
  generation bigint not null default 1
  forgotten bigint not null default 0
  reached bigint not null default 0
  reached_at timestamp with time zone
  troubles jsonb not null default '[]'::jsonb
  constraint host_state_pkey PRIMARY KEY (host_name)

table platform.host_state_part
  host_name text not null
  subject_id uuid not null
  generation bigint not null
  constraint host_state_part_host_name_fkey FOREIGN KEY (host_name) REFERENCES platform.host_state(host_name) ON DELETE CASCADE
  constraint host_state_part_pkey PRIMARY KEY (host_name, subject_id)

table platform.job
  id uuid not null
  flow text not null
  subject_id text not null
  params jsonb not null
  request_id text not null
  created_at timestamp with time zone not null default now()
  started_at timestamp with time zone
  finished_at timestamp with time zone
  project_id text not null default ''::text
  priority text not null default 'usual'::text
  held_by uuid default (NULLIF(current_setting('kilonova.process'::text, true), ''::text))::uuid
  constraint job_pkey PRIMARY KEY (id)
  constraint job_priority_check CHECK ((priority = ANY (ARRAY['first'::text, 'next'::text, 'usual'::text])))
  CREATE INDEX job_subject ON platform.job USING btree (subject_id, created_at) WHERE (finished_at IS NULL)
  CREATE INDEX job_unfinished ON platform.job USING btree (created_at) WHERE (finished_at IS NULL)
  CREATE TRIGGER announce AFTER INSERT ON platform.job FOR EACH ROW WHEN ((new.held_by IS NULL)) EXECUTE FUNCTION platform.announce_job()
  CREATE TRIGGER notify_begun AFTER INSERT ON platform.job FOR EACH ROW WHEN (((new.flow ~~ 'server-%'::text) AND (COALESCE(((new.params ->> 'attempt'::text))::integer, 1) = 1))) EXECUTE FUNCTION compute.notify_begun()
  CREATE TRIGGER notify_ended AFTER UPDATE OF finished_at ON platform.job FOR EACH ROW WHEN (((new.flow ~~ 'server-%'::text) AND (old.finished_at IS NULL) AND (new.finished_at IS NOT NULL) AND (new.started_at IS NOT NULL))) EXECUTE FUNCTION compute.notify_ended()

table platform.milestone
  name text not null
  reached_at timestamp with time zone not null default now()
  constraint milestone_pkey PRIMARY KEY (name)

table platform.secret_fingerprint
  name text not null
  fingerprint text not null
  constraint secret_fingerprint_pkey PRIMARY KEY (name)
