import type { TimerClock } from '../../clock';
import { AwsError } from '../../failure';
import type { Arns } from '../../partition';
import type { Cipher } from '../../state/cipher';
import type { Table } from '../../state/ledger';
import { imageByParameter } from '../ec2/images';
import { parameterArn } from './authorization';

/** A stored parameter. */
export interface StoredParameter {
  readonly name: string;
  readonly region: string;
  readonly type: string;
  /** Encrypted if the type is SecureString. */
  readonly value: string;
  readonly version: number;
  readonly modifiedAt: number;
}

/** A parameter in Systems Manager's format. */
export interface ShownParameter {
  readonly Name: string;
  readonly Type: string;
  readonly Value: string;
  readonly Version: number;
  readonly LastModifiedDate: number;
  readonly ARN: string;
  readonly DataType: string;
}

const types = ['String', 'StringList', 'SecureString'];
/** docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html */
const longestStandard = 4096;
const namePattern = /^(?:\/?[A-Za-z0-9_.-]+)(?:\/[A-Za-z0-9_.-]+){0,14}$/;

/** The Parameter Store of all regions. */
export class Parameters {
  constructor(
    private readonly table: Table<StoredParameter>,
    private readonly cipher: Cipher,
    private readonly clock: TimerClock,
    private readonly arns: Arns,
  ) {}

  /** @returns the version. @throws AwsError */
  put(region: string, input: Readonly<Record<string, unknown>>): number {
    const [name, value] = [String(input['Name'] ?? ''), String(input['Value'] ?? '')];
    if (!namePattern.test(name) || /^\/?(?:aws|ssm)/i.test(name))
      throw new AwsError('ValidationException', 'Parameter name: can\'t be prefixed with "aws" or "ssm".');
    if (value === '' || Buffer.byteLength(value) > longestStandard)
      throw new AwsError(
        'ValidationException',
        'Standard tier parameters support a maximum parameter value of 4096 characters.',
      );
    const known = this.table.get(keyOf(region, name));
    const overwrite = input['Overwrite'] === true;
    if (known !== undefined && !overwrite)
      throw new AwsError('ParameterAlreadyExists', 'The parameter already exists.');
    if (overwrite && Array.isArray(input['Tags']))
      throw new AwsError(
        'ValidationException',
        "Invalid request: tags and overwrite can't be used together.",
      );
    const type = String(input['Type'] ?? known?.type ?? '');
    if (!types.includes(type)) throw new AwsError('ValidationException', 'A parameter type is required.');
    const version = (known?.version ?? 0) + 1;
    this.table.set(keyOf(region, name), {
      ...{ name, region, type, version },
      value: type === 'SecureString' ? this.cipher.encrypt(value) : value,
      modifiedAt: this.clock.now(),
    });
    return version;
  }

  /** Undefined if it doesn't exist. Without decryption, the value of a SecureString is its ciphertext. */
  get(region: string, name: string, decrypted: boolean): ShownParameter | undefined {
    const stored = this.table.get(keyOf(region, name));
    if (stored === undefined) return this.image(region, name);
    const closed = stored.type === 'SecureString' && decrypted;
    return {
      Name: name,
      Type: stored.type,
      Value: closed ? this.cipher.decrypt(stored.value) : stored.value,
      Version: stored.version,
      LastModifiedDate: stored.modifiedAt / 1000,
      ARN: this.arnOf(region, name),
      DataType: 'text',
    };
  }

  /** False if it doesn't exist. */
  remove(region: string, name: string): boolean {
    const key = keyOf(region, name);
    const known = this.table.has(key);
    this.table.delete(key);
    return known;
  }

  arnOf = (region: string, name: string): string => parameterArn(this.arns, region, name);

  /** All parameters of a region, by name. */
  in(region: string): readonly StoredParameter[] {
    return [...this.table.values()]
      .filter((parameter) => parameter.region === region)
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** The public parameters with image IDs. */
  private image(region: string, name: string): ShownParameter | undefined {
    const image = imageByParameter(region, name);
    if (image === undefined) return undefined;
    return {
      Name: name,
      Type: 'String',
      Value: image.id,
      Version: 1,
      LastModifiedDate: 1_750_000_000,
      ARN: this.arnOf(region, name),
      DataType: 'aws:ec2:image',
    };
  }
}

const keyOf = (region: string, name: string): string => `${region} ${name}`;
