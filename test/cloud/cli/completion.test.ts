import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { done, type Machine, newMachine } from './spawn';

const sweep = `name: lr
defaults: {instance_type: t3.micro, region: us-east-1, ttl: 30m, on_complete: terminate, user_data: 'true'}
grid: {lr: [0.1, 0.2]}
`;

/** What a shell offers for a command line, in the shell's own way of asking. */
interface Shell {
  readonly name: string;
  /** Lines that print one offer a line for the command line in `$LINE`, whose words are blank-separated. */
  readonly script: string;
}

const shells: readonly Shell[] = [
  {
    name: 'bash',
    // What Tab does: readline sets these, and calls what `complete -F` names.
    script: `
      source <(spawn completion bash)
      LINE=\${LINE//=/ = }; LINE=\${LINE//:/ : }
      read -ra COMP_WORDS <<<"$LINE"
      [[ $LINE == *' ' ]] && COMP_WORDS+=('')
      COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
      $(complete -p spawn | sed -E 's/.*-F ([^ ]+).*/\\1/') spawn
      printf '%s\\n' "\${COMPREPLY[@]}"`,
  },
  {
    name: 'zsh',
    // A zsh in a pseudo-terminal of zsh: Tab is typed, and what is passed to compadd is printed.
    script: `exec zsh -f "$PWD/ask.zsh"`,
  },
  {
    name: 'fish',
    script: `exec fish --no-config -c 'spawn completion fish | source; complete -C "$LINE"' | cut -f1`,
  },
];

const askZsh = `
zmodload zsh/zpty
zpty ask zsh -f -i
say() { zpty -w ask "$1" }
say "PROMPT=; RPROMPT=; unsetopt zle_bracketed_paste 2>/dev/null; autoload -Uz compinit && compinit -D -u -d $PWD/zcompdump"
say 'source <(spawn completion zsh)'
say 'report() { functions[real]=$functions[_spawn]; _spawn() { compadd() { local -a found; builtin compadd -O found "$@"; (( $#found )) && print -rl -- $found >> offers }; _files() { print -- ":files $*" >> offers }; real; print done >> offers } }; report'
say 'bindkey "^I" complete-word; print ready > ready'
for (( try = 0; try < 400 && ! $+commands[none]; try++ )); do [[ -f ready ]] && break; zpty -r -t ask out; sleep 0.05; done
zpty -n -w ask "$LINE"$'\\t'
for (( try = 0; try < 400; try++ )); do [[ -f offers ]] && grep -q '^done' offers && break; zpty -r -t ask out; sleep 0.05; done
grep -v '^done' offers
zpty -d ask
`;

describe('completion in a shell', function () {
  this.timeout(240_000);
  let machine: Machine;
  let id: string;
  let other: string;

  before(async () => {
    machine = await newMachine({ SPAWN_PROVIDER: 'local' });
    await machine.write('lr-sweep.yaml', sweep);
    await machine.write('ask.zsh', askZsh);
    const launched = async (): Promise<string> =>
      JSON.parse(done(await machine.spawn('launch', 'lr-sweep.yaml', '--yes', '--json')).stdout).sweep_id;
    other = await launched();
    id = await launched();
  });
  after(() => machine.dispose());

  /** The words that a shell offers. */
  async function offers(shell: Shell, line: string): Promise<readonly string[]> {
    const { stdout, stderr } = await machine.bash(
      `export LINE='${line}'; rm -f offers ready; ${shell.script}`,
    );
    const words = stdout.split('\n').filter((word) => word !== '');
    assert.ok(words.length > 0 || stderr === '', stderr);
    return [...new Set(words)].sort();
  }

  for (const shell of shells)
    describe(shell.name, () => {
      before(function () {
        if (spawnSync('sh', ['-c', `command -v ${shell.name}`]).status !== 0) {
          console.log(`        skipped: ${shell.name} isn't installed (apt-get install ${shell.name})`);
          this.skip();
        }
      });

      it('offers commands, also those of a group', async () => {
        assert.deepEqual(await offers(shell, 'spawn st'), ['status']);
        assert.deepEqual(await offers(shell, 'spawn local st'), ['start', 'status', 'stop']);
      });

      it('offers options and their values', async () => {
        assert.deepEqual(await offers(shell, 'spawn cancel --ke'), ['--keep-running']);
        assert.deepEqual(await offers(shell, 'spawn launch --on-complete '), ['keep', 'stop', 'terminate']);
        assert.deepEqual(await offers(shell, 'spawn --provider lo'), ['local']);
        const assigned = await offers(shell, 'spawn list --format=j');
        assert.deepEqual(assigned, [shell.name === 'bash' ? 'json' : '--format=json']);
      });

      it('offers the sweeps that this machine knows, and their runs', async () => {
        assert.deepEqual(await offers(shell, 'spawn cancel sweep-lr'), [id, other].sort());
        assert.deepEqual(await offers(shell, `spawn logs ${id} `), ['lr-0.1', 'lr-0.2']);
        assert.deepEqual(await offers(shell, 'spawn status latest/lr-0.1'), ['latest/lr-0.1']);
      });

      it('offers files where the command takes one', async () => {
        const found = await offers(shell, 'spawn validate lr-');
        assert.deepEqual(found, [shell.name === 'zsh' ? ':files ' : 'lr-sweep.yaml']);
      });

      it('offers nothing for another program', async () => {
        assert.deepEqual(
          (await offers(shell, 'spawn local aws s3 l')).filter((word) => word !== 'lr-sweep.yaml'),
          [],
        );
      });
    });

  it('runs nothing of what a record has for a name', async () => {
    const folder = path.join(machine.folder, 'state/spawn/local/client/journals/000000000000');
    const name = '$(touch ran)';
    const record = {
      ...{ version: 2, sweep_id: 'sweep-x-20260101-000000', sweep_name: 'x', created_at: 0 },
      ...{
        file_name: 'x',
        file_text: '',
        file_sha256: '',
        account: '000000000000',
        region: 'us-east-1',
        agent: '',
      },
      ...{ images: {}, instance_profiles: {}, prices: [], settings: [{}], batches: [] },
      runs: [
        { index: 0, name, parameters: [], settings: 0, origin: {} },
        { index: 1, name: 'a\u001b]0;x\u0007b', parameters: [], settings: 0, origin: {} },
      ],
    };
    const shape = { batches: [{ id: 'b', shape: { region: 'us-east-1' }, runs: [0, 1] }] };
    await mkdir(folder, { recursive: true });
    await writeFile(
      path.join(folder, 'sweep-x-20260101-000000.jsonl'),
      `${JSON.stringify({ ...record, ...shape })}\n`,
    );
    const [bash] = shells;
    assert.ok(bash !== undefined);
    assert.deepEqual(await offers(bash, 'spawn logs sweep-x-20260101-000000 '), ['\\$\\(touch\\ ran\\)']);
    assert.equal((await machine.bash('ls ran')).code, 2);
  });
});
