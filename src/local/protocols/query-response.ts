import type { AwsError } from '../failure';
import type { Response } from '../server/response';
import { type XmlTree, xml } from '../server/xml';

/** `<ActionResponse><ActionResult>…` as IAM and STS answer. */
export const queryResponse = (
  action: string,
  result: XmlTree | undefined,
  requestId: string,
  namespace: string,
): Response => ({
  status: 200,
  headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId },
  body: xml(
    `${action}Response`,
    {
      ...(result === undefined ? {} : { [`${action}Result`]: result }),
      ResponseMetadata: { RequestId: requestId },
    },
    namespace,
  ),
});

/** `<ErrorResponse><Error>…` as IAM and STS answer. */
export const queryError = (error: AwsError, requestId: string): Response => ({
  status: error.status,
  headers: { 'content-type': 'text/xml', ...error.headers },
  body: xml('ErrorResponse', {
    Error: {
      Type: error.status < 500 ? 'Sender' : 'Receiver',
      Code:
        error.code === 'InvalidAccessKeyId' || error.code === 'InvalidToken'
          ? 'InvalidClientTokenId'
          : error.code,
      Message: error.message,
    },
    RequestId: requestId,
  }),
});
