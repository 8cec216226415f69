import type { JsonObject } from '../../src/lib/json.js';

/**
 * What DigitalOcean tells of a configuration that nobody has set: where it documents a default, and the switches, as a
 * switch that is not told counts as off for who reads it.
 */
const DEFAULTS: Readonly<Record<string, JsonObject>> = {
  pg: { jit: true },
  mysql: {
    sql_mode: 'ANSI,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION,NO_ZERO_DATE,NO_ZERO_IN_DATE,STRICT_ALL_TABLES',
    sql_require_primary_key: true,
    innodb_print_all_deadlocks: false,
    innodb_rollback_on_timeout: false,
    slow_query_log: false,
  },
  redis: memoryDefaults('redis'),
  valkey: { ...memoryDefaults('valkey'), frequent_snapshots: true, valkey_active_expire_effort: 1 },
  mongodb: {
    default_read_concern: 'local',
    default_write_concern: 'majority',
    transaction_lifetime_limit_seconds: 60,
    slow_op_threshold_ms: 100,
    verbosity: 0,
  },
  kafka: {
    group_initial_rebalance_delay_ms: 3000,
    group_min_session_timeout_ms: 6000,
    group_max_session_timeout_ms: 1_800_000,
    message_max_bytes: 1_048_588,
    log_cleaner_delete_retention_ms: 86_400_000,
    log_index_interval_bytes: 4096,
    log_preallocate: false,
    log_retention_hours: 168,
    log_retention_bytes: -1,
    log_segment_delete_delay_ms: 60_000,
    auto_create_topics_enable: false,
  },
  opensearch: {
    http_max_content_length_bytes: 100_000_000,
    http_max_header_size_bytes: 8192,
    http_max_initial_line_length_bytes: 4096,
    indices_query_bool_max_clause_count: 1024,
    indices_memory_index_buffer_size_percentage: 10,
    indices_memory_min_index_buffer_size_mb: 48,
    indices_queries_cache_size_percentage: 10,
    indices_recovery_max_mb_per_sec: 40,
    indices_recovery_max_concurrent_file_chunks: 2,
    ism_enabled: true,
    ism_history_enabled: true,
    ism_history_max_age_hours: 24,
    ism_history_max_docs: 2_500_000,
    ism_history_rollover_check_period_hours: 8,
    ism_history_rollover_retention_period_days: 30,
    search_max_buckets: 10_000,
    action_auto_create_index_enabled: true,
    enable_security_audit: false,
    action_destructive_requires_name: false,
    override_main_response_version: false,
    script_max_compilations_rate: 'use-context',
    cluster_routing_allocation_node_concurrent_recoveries: 2,
    plugins_alerting_filter_by_backend_roles_enabled: false,
  },
};

/** What a cluster's configuration says before anybody says otherwise. */
export function defaultsOf(engine: string): JsonObject {
  return DEFAULTS[engine] ?? {};
}

function memoryDefaults(word: string): JsonObject {
  const settings = {
    maxmemory_policy: 'noeviction',
    lfu_log_factor: 10,
    lfu_decay_time: 1,
    ssl: true,
    timeout: 300,
    notify_keyspace_events: '',
    persistence: 'rdb',
    acl_channels_default: 'allchannels',
  };
  return Object.fromEntries(Object.entries(settings).map(([key, value]) => [`${word}_${key}`, value]));
}
