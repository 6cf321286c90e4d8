import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { TerminateInstancesCommand } from '@aws-sdk/client-ec2';
import {
  namespaceFlags,
  newestCall,
  refusedCalls,
  refusedFamilies,
  typingRequests,
  uncountedMemory,
} from '../../../src/local/compute/seccomp/profile';
import { type Guests, guestsOf } from './guests';
import { openSeparateCloud, type SeparateCloud } from './separate';

const column = process.arch === 'arm64' ? 1 : 0;
const numbers = { clone: [56, 220], ioctl: [16, 29], socket: [41, 198], personality: [135, 92] } as const;
const eperm = '1';
const enosys = '38';

/** The session keyring of whoever starts the cloud holds a key. */
const withKey = [
  'perl',
  '-e',
  `my ($kind, $name, $key) = ("user", "spawn-secret", "hunter2");
  syscall(${[250, 219][column]}, 1, 0); syscall(${[248, 217][column]}, $kind, $name, $key, 7, -3) > 0 or die "add_key: $!"; exec @ARGV`,
];

const users = process.getuid?.() === 0 ? [false, true] : [true];
for (const asOrdinaryUser of users) {
  const who = asOrdinaryUser ? 'an ordinary user' : 'root';
  describe(`attacks from inside instances of a local cloud that ${who} runs`, function () {
    this.timeout(120_000);
    let at: SeparateCloud;
    let guests: Guests;
    before(async () => {
      at = await openSeparateCloud({ asOrdinaryUser, wrap: withKey });
      guests = guestsOf(at);
    });
    after(() => at?.close());

    /** `name: errno` for system calls that perl makes. */
    const errnos = async (calls: readonly (readonly [name: string, words: string])[]) => {
      const lines = calls.map(
        ([name, words]) => `$! = 0; syscall(${words}); print "call ${name}: ", $! + 0, "\\n";`,
      );
      const output = await guests.outputOf(
        `cat >/tmp/calls.pl <<'END'\n${lines.join('\n')}\nEND\nperl /tmp/calls.pl`,
      );
      return [...output.matchAll(/^call (.+): (\d+)$/gm)].map(([, name, errno]) => [name, errno]);
    };

    it('make no system call that a job does not need', async () => {
      const refused = refusedCalls.flatMap(({ answer, calls }) =>
        Object.entries(calls).flatMap(([name, both]) => {
          const number = both[column];
          return number === undefined
            ? []
            : [[name, `${number}, 0, 0, 0, 0, 0`, answer === 'EPERM' ? eperm : enosys] as const];
        }),
      );
      const special: [string, string, string][] = [
        ['newer', `${newestCall + 1}`, enosys],
        ['x32', `${0x4000_0000 + 39}`, enosys],
        [
          'clone of namespaces',
          `${numbers.clone[column]}, ${(namespaceFlags & 0x1000_0000) | 17}, 0, 0, 0, 0`,
          eperm,
        ],
        ...typingRequests.map((request): [string, string, string] => [
          `ioctl ${request}`,
          `${numbers.ioctl[column]}, 0, ${request}, my $x = "x"`,
          eperm,
        ]),
        ...refusedFamilies.map((family): [string, string, string] => [
          `socket ${family}`,
          `${numbers.socket[column]}, ${family}, 5, 0`,
          eperm,
        ]),
        ['personality', `${numbers.personality[column]}, ${0x40000}`, eperm],
      ];
      const tried = [...refused, ...special];
      const answered = await errnos(tried.map(([name, words]) => [name, words]));
      assert.deepEqual(
        answered,
        tried.map(([name, , errno]) => [name, errno]),
      );
    });

    it('find no key of the user who started the cloud', async () => {
      const output = await guests.outputOf(`
        echo "listed: $(cat /proc/keys /proc/key-users 2>/dev/null | wc -c)"
        perl -e '($k, $n) = ("user", "spawn-secret"); $id = syscall(${[250, 219][column]}, 10, -3, $k, $n, 0); print "found: $id\\n"'
        perl -e '($k, $n) = ("user", "spawn-secret"); $id = syscall(${[249, 218][column]}, $k, $n, 0, -3); print "requested: $id\\n"'`);
      assert.deepEqual(output.match(/^(?:listed|found|requested): .*/gm), [
        'listed: 0',
        'found: -1',
        'requested: -1',
      ]);
    });

    it('reach no other instance, and learn nothing of it', async () => {
      const [neighbour = ''] = await guests.launch(
        '#!/bin/sh\necho secret >/tmp/secret; cd /tmp; python3 -m http.server 8000 & sleep 1000\n',
      );
      const { PrivateIpAddress: inner = '', PublicIpAddress: outer = '' } = await guests.inState(
        neighbour,
        'running',
      );
      const output = await guests.outputOf(`
        token=$(curl -sf -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 60' http://169.254.169.254/latest/api/token)
        for host in ${inner} ${outer} 127.0.0.1; do
          for port in 22 8000 ${new URL(at.cloud.endpoint).port}; do
            [ "$host:$port" = "127.0.0.1:${new URL(at.cloud.endpoint).port}" ] || (echo >/dev/tcp/$host/$port) 2>/dev/null && echo "reached $host:$port"
          done
        done
        echo "me: $(curl -sf -H "X-aws-ec2-metadata-token: $token" http://169.254.169.254/latest/meta-data/instance-id)"
        echo "others: $(grep -l [h]ttp.server /proc/[0-9]*/cmdline 2>/dev/null | wc -l)"
        ls /tmp | grep -c secret | sed 's/^/files: /'`);
      assert.deepEqual(
        output
          .match(/^(?:reached|others|files).*/gm)
          ?.filter((line) => !/reached 127\.0\.0\.1:\d+$/.test(line)),
        ['others: 0', 'files: 0'],
        output,
      );
      assert.ok(!output.includes(neighbour));
      await at.ec2.send(new TerminateInstancesCommand({ InstanceIds: [neighbour] }));
    });

    it('take no more memory than their instance has, in whatever way', async () => {
      // 3 GiB in an instance of 1 GiB: in a memfd and in shared memory of System V, written and not mapped; by children of a thread.
      const output = await guests.outputOf(`
        perl -e '
          my $fd = syscall(${uncountedMemory.calls['memfd_create']?.[column]}, my $name = "m", 0);
          my $piece = "x" x 1048576; my $count = 0;
          if ($fd >= 0) { open(my $m, "+<&=", $fd); $count++ while $count < 3072 && syswrite($m, $piece) }
          print "memfd: $count\\n"' || echo 'memfd: killed'
        perl -e '
          my $id = shmget(0, 3 << 30, 01600); my $count = 0;
          if (defined $id) { $count++ while $count < 3072 && shmwrite($id, "x" x 1048576, $count << 20, 1048576) }
          print "shm: $count\\n"; shmctl($id, 0, 0) if defined $id' || echo 'shm: killed'
        python3 -c '
import os, threading, time
def child():
    pid = os.fork()
    if pid == 0:
        held = [bytearray(64 << 20) for _ in range(48)]
        os._exit(0)
    print("thread:", os.waitpid(pid, 0)[1])
thread = threading.Thread(target=child); thread.start(); thread.join()'`);
      const said = new Map(
        [...output.matchAll(/^(memfd|shm|thread): (\S+)$/gm)].map(([, what = '', how]) => [what, how]),
      );
      assert.deepEqual([...said.keys()], ['memfd', 'shm', 'thread'], output);
      // Refused, ended, or stopped well before: a disk of 2 GiB at most is in memory, too.
      for (const what of ['memfd', 'shm'])
        assert.ok(said.get(what) === 'killed' || Number(said.get(what)) < 3072, `${what}: ${said.get(what)}`);
      assert.equal(said.get('thread'), '9');
    });

    it('can’t be a zip bomb: user data that is far larger after decompression runs, or the reason is reported', async () => {
      // 16,384 bytes of base64 become 15 MB, and a gigabyte would be refused.
      const bomb = gzipSync(
        `#!/bin/sh\necho "unpacked: $(wc -c <$0)"; poweroff; exit\n${'x'.repeat(15_000_000)}`,
      );
      assert.ok(bomb.length < 16_384);
      const [id = ''] = await guests.launch('', { UserData: bomb.toString('base64') });
      await guests.inState(id, 'terminated');
      assert.match(await guests.consoleOf(id), /^unpacked: 150000\d\d$/m);
      const output = await guests.outputOf(`
        python3 -c 'import gzip; f = gzip.open("/tmp/bomb.gz", "wb", 1); [f.write(bytes(1 << 24)) for _ in range(256)]'
        gunzip -k /tmp/bomb.gz 2>&1 | grep -o 'No space left on device' | sed 's/^/bomb: /'; echo "size: $(stat -c %s /tmp/bomb 2>/dev/null || echo 0)"`);
      assert.match(output, /^bomb: No space left on device$/m);
      assert.match(output, /^size: 0$/m);
    });

    it('use up neither processes nor files of the computer', async () => {
      const [bomb = ''] = await guests.launch('#!/bin/bash\nf() { f | f & }; f; sleep 1000\n');
      const [files = ''] = await guests.launch(
        `#!/bin/bash
for n in $(seq 64); do perl -e '$| = 1; my @open; while (open(my $f, "<", "/dev/null")) { push @open, $f } print "open: ", scalar @open, "\\n"; sleep 1000' & done
sleep 1000
`,
      );
      for (const id of [bomb, files]) await guests.inState(id, 'running');
      await guests.says(files, 'open: ');
      assert.match(await guests.consoleOf(files), /open: (?:\d{1,3}|[1-3]\d{3}|40\d\d)$/m);
      // Others run all the same.
      assert.match(await guests.outputOf('echo "fine: $((6 * 7))"'), /^fine: 42$/m);
      await at.ec2.send(new TerminateInstancesCommand({ InstanceIds: [bomb, files] }));
      for (const id of [bomb, files]) await guests.inState(id, 'terminated');
    });
  });
}

