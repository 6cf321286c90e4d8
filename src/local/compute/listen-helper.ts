/** An address to listen on inside an instance. */
export interface ListenAddress {
  /** `datagrams` is UDP; all others are TCP. */
  readonly name: string;
  readonly address: string;
  readonly port: number;
  /** Whether an instance can't run without it. */
  readonly needed: boolean;
}

/**
 * Program of the helper that listens inside an instance; its argument is a list of `Opening` as JSON. It sends each
 * socket with `{opened: NAME}`, `{failed: WHY}` for one that isn't available, and `complete` at the end.
 */
export const listenHelperSource = `
const { createSocket } = require('node:dgram');
const { createServer } = require('node:net');
const openings = JSON.parse(process.argv[1]);
const next = () => {
  const opening = openings.shift();
  if (opening === undefined) return process.send('complete', () => process.exit(0));
  const { name, address, port, needed } = opening;
  const socket = name === 'datagrams' ? createSocket('udp4') : createServer();
  socket.on('error', (error) => {
    if (!needed) return process.send({ failed: error.message }, next);
    console.error(error.message);
    process.exit(1);
  });
  const pass = () => process.send({ opened: name }, socket, next);
  if (name === 'datagrams') socket.bind(port, address, pass);
  else socket.listen(port, address, pass);
};
next();
`;
