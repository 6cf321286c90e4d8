import assert from 'node:assert/strict';
import { Machines } from './machines';

interface System {
  readonly user: string;
  /** The public parameter that names its image; without one no one knows whom it lets log in. */
  readonly parameter?: string;
  readonly shell: 'dash' | 'bash' | 'busybox';
  readonly awk: 'mawk' | 'gawk' | 'busybox';
  readonly cmp: 'GNU' | 'busybox' | 'none';
}

/** Each value of each trait at least once. */
const systems: readonly System[] = [
  {
    user: 'admin',
    parameter: '/aws/service/debian/release/12/latest/amd64',
    shell: 'busybox',
    awk: 'busybox',
    cmp: 'none',
  },
  {
    user: 'ubuntu',
    parameter: '/aws/service/canonical/ubuntu/server/24.04/stable/current/amd64/hvm/ebs-gp3/ami-id',
    shell: 'bash',
    awk: 'gawk',
    cmp: 'busybox',
  },
  {
    user: 'ec2-user',
    parameter: '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64',
    shell: 'dash',
    awk: 'mawk',
    cmp: 'GNU',
  },
  { user: 'rocky', shell: 'dash', awk: 'busybox', cmp: 'busybox' },
];

/** What makes a Debian such a system. */
function filesOf({ awk, cmp, parameter, shell, user }: System): Parameters<typeof Machines.start>[0] {
  const absent = '#!/bin/sh\necho "$0: not found" >&2\nexit 127\n';
  return {
    ...(parameter === undefined
      ? { 'etc/cloud/cloud.cfg.d/95_user.cfg': `system_info:\n  default_user:\n    name: ${user}\n` }
      : {}),
    'usr/bin/sh': { link: shell },
    'etc/alternatives/awk': { link: `/usr/bin/${awk}` },
    ...(cmp === 'GNU' ? {} : { 'usr/bin/cmp': cmp === 'none' ? absent : { link: 'busybox' } }),
  };
}

describe('systems of all kinds', function () {
  this.timeout(900_000);

  for (const system of systems)
    it(`${system.user} with ${system.shell}, awk of ${system.awk}, cmp: ${system.cmp}`, async () => {
      const machines = await Machines.start(filesOf(system));
      try {
        const ami = system.parameter === undefined ? {} : { ami: await machines.imageId(system.parameter) };
        const login = `su - "${system.user}" -c 'echo "login $VALUE"; spored upload /etc/hostname'`;
        await machines.launch([
          {
            name: 'ends',
            script: `#!/bin/sh\nreadlink "/proc/$$/exe"; readlink -f "$(command -v awk)"; pwd\n${login}\n[ "$(id -un "$(stat -c %u .)")" = "${system.user}" ]\n`,
            parameters: { value: "it's 7" },
            settings: { ...ami, onComplete: 'keep' },
          },
          { name: 'restarts', settings: ami, script: '#!/bin/sh\nreboot\nsleep 300\n' },
        ]);
        await machines.reported('ends');
        const { job, log, results } = await machines.ended('ends', 'running');
        const shell = `/usr/bin/${system.shell}`;
        const awk = `/usr/bin/${system.awk}`;
        assert.deepEqual(log.split('\n').slice(0, 4), [
          shell,
          awk,
          `/home/${system.user}/spawn`,
          "login it's 7",
        ]);
        assert.equal(job, 'succeeded 0', log);
        assert.deepEqual(Object.keys(results), ['hostname']);
        // Who connects need not say whom as, where the image is known.
        const named = system.parameter === undefined ? system.user : undefined;
        assert.equal((await machines.ssh('ends', ['id', '-un'], '', named)).trim(), system.user);
        const restarted = await machines.ended('restarts');
        assert.deepEqual([restarted.job, restarted.instance.state], ['failed', 'terminated']);
      } finally {
        await machines.close();
      }
    });
});
