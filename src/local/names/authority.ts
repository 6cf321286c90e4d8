import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { createSecureContext, type SecureContext } from 'node:tls';
import {
  BasicConstraintsExtension,
  cryptoProvider,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  type Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';
import { isAwsName } from './hosts';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const dayMs = 24 * 3_600_000;
/** The clocks of instances can be slightly slow. */
const backdatedMs = dayMs;
/** A cloud runs until it is stopped; its certificate authority is valid for longer, within the limits of clients. */
const lifetimeMs = 397 * dayMs;
/** The maximum number of cached certificates; scripts use a few names. */
const mostNames = 1_000;

/** The local cloud's own certificate authority. Its key exists only in this process. */
export interface Authority {
  /** Its certificate, in PEM, which instances trust. */
  readonly certificate: string;
  /** A certificate for one of AWS's names. @throws Error for any other name */
  contextFor(name: string): Promise<SecureContext>;
}

export async function newAuthority(): Promise<Authority> {
  cryptoProvider.set(webcrypto);
  const now = Date.now();
  const times = { notBefore: new Date(now - backdatedMs), notAfter: new Date(now + lifetimeMs) };
  const issuer = 'CN=Spawn local cloud,O=Spawn';
  const [root, leaf] = await Promise.all([newKeys(), newKeys()]);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    ...times,
    name: issuer,
    keys: root,
    signingAlgorithm: algorithm,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign, true),
      await SubjectKeyIdentifierExtension.create(root.publicKey),
    ],
  });
  const key = pemOf(await webcrypto.subtle.exportKey('pkcs8', leaf.privateKey));
  const certify = async (name: string): Promise<SecureContext> => {
    const extensions: Extension[] = [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      new SubjectAlternativeNameExtension([{ type: 'dns', value: name }]),
    ];
    const issued = await X509CertificateGenerator.create({
      ...times,
      subject: 'O=Spawn',
      issuer,
      publicKey: leaf.publicKey,
      signingKey: root.privateKey,
      signingAlgorithm: algorithm,
      extensions,
    });
    return createSecureContext({ key, cert: issued.toString('pem') });
  };
  const known = new Map<string, Promise<SecureContext>>();
  return {
    certificate: `${certificate.toString('pem')}\n`,
    async contextFor(name) {
      const lower = name.toLowerCase();
      if (!isAwsName(lower)) throw new Error(`The local cloud does not answer for ${name}.`);
      const found = known.get(lower) ?? certify(lower);
      if (known.size >= mostNames) known.clear();
      known.set(lower, found);
      return found;
    },
  };
}

const newKeys = () => webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);

const pemOf = (key: ArrayBuffer): string =>
  `-----BEGIN PRIVATE KEY-----\n${Buffer.from(key).toString('base64')}\n-----END PRIVATE KEY-----\n`;
