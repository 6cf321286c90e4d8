import type { Run } from './run';

/** Properties of the sweep that are in every run's environment. */
export interface SweepIdentity {
  readonly id: string;
  readonly name: string;
  readonly size: number;
}

/** Variables that every run has, whatever its parameters. */
export const sweepVariables = [
  'NAME',
  'SWEEP_ID',
  'SWEEP_NAME',
  'SWEEP_INDEX',
  'SWEEP_SIZE',
  'SWEEP_REGION',
] as const;

/** Variables for the attempts of a run: the number of the attempt, starting at 1, and whether it continues from a checkpoint. */
export const attemptVariables = ['SPAWN_ATTEMPT', 'SPAWN_RESUMED'] as const;

/** Variables that Spawn sets, which no parameter and no secret can set. */
export const ownVariables: ReadonlySet<string> = new Set([...sweepVariables, ...attemptVariables]);

/**
 * Variables that a shell, its loader, or a login session depends on: a parameter that sets one would break the script
 * before its first line (POSIX shell variables, bash's own, ld.so's, and those that sh, su, and sshd set).
 */
export const shellVariables: ReadonlySet<string> = new Set([
  ...[
    'PATH',
    'HOME',
    'IFS',
    'SHELL',
    'USER',
    'LOGNAME',
    'PWD',
    'OLDPWD',
    'ENV',
    'BASH_ENV',
    'TERM',
    'TMPDIR',
  ],
  ...[
    'LANG',
    'LANGUAGE',
    'LC_ALL',
    'TZ',
    'PS1',
    'PS2',
    'PS3',
    'PS4',
    'PPID',
    'UID',
    'EUID',
    'GROUPS',
    'SHLVL',
  ],
  ...['SHELLOPTS', 'BASHOPTS', 'BASH', 'BASHPID', 'BASH_VERSION', 'BASH_VERSINFO', 'BASH_XTRACEFD'],
  ...['POSIXLY_CORRECT', 'CDPATH', 'GLOBIGNORE', 'PROMPT_COMMAND', 'OPTIND', 'OPTARG', 'OPTERR', 'RANDOM'],
  ...[
    'SECONDS',
    'LINENO',
    'REPLY',
    'DIRSTACK',
    'FUNCNAME',
    'PIPESTATUS',
    'HOSTNAME',
    'MAIL',
    'MAILCHECK',
    '_',
  ],
  ...['LD_PRELOAD', 'LD_LIBRARY_PATH', 'LD_AUDIT', 'LD_DEBUG', 'LD_BIND_NOW', 'LD_PROFILE', 'GCONV_PATH'],
  ...['NLSPATH', 'LOCPATH', 'MALLOC_TRACE', 'GLIBC_TUNABLES'],
]);

/** `learning-rate` → `LEARNING_RATE`: upper case, other characters become `_`, and a leading digit gets a `_` prefix. */
export function variableName(parameter: string): string {
  const upper = parameter.toUpperCase().replace(/[^A-Z0-9_]/gu, '_');
  return /^[0-9]/.test(upper) ? `_${upper}` : upper;
}

/** The environment of the run's script: its parameters, and NAME, SWEEP_ID, SWEEP_NAME, SWEEP_INDEX, SWEEP_SIZE, SWEEP_REGION. */
export function environmentOf(run: Run, sweep: SweepIdentity): ReadonlyMap<string, string> {
  const environment = new Map<string, string>();
  for (const [parameter, value] of run.parameters) environment.set(variableName(parameter), value);
  const own: Record<(typeof sweepVariables)[number], string> = {
    NAME: run.name,
    SWEEP_ID: sweep.id,
    SWEEP_NAME: sweep.name,
    SWEEP_INDEX: String(run.index),
    SWEEP_SIZE: String(sweep.size),
    SWEEP_REGION: run.settings.region,
  };
  for (const variable of sweepVariables) environment.set(variable, own[variable]);
  return environment;
}
