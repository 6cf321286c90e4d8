import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(__dirname, '../../../..');

/** IAM's name of an action where it is not the API's. */
const iamNames: Readonly<Record<string, string>> = {
  's3:HeadBucket': 's3:ListBucket',
  's3:ListObjectVersions': 's3:ListBucketVersions',
  's3:ListObjectsV2': 's3:ListBucket',
  's3:PutPublicAccessBlock': 's3:PutBucketPublicAccessBlock',
  's3:GetBucketEncryption': 's3:GetEncryptionConfiguration',
  's3:PutBucketEncryption': 's3:PutEncryptionConfiguration',
  's3:GetBucketLifecycleConfiguration': 's3:GetLifecycleConfiguration',
  's3:PutBucketLifecycleConfiguration': 's3:PutLifecycleConfiguration',
  'secrets-manager:DescribeSecret': 'secretsmanager:DescribeSecret',
  'service-quotas:GetServiceQuota': 'servicequotas:GetServiceQuota',
};

/** Actions that go without saying: a signed request has them. */
const free = new Set(['sts:GetCallerIdentity']);

/** What is asked only where another permission is missing, as the text says. */
const instead = new Set(['ec2:DescribeAvailabilityZones']);

/** Every action that the code calls: the SDK's commands and paginators, by the package they come from. */
function calledActions(): ReadonlySet<string> {
  const called = new Set<string>();
  for (const entry of readdirSync(path.join(root, 'src/aws'), { recursive: true, withFileTypes: true })) {
    if (!entry.name.endsWith('.ts')) continue;
    const text = readFileSync(path.join(entry.parentPath, entry.name), 'utf8');
    for (const [, names = '', service = ''] of text.matchAll(
      /import \{([^}]*)\} from '@aws-sdk\/client-([\w-]+)'/g,
    )) {
      for (const [, command, paged] of names.matchAll(/\b(?:([A-Z]\w*)Command|paginate(\w+))\b/g)) {
        const name = `${service}:${command ?? paged}`;
        called.add(iamNames[name] ?? name);
      }
    }
  }
  return called;
}

interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: { readonly StringEquals?: Readonly<Record<string, string>> };
}

/** Policies of docs/aws.md that are to be copied: whole documents, lists of statements, single ones. */
function documentedStatements(): readonly Partial<Statement>[] {
  const text = readFileSync(path.join(root, 'docs/aws.md'), 'utf8');
  return [...text.matchAll(/```json\n([\s\S]*?)```/g)].flatMap(
    ([, json = '']): readonly Partial<Statement>[] => {
      const parsed: { readonly Statement?: readonly Statement[] } & Partial<Statement> = JSON.parse(json);
      return Array.isArray(parsed) ? parsed : (parsed.Statement ?? [parsed]);
    },
  );
}

/** What changes, ends or enters something that may be someone else's. */
const onOthers: Readonly<Record<string, 'instance' | 'security-group'>> = {
  'ec2:TerminateInstances': 'instance',
  'ec2:ModifyInstanceAttribute': 'instance',
  'ec2:GetConsoleOutput': 'instance',
  'ec2-instance-connect:SendSSHPublicKey': 'instance',
  'ssm:StartSession': 'instance',
  'ec2:AuthorizeSecurityGroupIngress': 'security-group',
  'ec2:RevokeSecurityGroupIngress': 'security-group',
  'ec2:DeleteSecurityGroup': 'security-group',
};

describe('docs/aws.md', () => {
  it('explains the permissions that no policy has', () => {
    const text = readFileSync(path.join(root, 'docs/aws.md'), 'utf8');
    assert.deepEqual(
      [...instead].filter((action) => !text.includes(`\`${action}\``)),
      [],
    );
    assert.deepEqual(
      [...instead].filter((action) =>
        documentedStatements().some(({ Action = [] }) => [Action].flat().includes(action)),
      ),
      [],
    );
  });

  it('has in a policy to copy every permission that the code needs', () => {
    const documented = new Set(documentedStatements().flatMap(({ Action = [] }) => Action));
    const called = [...calledActions()].filter((action) => !free.has(action) && !instead.has(action));
    assert.ok(called.length > 30, called.join(' '));
    assert.deepEqual(
      called.filter((action) => !documented.has(action)),
      [],
    );
  });

  it('denies access to resources without Spawn’s tag', () => {
    for (const [action, kind] of Object.entries(onOthers)) {
      const statements = documentedStatements().filter(
        ({ Action = [], Resource = [] }) =>
          [Action].flat().includes(action) &&
          [Resource].flat().some((resource) => resource === '*' || resource.includes(`:${kind}/`)),
      );
      assert.notEqual(statements.length, 0, action);
      for (const { Condition } of statements)
        assert.equal(Condition?.StringEquals?.['aws:ResourceTag/spawn:managed'], 'true', action);
    }
  });
});
