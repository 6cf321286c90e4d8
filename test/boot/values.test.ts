import assert from 'node:assert/strict';
import { environmentOf } from '../../src/sweep/environment';
import { runOf } from '../sample-sweep';
import { Machines } from './machines';

const parameters: Readonly<Record<string, string>> = {
  empty: '',
  blanks: '  two  \t',
  lines: '\n\na\r\n\n',
  quotes: `'single' "double" \`date\` 'it''s'`,
  dollars: '$(touch /tmp/owned) $HOME $$ && ; | > < * ? ~ !x #y',
  slashes: '\\ \\n \\0101 \\c x\\',
  percent: '%s%b%%',
  control: '\u0007\u001b[31m\u007f',
  unicode: 'ünïcödé ☃ 日本語 🎉',
  number: '0.10',
  table: 'SPORED\nTABLE\n',
  equals: '=a=b',
  long: 'x'.repeat(20_000),
};

const variablesOf = (dump: string): ReadonlyMap<string, string> =>
  new Map(
    dump
      .split('\0')
      .slice(0, -1)
      .map((entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]),
  );

describe('values of parameters on a real system', function () {
  this.timeout(600_000);
  const name = 'values';
  let machines: Machines;
  before(async () => {
    machines = await Machines.start();
    const script = `#!/bin/bash
mkdir -p /tmp/results
cat /proc/self/environ >/tmp/results/script
su - ec2-user -c 'env -0' >/tmp/results/su
sudo -i -u ec2-user env -0 >/tmp/results/sudo-user
sudo -i env -0 >/tmp/results/sudo-root
`;
    await machines.launch([{ name, script, parameters, settings: { onComplete: 'keep' } }]);
    await machines.reported(name);
  });
  after(() => machines.close());

  const check = (dump: string): void => {
    const expected = environmentOf(
      { ...runOf(0, {}, parameters), name },
      { id: machines.id, name: 'boot', size: 1 },
    );
    const seen = variablesOf(dump);
    assert.deepEqual(new Map([...seen].filter(([variable]) => expected.has(variable))), expected);
  };

  it('reach the script, su -, and sudo -i byte for byte', async () => {
    const results = await machines.resultsOf(name);
    for (const view of ['script', 'su', 'sudo-user', 'sudo-root']) check(results[view] ?? '');
  });

  it('reach a login by ssh, and sudo -i in it', async () => {
    // Without a command ssh opens a login shell, which greets, and reads what is typed.
    check(await machines.ssh(name, [], "printf '\\0'; exec env -0\n"));
    check(await machines.ssh(name, [], "printf '\\0'; exec sudo -i env -0\n"));
  });
});
