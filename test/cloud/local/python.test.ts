import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { type Guests, guestsOf } from './guests';
import { errorName, openCloud, type TestCloud } from './harness';

/** A package of one module, as an index has it: a zip file. */
const wheelSource = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w") as wheel:
    wheel.writestr("tinypkg.py", "answer = 42\\n")
    info = "tinypkg-1.0.dist-info/"
    wheel.writestr(info + "METADATA", "Metadata-Version: 2.1\\nName: tinypkg\\nVersion: 1.0\\n")
    wheel.writestr(info + "WHEEL", "Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
    wheel.writestr(info + "RECORD", "tinypkg.py,,\\n" + info + "METADATA,,\\n" + info + "WHEEL,,\\n" + info + "RECORD,,\\n")
`;

describe('Python in instances of the local cloud', function () {
  this.timeout(120_000);
  let folder: string;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'local-python-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  describe('without a network', () => {
    let at: TestCloud;
    let guests: Guests;
    before(async () => {
      at = await openCloud({ compute: 'processes', throttling: false });
      guests = guestsOf(at);
    });
    after(() => at.close());

    it('treats existing packages as installed, and reports in one sentence which ones aren’t', async () => {
      const output = await guests.outputOf(`
        pip install pyyaml >/tmp/said 2>&1; echo "installed: $?"
        grep -c -i externally /tmp/said | sed 's/^/managed: /'
        pip install no-such-package-anywhere pyyaml >/tmp/said 2>&1; echo "missing: $?"
        grep -c . /tmp/said | sed 's/^/lines: /'
        grep '^pip:' /tmp/said
        python3 -m pip install no-such-package-anywhere >/tmp/said 2>&1; echo "by python: $?"; grep -c -i retrying /tmp/said | sed 's/^/retries: /'`);
      assert.deepEqual(output.match(/^(?:installed|managed|missing|by python|retries): .*/gm), [
        'installed: 0',
        'managed: 0',
        'missing: 1',
        'by python: 1',
        'retries: 0',
      ]);
      assert.match(
        output,
        /^pip: not on this computer: no-such-package-anywhere\. .*spawn local start --network$/m,
      );
      assert.ok(Number(/^lines: (\d+)/m.exec(output)?.[1]) < 8, output);
    });

    it('gives a new venv the packages of the system', async () => {
      const output = await guests.outputOf(`
        python3 -m venv --without-pip /tmp/venv && . /tmp/venv/bin/activate
        python3 -c 'import sys, yaml; print("venv:", sys.prefix, yaml.__name__)'`);
      assert.match(output, /^venv: \/tmp\/venv yaml$/m);
    });
  });

  it('uses an environment of the user’s, whose Python may be somewhere else, and cannot change it', async () => {
    const venv = path.join(folder, 'my env');
    execFileSync('/usr/bin/python3', ['-m', 'venv', '--without-pip', venv]);
    const version = execFileSync('/usr/bin/python3', [
      '-c',
      'import sys; print("%d.%d" % sys.version_info[:2])',
    ]);
    const packages = path.join(venv, 'lib', `python${version.toString().trim()}`, 'site-packages');
    await writeFile(path.join(packages, 'mine.py'), 'where = "in my environment"\n');
    execFileSync('chmod', ['755', folder]);
    const at = await openCloud({ compute: 'processes', throttling: false, environments: [venv] });
    try {
      const output = await guestsOf(at).outputOf(`
        python3 -c 'import mine; print("root:", mine.where)'
        su - ec2-user -c "python3 -c 'import mine; print(\\"user:\\", mine.where)'"
        sudo python3 -c 'import mine; print("sudo:", mine.where)'
        touch '${packages}/x' 2>/dev/null && echo 'changed: it'`);
      const where = 'in my environment';
      assert.deepEqual(
        output.match(/^(?:root|user|sudo|changed): .*/gm),
        [`root: ${where}`, `user: ${where}`, `sudo: ${where}`],
        output,
      );
    } finally {
      await at.close();
    }
  });

  it('is refused an environment that is none, or that instances cannot read, in a sentence', async () => {
    const none = openCloud({ compute: 'processes', environments: [folder] });
    await assert.rejects(none, /is no environment of Python: it has no bin\/python3/);
    if (process.getuid?.() !== 0) return;
    const shut = path.join(folder, 'shut');
    await mkdir(shut);
    execFileSync('/usr/bin/python3', ['-m', 'venv', '--without-pip', path.join(shut, 'venv')]);
    execFileSync('chmod', ['700', shut]);
    const closed = openCloud({ compute: 'processes', environments: [path.join(shut, 'venv')] });
    await assert.rejects(closed, /Instances cannot use .*chmod o\+rx/);
    assert.equal(
      await errorName(openCloud({ compute: 'simulated' }).then((cloud) => cloud.close())),
      'no error',
    );
  });

  describe('with a network', () => {
    let at: TestCloud;
    let index: Server;
    const wanted: string[] = [];
    before(async () => {
      const wheel = path.join(folder, 'tinypkg-1.0-py3-none-any.whl');
      execFileSync('/usr/bin/python3', ['-c', wheelSource, wheel]);
      index = createServer((request, response) => {
        const isFile = request.url?.endsWith('.whl') === true;
        response.setHeader('content-type', isFile ? 'application/zip' : 'text/html');
        readFile(wheel).then(
          (bytes) => response.end(isFile ? bytes : '<a href="/tinypkg-1.0-py3-none-any.whl">tinypkg</a>'),
          () => response.destroy(),
        );
      }).listen(0, '127.0.0.1');
      execFileSync(
        'openssl',
        [
          ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', '-subj', '/CN=web.example'],
          ...['-keyout', path.join(folder, 'key'), '-out', path.join(folder, 'cert')],
        ],
        { stdio: 'ignore' },
      );
      const [key, cert] = await Promise.all(['key', 'cert'].map((name) => readFile(path.join(folder, name))));
      const secure = createTlsServer({ key, cert }, (socket) => {
        socket.end('HTTP/1.1 200 OK\r\ncontent-length: 6\r\nconnection: close\r\n\r\nsecret');
      }).listen(0, '127.0.0.1');
      const portOf = (server: { address(): AddressInfo | string | null }) => {
        const address = server.address();
        return typeof address === 'object' && address !== null ? address.port : 0;
      };
      // The Internet of this test: two hosts.
      at = await openCloud({
        compute: 'processes',
        throttling: false,
        internet: {
          knows: async (name) => name.endsWith('.example'),
          async connect(name, port) {
            wanted.push(`${name}:${port}`);
            if (port === 443) return connect(portOf(secure), '127.0.0.1');
            return connect(portOf(index), '127.0.0.1');
          },
        },
      });
    });
    after(async () => {
      index.close();
      index.closeAllConnections();
      await at.close();
    });

    it('installs from a package index for all users, and reaches nothing by another way', async () => {
      const output = await guestsOf(at).outputOf(`
        pip install --quiet --index-url http://index.example/simple --trusted-host index.example tinypkg 2>&1; echo "pip: $?"
        su - ec2-user -c "python3 -c 'import tinypkg; print(\\"user:\\", tinypkg.answer)'"
        python3 -m venv --without-pip /tmp/v && /tmp/v/bin/python3 -c 'import tinypkg' 2>&1 | grep -o ModuleNotFoundError | sed 's/^/venv: /'
        echo "tls: $(curl -sk https://web.example/)"
        echo "unknown: $(curl -s -o /dev/null -w '%{http_code}' http://unknown.test/)"
        echo "address: $(curl -s -m 5 -o /dev/null -w '%{http_code}' http://192.0.2.1/)"
        echo "other port: $(curl -s -m 5 -o /dev/null -w '%{http_code}' http://index.example:8080/)"
        echo "named: $(curl -s -m 5 -o /dev/null -w '%{http_code}' -H 'Host: 127.0.0.1' http://index.example/)"
        echo "aws: $(curl -s -o /dev/null -w '%{http_code}' https://s3.us-east-1.amazonaws.com/)"`);
      assert.deepEqual(
        output.match(/^(?:pip|user|venv|tls|unknown|address|other port|named|aws): .*/gm),
        [
          'pip: 0',
          'user: 42',
          'venv: ModuleNotFoundError',
          'tls: secret',
          'unknown: 000',
          'address: 000',
          'other port: 000',
          'named: 000',
          'aws: 403',
        ],
        output,
      );
      assert.deepEqual(new Set(wanted), new Set(['index.example:80', 'web.example:443']));
    });
  });
});
