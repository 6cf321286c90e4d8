import assert from 'node:assert/strict';
import { inPart } from './part';
import { SHELLS } from './sandbox';

/** A window of a minute on a kernel that counts a hundred ticks a second has so many in a fifth of one core. */
const fifth = (60 * 100) / 5;

/** One window after another; each says what of the machine was in use in it. */
const windows = (
  each: readonly { readonly ticks: number; readonly gpu?: boolean; readonly user?: boolean }[],
): string =>
  [
    'busy=0 hertz=100 window=60 idle=120 now=0 idle_since=0',
    'open_window',
    'cpu() { busy=$((busy + ticks)); }',
    'gpu_works() { [ "$gpu" = 1 ]; }',
    'logged_in() { [ "$user" = 1 ]; }',
    ...each.flatMap(({ gpu = false, ticks, user = false }) => [
      `now=$((now + 59)) ticks=${ticks} gpu=${Number(gpu)} user=${Number(user)}`,
      'if idled; then echo early; fi',
      'now=$((now + 1))',
      'if idled; then echo idle; else echo work; fi',
    ]),
  ].join('\n');

for (const shell of SHELLS)
  describe(`idling, by ${shell}`, () => {
    const judged = (...each: Parameters<typeof windows>[0]): readonly string[] =>
      inPart(shell, ['idle.sh'], windows(each)).trim().split('\n');

    it('is less than a fifth of one core for the duration of the timeout', () => {
      assert.deepEqual(judged({ ticks: 0 }, { ticks: 0 }), ['work', 'idle']);
      assert.deepEqual(judged({ ticks: fifth - 1 }, { ticks: fifth - 1 }), ['work', 'idle']);
      assert.deepEqual(judged({ ticks: fifth }, { ticks: fifth }), ['work', 'work']);
      // One busy window, and the time begins again.
      assert.deepEqual(judged({ ticks: 0 }, { ticks: fifth }, { ticks: 0 }, { ticks: 0 }), [
        'work',
        'work',
        'work',
        'idle',
      ]);
    });

    it('doesn’t apply while a GPU works or someone is logged in', () => {
      for (const busy of [{ gpu: true }, { user: true }])
        assert.deepEqual(judged({ ticks: 0 }, { ticks: 0, ...busy }, { ticks: 0 }, { ticks: 0 }), [
          'work',
          'work',
          'work',
          'idle',
        ]);
    });

    it('is 4 % of a GPU, and 5 % is work', () => {
      const works = (use: string, gpu = 'nvidia'): string =>
        inPart(
          shell,
          ['idle.sh'],
          [
            // NVIDIA's program is there, and says this of each GPU.
            'command() { [ "$1" != -v ] || return 0; }',
            `bounded() { printf '%s\\n' ${use}; }`,
            `gpu='${gpu}'`,
            'if gpu_works; then echo work; else echo idle; fi',
          ].join('\n'),
        ).trim();
      assert.deepEqual(
        ['0', '4', '5', '97', '0 4', '0 5'].map((use) => works(use)),
        [...['idle', 'idle', 'work', 'work', 'idle', 'work']],
      );
      assert.equal(works('97', ''), 'idle', 'there is no GPU');
    });

    it('knows a login by a connection to port 22, and by nothing that looks like one', () => {
      const head = '  sl  local_address rem_address   st tx_queue rx_queue';
      const line = (local: string, remote: string, state: string): string =>
        `   0: ${local} ${remote} ${state} 00000000:00000000 00:00000000 00000000     0        0 1 1`;
      const loggedIn = (...lines: readonly string[]): boolean =>
        inPart(
          shell,
          ['idle.sh'],
          // Of this computer's own processes nothing is said.
          'grep() { return 1; }\ncat() { command cat; }\nif logged_in; then echo yes; else echo no; fi',
          [head, ...lines, ''].join('\n'),
        ).trim() === 'yes';
      const here = '0500000A:0016';
      const there = '0600000A:C350';
      assert.equal(loggedIn(line(here, there, '01')), true);
      assert.equal(loggedIn(line('00000000000000000000000000000000:0016', there, '01')), true);
      assert.equal(loggedIn(line('00000000:0016', '00000000:0000', '0A')), false, 'sshd listens');
      assert.equal(loggedIn(line(here, there, '06')), false, 'somebody has left');
      assert.equal(loggedIn(line(there, here, '01')), false, 'a connection from here to port 22 elsewhere');
      assert.equal(loggedIn(line('0500000A:1600', there, '01')), false, 'port 5632');
      assert.equal(loggedIn(line('0016000A:0050', there, '01')), false, 'an address with 22 in it');
      assert.equal(loggedIn(), false);
    });
  });
