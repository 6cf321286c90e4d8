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
  's3:PutBucketEncryption': 's3:PutEncryptionConfiguration',
  's3:GetBucketLifecycleConfiguration': 's3:GetLifecycleConfiguration',
  's3:PutBucketLifecycleConfiguration': 's3:PutLifecycleConfiguration',
  'service-quotas:GetServiceQuota': 'servicequotas:GetServiceQuota',
};

/** Actions that go without saying: a signed request has them. */
const free = new Set(['sts:GetCallerIdentity']);

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
}

/** Policies of docs/aws.md that are to be copied: whole documents, lists of statements, single ones. */
function documentedActions(): ReadonlySet<string> {
  const text = readFileSync(path.join(root, 'docs/aws.md'), 'utf8');
  const actions = [...text.matchAll(/```json\n([\s\S]*?)```/g)].flatMap(
    ([, json = '']): readonly string[] => {
      const parsed: { readonly Statement?: readonly Statement[] } & Partial<Statement> = JSON.parse(json);
      const statements: readonly Partial<Statement>[] = Array.isArray(parsed)
        ? parsed
        : (parsed.Statement ?? [parsed]);
      return statements.flatMap(({ Action = [] }) => Action);
    },
  );
  return new Set(actions);
}

describe('docs/aws.md', () => {
  it('has in a policy to copy every permission that the code needs', () => {
    const documented = documentedActions();
    const called = [...calledActions()].filter((action) => !free.has(action));
    assert.ok(called.length > 30, called.join(' '));
    assert.deepEqual(
      called.filter((action) => !documented.has(action)),
      [],
    );
  });
});
