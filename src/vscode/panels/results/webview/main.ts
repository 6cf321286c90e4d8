import type { ToPanel } from '../contract';
import { send } from './host';
import { Panel } from './panel';

const root = document.getElementById('panel');
if (root !== null) {
  const panel = new Panel(root);
  window.addEventListener('message', (event: MessageEvent<ToPanel>) => panel.receive(event.data));
  send({ type: 'ready' });
}
