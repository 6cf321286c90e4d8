import { AwsError } from '../../failure';
import type { Response } from '../../server/response';
import type { Principal } from '../../signing/principal';
import { accountId } from '../../state/credentials';
import type { Params } from '../query';
import { queryResponse } from '../query-response';

/** Answers one STS call. @throws AwsError */
export function answerSts(
  call: { readonly principal: Principal; readonly params: Params },
  requestId: string,
): Response {
  const action = call.params.required('Action');
  if (action !== 'GetCallerIdentity')
    throw new AwsError('InvalidAction', `Could not find operation ${action} for version 2011-06-15`);
  return queryResponse(
    action,
    identityOf(call.principal),
    requestId,
    'https://sts.amazonaws.com/doc/2011-06-15/',
  );
}

function identityOf(principal: Principal) {
  switch (principal.kind) {
    case 'account':
      return {
        Arn: `arn:aws:iam::${accountId}:user/local`,
        UserId: 'AIDALOCALLOCALLOCAL00',
        Account: accountId,
      };
    case 'role':
      return {
        Arn: `arn:aws:sts::${accountId}:assumed-role/${principal.roleName}/${principal.sessionName}`,
        UserId: `AROALOCALLOCALLOCAL00:${principal.sessionName}`,
        Account: accountId,
      };
  }
}