/** A service manager's program as far as it is used here: it says what it was asked for, and runs the command. */
const systemdRun = `#!/bin/sh
echo "$*" >>"\${0%/bin/*}/asked"
while [ "$1" != -- ]; do shift; done
shift
case "$*" in *memory.max*) echo 67108864 ;; *) exec "$@" ;; esac
`;

describe('the control group of an ordinary user’s instance', function () {
  this.timeout(60_000);

  it('is made by the user’s own service manager, which the instance cannot reach', async () => {
    const at = await openSeparateCloud({
      asOrdinaryUser: true,
      programs: { 'systemd-run': systemdRun },
      environment: { XDG_RUNTIME_DIR: '/run/user/1', DBUS_SESSION_BUS_ADDRESS: 'unix:path=/run/user/1/bus' },
    });
    try {
      const output = await guestsOf(at).outputOf(
        'env | grep -c -e XDG_RUNTIME_DIR -e DBUS_SESSION_BUS_ADDRESS | sed "s/^/manager: /"',
      );
      assert.match(output, /^manager: 0$/m);
      const [, asked = ''] = (await readFile(path.join(at.folder, 'asked'), 'utf8')).split('\n');
      assert.match(
        asked,
        /^--user --scope --quiet --collect --property=MemoryMax=\d{10} --property=MemorySwapMax=0 --property=TasksMax=1024 -- env -u XDG_RUNTIME_DIR -u DBUS_SESSION_BUS_ADDRESS bwrap /,
      );
    } finally {
      await at.close();
    }
  });
});
