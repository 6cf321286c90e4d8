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

/** A host key: the private half in OpenSSH's format, the public one as a line. */
export interface HostKey {
  readonly privateKey: string;
  readonly publicKey: string;
}

/** What differs from one instance to the next. */
export interface GuestFacts {
  readonly hostname: string;
  /** The user that people log in as. */
  readonly loginUser: string;
  /** 32 hex digits. */
  readonly machineId: string;
  readonly region: string;
  /** Address of the cloud as the instance sees it. */
  readonly endpoint: string;
  readonly environments: Pick<Environments, 'bins' | 'fromHome'>;
  /** Whether it may reach the Internet. */
  readonly isOnline: boolean;
  /** Folder whose files every instance has besides: what an own machine image would bring. */
  readonly imageFolder: string | undefined;
  /** Certificate of the cloud's own authority, in PEM. */
  readonly authority: string;
  readonly hostKey: HostKey;
  /** Lines of that user's `~/.ssh/authorized_keys`. */
  readonly authorizedKeys: string;
  /** Plain, already unpacked; empty when there is none. */
  readonly userData: Uint8Array;
  readonly limits: {
    readonly processes: number;
    readonly dataBytes: number;
    readonly openFiles: number;
    /** Tenths of a second that processes have to end in, once they were asked to. */
    readonly grace: number;
  };
}

export interface GuestFile {
  readonly path: string;
  /** A stream is opened when it is wanted: what no one reads at once is lost. */
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

/** Owners are left out: inside, everything belongs to root. */
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

/** Lines of a name below a home and the folder that it leads to. */
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

/** `guest/trust.sh` puts these there: the authorities that the host trusts and the cloud's own, and the latter alone. */
const everyAuthority = '/etc/ssl/certs/ca-certificates.crt';
const ownAuthority = '/etc/ssl/local-cloud.pem';

/**
 * For programs that bring certificates of their own and do not look at the system's: REQUESTS_CA_BUNDLE is for Python's, the
 * AWS SDK among them. Not AWS_CA_BUNDLE: with it, programs of the Go SDK that bring their own transport do not start.
 */
const trustVariables: Readonly<Record<string, string>> = {
  CURL_CA_BUNDLE: everyAuthority,
  REQUESTS_CA_BUNDLE: everyAuthority,
  SSL_CERT_FILE: everyAuthority,
  NODE_EXTRA_CA_CERTS: ownAuthority,
};

/** For programs where AWS's own host names cannot be had. */
const endpointVariables = ({ endpoint, region }: GuestFacts): Readonly<Record<string, string>> => ({
  AWS_ENDPOINT_URL: endpoint,
  AWS_REGION: region,
  AWS_DEFAULT_REGION: region,
});

const exportsOf = (variables: Readonly<Record<string, string>>): string =>
  Object.entries(variables)
    .map(([name, value]) => `export ${name}=${value}\n`)
    .join('');
