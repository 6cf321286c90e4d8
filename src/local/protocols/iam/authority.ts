import type { TimerClock } from '../../clock';
import { AwsError } from '../../failure';
import type { Arns } from '../../partition';
import type { Principal } from '../../signing/principal';
import { accountId } from '../../state/credentials';
import type { AuthorizationRequest } from './authorization-request';
import type { Directory } from './directory';
import type { Context } from './pattern';
import {
  evaluatePolicies,
  evaluateResourcePolicy,
  type PolicyResult,
  type PrincipalIdentifiers,
} from './policy';

/** An evaluated authorization request, with its result. */
export interface Decision {
  readonly principal: Principal;
  /** Including the global condition keys of the request. */
  readonly authorization: AuthorizationRequest;
  readonly verdict: PolicyResult;
}

/** The principal that signed a request, and properties of the connection. */
export interface Caller {
  readonly principal: Principal;
  readonly region: string;
  /** With TLS, or through a connection that counts as TLS. */
  readonly secure: boolean;
}

/**
 * Actions that the account's administrator can always perform, so that a bucket is never locked
 * (docs.aws.amazon.com/AmazonS3: bucket policies).
 */
const alwaysAllowed = /^s3:(?:Get|Put|Delete)BucketPolicy$/;

/** Decides what the signers of requests are allowed to do. */
export class IamAuthority {
  constructor(
    private readonly directory: Directory,
    private readonly clock: Pick<TimerClock, 'now'>,
    private readonly arns: Arns,
    private readonly decided: ((decision: Decision) => void) | undefined,
  ) {}

  /**
   * Evaluates the policies of the principal that signed a request, and the policy of the resource. The account's
   * administrator is allowed everything that the latter doesn't deny.
   * @throws AwsError AccessDenied at the first request that isn't allowed
   */
  authorize(caller: Caller, requests: readonly AuthorizationRequest[]): void {
    const { principal } = caller;
    for (const asked of requests) {
      const authorization = {
        ...asked,
        conditions: { ...asked.conditions, ...this.globalKeys(caller) },
      };
      const own = this.identityVerdict(principal, authorization);
      const resources = this.resourceVerdict(principal, authorization);
      const denied = own === 'denied' || resources === 'denied';
      const verdict = denied ? 'denied' : resources === 'allowed' ? 'allowed' : own;
      this.decided?.({ principal, authorization, verdict });
      if (verdict === 'allowed') continue;
      const by = own === 'denied' ? 'an identity-based policy' : 'a resource-based policy';
      const why = denied
        ? `with an explicit deny in ${by}`
        : `because no identity-based policy allows the ${authorization.action} action`;
      throw asked.refusal ?? this.refusal(principal, authorization, why);
    }
  }

  /** In the format that `sts:GetCallerIdentity` returns. */
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

  /** A permissions boundary limits what policies can allow. */
  private identityVerdict(principal: Principal, authorization: AuthorizationRequest): PolicyResult {
    if (principal.kind === 'account') return 'allowed';
    const granted = evaluatePolicies(this.directory.documentsOf(principal), authorization);
    const boundary = this.directory.boundaryOf(principal);
    return granted !== 'allowed' || boundary === undefined
      ? granted
      : evaluatePolicies([boundary], authorization);
  }

  private resourceVerdict(principal: Principal, authorization: AuthorizationRequest): PolicyResult {
    const { action, policy } = authorization;
    if (policy === undefined || (principal.kind === 'account' && alwaysAllowed.test(action)))
      return 'not-allowed';
    return evaluateResourcePolicy(policy, authorization, this.namesOf(principal));
  }

  private namesOf(principal: Principal): PrincipalIdentifiers {
    const own = [this.arns.iam(this.directory.pathOf(principal)), this.identityOf(principal).arn];
    return { own, account: [accountId, this.arns.iam('root')] };
  }

  private refusal(principal: Principal, { action, resource }: AuthorizationRequest, why: string): AwsError {
    return new AwsError(
      'AccessDenied',
      `User: ${this.identityOf(principal).arn} is not authorized to perform: ${action} on resource: ${resource} ${why}`,
      403,
    );
  }

  /** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html */
  private globalKeys({ principal, region, secure }: Caller): Context {
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
      'aws:securetransport': String(secure),
      'aws:sourceip': '127.0.0.1',
      ...(principal.kind === 'user' ? { 'aws:username': principal.userName } : {}),
      ...(userId === undefined ? {} : { 'aws:userid': userId }),
      ...this.directory.tagsOf(principal),
    };
  }
}
