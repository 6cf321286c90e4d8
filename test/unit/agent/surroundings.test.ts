import assert from 'node:assert/strict';
import { FakeCloud } from './fake-cloud';
import { boot, SHELLS } from './sandbox';
import { userDataFor } from './sweeps';

describe('what a script starts in', function () {
  this.timeout(60_000);
  let cloud: FakeCloud;
  beforeEach(async () => {
    cloud = await new FakeCloud().open();
  });
  afterEach(() => cloud.close());

  for (const shell of SHELLS) {
    it(`has a home, and each folder once on its path (${shell})`, async () => {
      const script =
        '#!/bin/sh\nset -eu\ncd "$HOME"\necho "$HOME $USER $LOGNAME"\necho "$PATH"\nspored status >/dev/null\nHOME=/nowhere sh -l -c \'echo "$PATH"\'\n';
      const { readVar } = await boot(userDataFor(cloud, script), cloud, { shell });
      const [who, ...paths] = (await readVar('log/spawn/output.log')).trim().split('\n');
      assert.equal(who, '/root root root');
      assert.equal(paths.length, 2, paths.join('\n'));
      for (const path of paths) assert.deepEqual(path.split(':'), [...new Set(path.split(':'))]);
    });
  }

  it('hears of an upload that fails once', async () => {
    const script = '#!/bin/sh\nspored upload /nowhere || echo "exit $?"\n';
    const { readVar, console: said } = await boot(userDataFor(cloud, script), cloud);
    const lines = 'spored: /nowhere is not a file; it was not uploaded\nexit 1\n';
    assert.equal(await readVar('log/spawn/output.log'), lines);
    assert.ok(said.includes(lines));
  });

  const images: readonly (readonly [folder: string, users: readonly string[]])[] = [
    ['/home/ec2-user/spawn', ['ec2-user:x:0:0::/home/ec2-user:/bin/bash']],
    ['/home/ubuntu/spawn', ['ubuntu:x:0:0::/home/ubuntu:/bin/bash']],
    ['/home/admin/spawn', ['nobody:x:65534:65534::/:/sbin/nologin', 'admin:x:0:0::/home/admin:/bin/bash']],
    [
      '/home/rocky/spawn',
      ['chrony:x:998:998::/var/lib/chrony:/sbin/nologin', 'rocky:x:0:0::/home/rocky:/bin/bash'],
    ],
    // No one's usual name: the first that is a person's.
    [
      '/home/ada/spawn',
      [
        'service:x:1000:1000::/home/service:/usr/sbin/nologin',
        'grace:x:1002:1002::/home/grace:/bin/bash',
        'ada:x:1001:1001::/home/ada:/bin/bash',
      ],
    ],
    // One of both: the image's, and not who was added later.
    ['/home/ubuntu/spawn', ['ada:x:1001:1001::/home/ada:/bin/bash', 'ubuntu:x:0:0::/home/ubuntu:/bin/bash']],
    ['/var/lib/spawn/work', ['daemon:x:1:1::/usr/sbin:/usr/sbin/nologin']],
    // Without a folder of its own.
    ['/var/lib/spawn/work', ['ec2-user:x:0:0::/home/missing:/bin/bash']],
  ];
  for (const [folder, users] of images)
    for (const shell of ['dash', 'busybox'] as const) {
      it(`is ${folder} with ${users.map((line) => line.split(':')[0]).join(', ')} (${shell})`, async () => {
        const homes = ['ubuntu', 'admin', 'rocky', 'ada', 'grace', 'service'].map((name) => `/home/${name}`);
        const { readVar, console: said } = await boot(userDataFor(cloud, '#!/bin/sh\npwd -P\n'), cloud, {
          shell,
          users,
          earlier: `mkdir -p ${homes.join(' ')}`,
          // Who owns it is not to be had here: there is one user id.
          programs: { chown: 'exit 0' },
        });
        assert.equal(await readVar('log/spawn/output.log'), `${folder}\n`, said);
      });
    }

  it('is left alone by upgrades that come by themselves', async () => {
    const { readVar } = await boot(userDataFor(cloud, '#!/bin/sh\n'), cloud, {
      earlier: 'mkdir -p /etc/needrestart/conf.d /etc/apt/apt.conf.d',
      keepBooting: 'cat /etc/needrestart/conf.d/* /etc/apt/apt.conf.d/* >/var/after',
    });
    assert.equal(
      await readVar('after'),
      '$nrconf{override_rc}{qr(^(spawn|cloud-))} = 0;\nUnattended-Upgrade::Automatic-Reboot "false";\n',
    );
  });
});
