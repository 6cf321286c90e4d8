import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { resolverAddress } from '../names/addresses';
import type { Environments } from './environments';
import aws from './guest/aws.sh';
import boot from './guest/boot.sh';
import dmesg from './guest/dmesg.sh';
import files from './guest/files.sh';
import packages from './guest/packages.sh';
import pip from './guest/pip.sh';
import profile from './guest/profile.sh';
import python from './guest/python.sh';
import pythons from './guest/pythons.sh';
import session from './guest/session.sh';
import shutdown from './guest/shutdown.sh';
import su from './guest/su.sh';
import sudo from './guest/sudo.sh';
import trust from './guest/trust.sh';
import { guestHome } from './sandbox';

/** A host key: the private key in OpenSSH format, the public key as a line. */
export interface HostKey {
  readonly privateKey: string;
  readonly publicKey: string;
}

/** Properties that differ between instances. */
export interface GuestFacts {
  readonly hostname: string;
  /** The login user. */
  readonly loginUser: string;
  /** 32 hex digits. */
  readonly machineId: string;
  readonly region: string;
  /** Address of the cloud from inside the instance. */
  readonly endpoint: string;
  readonly environments: Pick<Environments, 'bins' | 'fromHome'>;
  /** Whether it can access the Internet. */
  readonly isOnline: boolean;
  /** Folder with additional files for every instance, like those of a custom machine image. */
  readonly imageFolder: string | undefined;
  /** Certificate of the cloud's own authority, in PEM. */
  readonly authority: string;
  readonly hostKey: HostKey;
  /** Lines of the login user's `~/.ssh/authorized_keys`. */
  readonly authorizedKeys: string;
  /** Decoded and decompressed; empty if there is none. */
  readonly userData: Uint8Array;
  readonly limits: {
    readonly processes: number;
    readonly dataBytes: number;
    readonly openFiles: number;
    /** Tenths of a second for processes to end after they were asked to. */
    readonly grace: number;
  };
}

export interface GuestFile {
  readonly path: string;
  /** A stream is opened when it is needed: output that isn't read immediately would be lost. */
  readonly content: string | Uint8Array | (() => Readable);
}

/** The files that an instance starts from. */
export function guestFiles(facts: GuestFacts): GuestFile[] {
  const programs = { dmesg, pip, python, pythons, shutdown, su, sudo, packages, aws, session, files, trust };
  return [
    { path: `${guestHome}/boot`, content: boot },
    { path: `${guestHome}/instance`, content: settingsOf(facts) },
    { path: `${guestHome}/names.sh`, content: exportsOf(trustVariables) },
    { path: `${guestHome}/variables.sh`, content: exportsOf(endpointVariables(facts)) },
    { path: `${guestHome}/authority.pem`, content: facts.authority },
    { path: `${guestHome}/profile`, content: profile },
    { path: `${guestHome}/path`, content: `${pathOf(facts)}\n` },
    { path: `${guestHome}/from-home`, content: linksOf(facts) },
    { path: `${guestHome}/host-key`, content: facts.hostKey.privateKey },
    { path: `${guestHome}/host-key.pub`, content: `${facts.hostKey.publicKey}\n` },
    { path: `${guestHome}/authorized-keys`, content: facts.authorizedKeys },
    { path: `${guestHome}/user-data`, content: facts.userData },
    ...(facts.imageFolder === undefined
      ? []
      : [{ path: `${guestHome}/image.tar`, content: archiveOf(facts.imageFolder) }]),
    ...Object.entries(programs).map(([name, content]) => ({
      path: `${guestHome}/programs/${name}`,
      content,
    })),
  ];
}

/** Without owners, since everything inside belongs to root. */
const archiveOf = (folder: string) => (): Readable =>
  spawn('tar', ['--create', '--file=-', '--owner=0', '--group=0', `--directory=${folder}`, '.'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  }).stdout;

/** `$PATH` of every script and login. */
const pathOf = ({ environments }: GuestFacts): string =>
  [
    ...environments.bins,
    ...['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'],
  ].join(':');

/** Lines with a path below the home folder and the folder that it links to. */
const linksOf = ({ environments }: GuestFacts): string =>
  environments.fromHome.map(({ folder, name }) => `${name}\t${folder}\n`).join('');

const settingsOf = ({ hostname, isOnline, limits, loginUser, machineId }: GuestFacts): string =>
  [
    `hostname=${hostname}`,
    `login=${loginUser}`,
    `machine_id=${machineId}`,
    `processes=${limits.processes}`,
    `data=${limits.dataBytes}`,
    `files=${limits.openFiles}`,
    `grace=${limits.grace}`,
    `resolver=${resolverAddress}`,
    `online=${isOnline ? 'yes' : ''}`,
    '',
  ].join('\n');

/** `guest/trust.sh` creates these: the authorities that the host trusts and the cloud's own, and a file with only the cloud's own. */
const everyAuthority = '/etc/ssl/certs/ca-certificates.crt';
const ownAuthority = '/etc/ssl/local-cloud.pem';

/**
 * For programs with their own certificates that ignore the system's: REQUESTS_CA_BUNDLE is for Python programs,
 * including the AWS SDK. Not AWS_CA_BUNDLE: with it, programs with the Go SDK and their own transport don't start.
 */
const trustVariables: Readonly<Record<string, string>> = {
  CURL_CA_BUNDLE: everyAuthority,
  REQUESTS_CA_BUNDLE: everyAuthority,
  SSL_CERT_FILE: everyAuthority,
  NODE_EXTRA_CA_CERTS: ownAuthority,
};

/** For programs if AWS's own host names aren't available. */
const endpointVariables = ({ endpoint, region }: GuestFacts): Readonly<Record<string, string>> => ({
  AWS_ENDPOINT_URL: endpoint,
  AWS_REGION: region,
  AWS_DEFAULT_REGION: region,
});

const exportsOf = (variables: Readonly<Record<string, string>>): string =>
  Object.entries(variables)
    .map(([name, value]) => `export ${name}=${value}\n`)
    .join('');
