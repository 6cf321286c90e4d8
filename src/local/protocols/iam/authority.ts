import type { Clock } from '../../clock';
import { AwsError } from '../../failure';
import type { Arns } from '../../partition';
import type { Principal } from '../../signing/principal';
import { accountId } from '../../state/credentials';
import type { Directory } from './directory';
import type { Context } from './pattern';
import { type Verdict, verdictOf } from './policy';
import type { Question } from './question';

/** What somebody asked to do, and what came of it. */
export interface Decision {
  readonly principal: Principal;
  /** With the global keys of the request among its conditions. */
  readonly question: Question;
  readonly verdict: Verdict;
}

/** Decides what those who sign requests may do. */
export class Authority {
  constructor(
    private readonly directory: Directory,
    private readonly clock: Pick<Clock, 'now'>,
    private readonly arns: Arns,
    private readonly decided: ((decision: Decision) => void) | undefined,
  ) {}

  /**
   * Asks the policies of whoever signed a request; the account's administrator may do everything.
   * @throws AwsError AccessDenied at the first question that is not answered with yes
   */
  authorize(principal: Principal, region: string, questions: readonly Question[]): void {
    for (const asked of questions) {
      const question = {
        ...asked,
        conditions: { ...asked.conditions, ...this.globalKeys(principal, region) },
      };
      const verdict = this.verdict(principal, question);
      this.decided?.({ principal, question, verdict });
      if (verdict !== 'allowed') throw asked.refusal ?? this.refusal(principal, question, verdict);
    }
  }

  /** As `sts:GetCallerIdentity` tells it. */
  identityOf(principal: Principal): { readonly arn: string; readonly userId: string | undefined } {
    const userId = this.directory.userIdOf(principal);
    switch (principal.kind) {
      case 'account':
        return { arn: this.arns.iam('user/local'), userId };
      case 'user':
        return { arn: this.arns.iam(this.directory.pathOf(principal)), userId };
      case 'role': {
        const { roleName, sessionName } = principal;
        return { arn: this.arns.of('sts', '', `assumed-role/${roleName}/${sessionName}`), userId };
      }
    }
  }

  /** What a boundary does not allow, no policy grants. */
  private verdict(principal: Principal, question: Question): Verdict {
    if (principal.kind === 'account') return 'allowed';
    const granted = verdictOf(this.directory.documentsOf(principal), question);
    const boundary = this.directory.boundaryOf(principal);
    return granted !== 'allowed' || boundary === undefined ? granted : verdictOf([boundary], question);
  }

  private refusal(principal: Principal, { action, resource }: Question, verdict: Verdict): AwsError {
    const why =
      verdict === 'denied'
        ? 'with an explicit deny in an identity-based policy'
        : `because no identity-based policy allows the ${action} action`;
    return new AwsError(
      'AccessDenied',
      `User: ${this.identityOf(principal).arn} is not authorized to perform: ${action} on resource: ${resource} ${why}`,
      403,
    );
  }

  /** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html */
  private globalKeys(principal: Principal, region: string): Context {
    const now = this.clock.now();
    const userId = this.directory.userIdOf(principal);
    return {
      'aws:currenttime': new Date(now).toISOString(),
      'aws:epochtime': String(Math.floor(now / 1000)),
      'aws:principalaccount': accountId,
      'aws:principalarn': this.arns.iam(this.directory.pathOf(principal)),
      'aws:principaltype': principal.kind === 'role' ? 'AssumedRole' : 'User',
      'aws:requestedregion': region,
      'aws:resourceaccount': accountId,
      'aws:securetransport': 'false',
      'aws:sourceip': '127.0.0.1',
      ...(principal.kind === 'user' ? { 'aws:username': principal.userName } : {}),
      ...(userId === undefined ? {} : { 'aws:userid': userId }),
      ...this.directory.tagsOf(principal),
    };
  }
}
