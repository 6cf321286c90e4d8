import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Machine, newMachine } from './spawn';

describe('a proxy of the environment', function () {
  this.timeout(60_000);
  let machine: Machine;
  let proxy: Server;
  /** Hosts that it was asked to connect to. */
  const asked: string[] = [];

  before(async () => {
    machine = await newMachine();
    proxy = createServer();
    proxy.on('connect', ({ url }, socket) => {
      asked.push(url ?? '');
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  });
  after(async () => {
    await new Promise((resolve) => proxy.close(resolve));
    await machine.dispose();
  });

  for (const variable of ['HTTPS_PROXY', 'https_proxy', 'ALL_PROXY'])
    it(`is asked for AWS: ${variable}`, async () => {
      asked.length = 0;
      const { port } = proxy.address() as AddressInfo;
      const { code, stderr } = await machine.bash(
        `${variable}=http://127.0.0.1:${port} AWS_ACCESS_KEY_ID=AKIAEXAMPLE AWS_SECRET_ACCESS_KEY=x AWS_MAX_ATTEMPTS=1 spawn list --region eu-west-1`,
      );
      assert.equal(code, 1, stderr);
      assert.deepEqual([...new Set(asked)], ['sts.eu-west-1.amazonaws.com:443']);
      assert.match(stderr, /^spawn: .*\[\w+\]\n$/);
    });
});
