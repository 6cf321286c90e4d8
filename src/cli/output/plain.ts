import { withoutControls } from '../../text/controls';

/** Text of any origin, on one line and without control sequences. */
export const plain = (text: string): string =>
  withoutControls(text).replaceAll('\n', '\\n').replaceAll('\t', '\ufffd');
