import { createHash } from 'node:crypto';
import { AwsError } from '../../failure';
import type { Ec2Action } from './context';
import { endDryRun } from './dry-run';
import { matchesAny, passesTagFilter, readFilters } from './filters';
import { newId } from './ids';
import type { Tags } from './instance';
import type { KeyPair } from './network-security';
import { ec2Timestamp, items, tagSet } from './render';
import { readQueryTags } from './tags';

export const importKeyPair: Ec2Action = (context, { params, region }) => {
  const name = params.required('KeyName');
  const publicKey = Buffer.from(params.required('PublicKeyMaterial'), 'base64').toString().trim();
  const body = /^(?:ssh-rsa|ssh-ed25519) ([A-Za-z0-9+/]+={0,2})(?:\s|$)/.exec(publicKey)?.[1];
  if (body === undefined)
    throw new AwsError('InvalidKey.Format', 'Key is not in valid OpenSSH public key format');
  const key = `${region}/${name}`;
  if (context.keyPairs.has(key))
    throw new AwsError('InvalidKeyPair.Duplicate', `The keypair already exists: ${name}`);
  const tags: Tags = Object.assign({}, ...params.children('TagSpecification').map(readQueryTags));
  endDryRun(params);
  const fingerprint = createHash('md5')
    .update(Buffer.from(body, 'base64'))
    .digest('hex')
    .replace(/..(?=.)/g, '$&:');
  const pair: KeyPair = {
    id: newId('key'),
    region,
    name,
    publicKey,
    fingerprint,
    createdAt: context.clock.now(),
    tags,
  };
  context.keyPairs.set(key, pair);
  return { keyName: name, keyFingerprint: fingerprint, keyPairId: pair.id };
};

export const describeKeyPairs: Ec2Action = (context, { params, region }) => {
  const names = params.list('KeyName');
  const unknown = names.find((name) => !context.keyPairs.has(`${region}/${name}`));
  if (unknown !== undefined)
    throw new AwsError('InvalidKeyPair.NotFound', `The key pair '${unknown}' does not exist`);
  const filters = readFilters(params);
  const found = [...context.keyPairs.values()].filter(
    (pair) =>
      pair.region === region &&
      (names.length === 0 || names.includes(pair.name)) &&
      filters.every(({ name, values }) => {
        const byTag = passesTagFilter(name, values, pair.tags);
        if (byTag !== undefined) return byTag;
        if (name === 'key-name') return matchesAny(values, [pair.name]);
        if (name === 'key-pair-id') return matchesAny(values, [pair.id]);
        if (name === 'fingerprint') return matchesAny(values, [pair.fingerprint]);
        throw new AwsError('InvalidParameterValue', `The filter '${name}' is invalid`);
      }),
  );
  return {
    keySet: items(found, (pair) => ({
      keyPairId: pair.id,
      keyName: pair.name,
      keyFingerprint: pair.fingerprint,
      keyType: pair.publicKey.startsWith('ssh-rsa') ? 'rsa' : 'ed25519',
      createTime: ec2Timestamp(pair.createdAt),
      ...(Object.keys(pair.tags).length === 0 ? {} : { tagSet: tagSet(pair.tags) }),
    })),
  };
};

/** Deleting a key pair that doesn't exist succeeds, as on EC2. */
export const deleteKeyPair: Ec2Action = (context, { params, region }) => {
  const name =
    params.text('KeyName') ??
    [...context.keyPairs.values()].find((pair) => pair.id === params.text('KeyPairId'))?.name;
  endDryRun(params);
  if (name !== undefined) context.keyPairs.delete(`${region}/${name}`);
  return { return: true };
};
