import { AwsError } from '../../failure';
import type { Response } from '../../server/response';
import type { Principal } from '../../signing/principal';
import { accountId } from '../../state/credentials';
import { type Directory, sessionArn } from '../iam/directory';
import type { Params } from '../query';
import { queryResponse } from '../query-response';

/** Answers one STS call. @throws AwsError */
export function answerSts(
  directory: Pick<Directory, 'userIdOf'>,
  call: { readonly principal: Principal; readonly params: Params },
  requestId: string,
): Response {
  const action = call.params.required('Action');
  if (action !== 'GetCallerIdentity')
    throw new AwsError('InvalidAction', `Could not find operation ${action} for version 2011-06-15`);
  return queryResponse(
    action,
    identityOf(directory, call.principal),
    requestId,
    'https://sts.amazonaws.com/doc/2011-06-15/',
  );
}

function identityOf(directory: Pick<Directory, 'userIdOf'>, principal: Principal) {
  switch (principal.kind) {
    case 'account':
      return {
        Arn: `arn:aws:iam::${accountId}:user/local`,
        UserId: 'AIDALOCALLOCALLOCAL00',
        Account: accountId,
      };
    case 'role':
      return {
        Arn: sessionArn(principal),
        UserId: directory.userIdOf(principal),
        Account: accountId,
      };
  }
}
