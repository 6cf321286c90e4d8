import type { ReservedKey, TopLevelKey } from './keys';

/** The meaning of a key in another tool, or in a later version of Spawn. */
export type OtherName =
  /** A setting of runs with another name. */
  | { readonly kind: 'setting'; readonly key: ReservedKey }
  /** A key of the whole sweep with another name. */
  | { readonly kind: 'top'; readonly key: TopLevelKey }
  /** The number of runs of a search. */
  | { readonly kind: 'count' }
  /** A property that the instance type determines. */
  | { readonly kind: 'machine' }
  /** The number of instances of a run, which is always one. */
  | { readonly kind: 'nodes' }
  /** The search method: `grid` and `random` are supported. */
  | { readonly kind: 'method' }
  /** Reserved for later. */
  | { readonly kind: 'future' };

/**
 * Names of these settings in SkyPilot, Slurm, Ray, GitHub Actions, GitLab CI, SageMaker, AWS Batch, CloudFormation,
 * Terraform, Google Cloud, and Azure, and in scripts that launch instances. Common names of parameters (`policy`,
 * `env`, `schedule`, `output_dir`, `workers`) aren't included.
 */
const settings: readonly (readonly [ReservedKey, string])[] = [
  [
    'ttl',
    `timeout time_out timeout_minutes timeout_seconds timeout_hours job_timeout run_timeout time_limit max_time max_runtime
    max_run_time max_runtime_minutes max_runtime_seconds max_runtime_in_seconds max_duration max_lifetime lifetime
    time_to_live walltime wall_time ttl_minutes ttl_seconds ttl_hours max_hours max_minutes expires expires_after`,
  ],
  [
    'idle_timeout',
    'autostop auto_stop idle_minutes idle_minutes_to_autostop idle_timeout_minutes idle_time auto_shutdown',
  ],
  [
    'on_complete',
    `terminate auto_terminate terminate_on_complete terminate_on_finish terminate_when_done autodown auto_down on_exit
    on_finish on_end on_done on_completion when_done shutdown shutdown_behavior instance_initiated_shutdown_behavior`,
  ],
  [
    'instance_type',
    `machine machine_type instance instance_size instance_class vm_type vm_size node_type worker_type compute_type flavor
    ec2_type ec2_instance_type runs_on`,
  ],
  ['region', 'region_name aws_region default_region aws_default_region'],
  ['availability_zone', 'zone zones az aws_zone aws_availability_zone'],
  ['ami', 'ami_id image_id source_ami base_image vm_image os_image'],
  [
    'user_data',
    `script startup_script start_script init_script init_commands entrypoint entry_point command commands cmd shell_script
    run_script job_script program`,
  ],
  ['spot', 'use_spot use_spot_instances spot_instance spot_instances preemptible interruptible'],
  ['spot_max_price', 'spot_price spot_bid bid_price max_price max_spot_price spot_price_limit max_bid'],
  [
    'volume_size',
    `disk disk_size disk_size_gb disk_gb disk_space storage_size storage_gb volume_gb volume_size_gb root_volume_size
    root_disk_size boot_disk_size ebs_size ebs_volume_size volume_size_in_gb`,
  ],
  [
    'iam_role',
    'role role_arn instance_profile iam_instance_profile instance_role execution_role service_account',
  ],
  ['iam_policy', 'iam_policies policy_templates permissions'],
  ['key_name', 'key_pair keypair key_pair_name ssh_key ssh_key_name ssh_keypair ec2_key_pair'],
  ['security_groups', 'security_group security_group_id security_group_ids sg sg_ids firewall firewalls'],
  ['subnet', 'subnet_id subnet_ids vpc_subnet subnetwork'],
  ['tags', 'resource_tags instance_tags'],
  ['retry', 'retries max_retries num_retries restarts max_restarts max_restarts_on_errors'],
  ['checkpoint', 'checkpoints'],
  ['results', 'result_files output_files'],
  ['files', 'file_mounts upload_files copy_files sync_files source_dir code_dir'],
];

const top: readonly (readonly [TopLevelKey, string])[] = [
  [
    'budget',
    `cost_limit cost_cap max_cost max_spend spend_limit spending_limit cost_budget budget_usd max_budget budget_limit
    usd_limit price_limit`,
  ],
  [
    'max_concurrent',
    `max_parallel max_concurrency concurrency_limit max_concurrent_runs max_concurrent_trials max_instances
    max_parallel_trials parallel_runs parallel_trials`,
  ],
];

/** Only at the top of a file: in runs, these can be parameters. */
const onlyAtTop: readonly (readonly [OtherName, string])[] = [
  [{ kind: 'top', key: 'max_concurrent' }, 'parallel parallelism concurrency concurrent'],
  [{ kind: 'top', key: 'defaults' }, 'default common shared base global settings config'],
  [{ kind: 'top', key: 'params' }, 'runs experiments jobs trials configs'],
  [{ kind: 'top', key: 'grid' }, 'matrix parameters hyperparameters hparams hyper_parameters axes'],
  [{ kind: 'top', key: 'random' }, 'search_space searcher sampler random_search'],
  [{ kind: 'top', key: 'seeds' }, 'repeat repeats repetitions replicates num_seeds n_seeds num_repeats'],
  [{ kind: 'setting', key: 'user_data' }, 'run job'],
  [{ kind: 'method' }, 'method strategy algorithm search_method search_alg'],
];

const count = 'num_samples n_trials num_trials run_cap max_trials';
const machine = `resources accelerators cpus num_cpus vcpus cpus_per_task gpus num_gpus gpus_per_node gpus_per_task
  gpu_type gpu_count cpu gpu ram ram_gb memory memory_gb mem mem_gb mem_per_cpu`;
const nodes = 'num_nodes n_nodes node_count num_instances instance_count min_nodes max_nodes';

/** Names that are reserved for later versions, which would change the meaning of files that use them as parameters. */
const future = `metrics secrets stop_early early_terminate image container container_image docker docker_image setup teardown inputs outputs artifacts mounts slots
  slots_per_trial depends_on notify notifications`;

/** Names by their normalized spelling. */
type NameTable = ReadonlyMap<string, OtherName>;

/**
 * Names for keys of runs, and for top-level keys, without the keys of the format itself.
 * @param fold normalizes the spelling of a name
 */
export function otherNames(
  fold: (key: string) => string,
  isKey: (key: string) => boolean,
): { readonly inRuns: NameTable; readonly atTop: NameTable } {
  const inRuns = new Map<string, OtherName>();
  const add = (table: Map<string, OtherName>, names: string, name: OtherName): void => {
    for (const each of names.split(/\s+/)) if (!isKey(each)) table.set(fold(each), name);
  };
  for (const [key, names] of settings) add(inRuns, names, { kind: 'setting', key });
  for (const [key, names] of top) add(inRuns, names, { kind: 'top', key });
  add(inRuns, count, { kind: 'count' });
  add(inRuns, machine, { kind: 'machine' });
  add(inRuns, nodes, { kind: 'nodes' });
  add(inRuns, future, { kind: 'future' });
  const atTop = new Map(inRuns);
  for (const [name, names] of onlyAtTop) add(atTop, names, name);
  return { inRuns, atTop };
}
