import { withoutControls } from '../../text/controls';

/** Text from elsewhere, on one line and without anything that a terminal would obey. */
export const plain = (text: string): string =>
  withoutControls(text).replaceAll('\n', '\\n').replaceAll('\t', '\ufffd');
