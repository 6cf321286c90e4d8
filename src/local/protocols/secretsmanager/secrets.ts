import { randomBytes, randomUUID } from 'node:crypto';
import type { TimerClock } from '../../clock';
import { AwsError } from '../../failure';
import type { Arns } from '../../partition';
import type { Cipher } from '../../state/cipher';
import type { Table } from '../../state/ledger';

export interface StoredSecret {
  readonly name: string;
  readonly region: string;
  /** Ends in six random characters. */
  readonly arn: string;
  /** Encrypted. */
  readonly value: string;
  readonly versionId: string;
  readonly createdAt: number;
}

/** docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html */
const namePattern = /^[A-Za-z0-9/_+=.@-]{1,512}$/;
const longestValue = 65_536;

/** Secrets Manager in all regions. */
export class Secrets {
  constructor(
    private readonly table: Table<StoredSecret>,
    private readonly cipher: Cipher,
    private readonly clock: TimerClock,
    private readonly arns: Arns,
  ) {}

  /** @throws AwsError */
  create(region: string, input: Readonly<Record<string, unknown>>): StoredSecret {
    const [name, value] = [String(input['Name'] ?? ''), input['SecretString']];
    if (!namePattern.test(name)) throw new AwsError('ValidationException', 'Invalid name.');
    if (typeof value !== 'string' || Buffer.byteLength(value) > longestValue)
      throw new AwsError(
        'InvalidRequestException',
        'You must provide a SecretString of at most 65536 bytes.',
      );
    if (this.find(region, name) !== undefined)
      throw new AwsError(
        'ResourceExistsException',
        `The operation failed because the secret ${name} already exists.`,
      );
    const suffix = randomBytes(3).toString('hex');
    const secret: StoredSecret = {
      ...{ name, region },
      arn: this.arns.of('secretsmanager', region, `secret:${name}-${suffix}`),
      value: this.cipher.encrypt(value),
      versionId: randomUUID(),
      createdAt: this.clock.now(),
    };
    this.table.set(secret.arn, secret);
    return secret;
  }

  /** By name or ARN. */
  find(region: string, id: string): StoredSecret | undefined {
    return [...this.table.values()].find(
      (secret) => secret.region === region && (secret.name === id || secret.arn === id),
    );
  }

  /** ARN of a secret; for a missing one, the ARN for the authorization request, since AWS doesn't reveal which secrets exist. */
  arnOf = (region: string, id: string): string =>
    this.find(region, id)?.arn ??
    (id.startsWith('arn:') ? id : this.arns.of('secretsmanager', region, `secret:${id}-??????`));

  valueOf = ({ value }: StoredSecret): string => this.cipher.decrypt(value);

  remove({ arn }: StoredSecret): void {
    this.table.delete(arn);
  }
}
