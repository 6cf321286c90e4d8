import { AwsError } from '../../failure';
import type { Response } from '../../server/response';
import type { Principal } from '../../signing/principal';
import { accountId } from '../../state/credentials';
import type { IamAuthority } from '../iam/authority';
import type { Params } from '../query';
import { queryResponse } from '../query-response';

/** Answers one STS call. @throws AwsError */
export function answerSts(
  authority: IamAuthority,
  call: { readonly principal: Principal; readonly params: Params },
  requestId: string,
): Response {
  const action = call.params.required('Action');
  if (action !== 'GetCallerIdentity')
    throw new AwsError('InvalidAction', `Could not find operation ${action} for version 2011-06-15`);
  const { arn, userId } = authority.identityOf(call.principal);
  return queryResponse(
    action,
    { Arn: arn, UserId: userId, Account: accountId },
    requestId,
    'https://sts.amazonaws.com/doc/2011-06-15/',
  );
}
