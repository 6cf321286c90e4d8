import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { connect } from 'node:tls';
import fc from 'fast-check';
import { isPublic } from '../../../src/local/internet/public-web';
import { hostOfHello, hostOfRequest } from '../../../src/local/internet/requested-host';

/** The first bytes that a real TLS client sends for a name. */
async function helloFor(servername: string): Promise<Buffer> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  const client = connect({ host: '127.0.0.1', port, ...(servername === '' ? {} : { servername }) });
  client.on('error', () => undefined);
  const [socket] = await once(server, 'connection');
  const [hello] = await once(socket, 'data');
  client.destroy();
  socket.destroy();
  server.close();
  return hello;
}

describe('the host that a connection requests', () => {
  it('is in the first message of TLS, wherever the network cuts it', async () => {
    const hello = await helloFor('files.pythonhosted.org');
    assert.deepEqual(hostOfHello(hello), { kind: 'host', name: 'files.pythonhosted.org' });
    for (let length = 0; length < 100; length++)
      assert.notEqual(hostOfHello(hello.subarray(0, length)).kind, 'none', `${length} bytes`);
    assert.deepEqual(hostOfHello(await helloFor('')), { kind: 'none' });
  });

  it('is in the head of an HTTP request', () => {
    const request = (text: string) => hostOfRequest(Buffer.from(text));
    assert.deepEqual(request('GET / HTTP/1.1\r\nHost: PyPI.org:80\r\n\r\n'), {
      kind: 'host',
      name: 'pypi.org',
    });
    assert.deepEqual(request('GET / HTTP/1.1\r\nho'), { kind: 'more' });
    assert.deepEqual(request('GET / HTTP/1.0\r\n\r\nHost: a.b\r\n'), { kind: 'none' });
    for (const name of ['127.0.0.1 evil', '[::1]', 'localhost', 'a..b', '-', '127.0.0.1', '8.8.8.8'])
      assert.deepEqual(request(`GET / HTTP/1.1\r\nHost: ${name}\r\n\r\n`), { kind: 'none' }, name);
  });

  it('is none of nonsense, of which little is kept', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        assert.notEqual(hostOfHello(Buffer.from(bytes)).kind, 'host');
      }),
    );
    const endless = Buffer.concat([Buffer.from([22, 3, 1, 255, 255, 1]), Buffer.alloc(20_000)]);
    assert.equal(hostOfHello(endless).kind, 'none');
    assert.equal(hostOfRequest(Buffer.alloc(20_000, 'x')).kind, 'none');
  });
});

describe('addresses that instances may reach', () => {
  it('are those of the Internet, and none of this computer or its network', () => {
    const theirs = ['8.8.8.8', '151.101.0.223', '2a04:4e42::223', '2606:4700::6810'];
    assert.deepEqual(theirs.filter(isPublic), theirs);
    const ours = [
      ...[
        '127.0.0.1',
        '127.93.4.11',
        '10.0.0.1',
        '172.16.5.4',
        '192.168.1.1',
        '169.254.169.254',
        '100.64.0.1',
      ],
      ...[
        '0.0.0.0',
        '198.18.0.1',
        '224.0.0.1',
        '255.255.255.255',
        '::1',
        '::',
        'fe80::1',
        'fc00::1',
        'ff02::1',
      ],
      ...['::ffff:127.0.0.1', '::ffff:10.0.0.1', '64:ff9b::a00:1', '2002:7f00:1::', '2001:db8::1'],
    ];
    assert.deepEqual(ours.filter(isPublic), []);
  });
});
